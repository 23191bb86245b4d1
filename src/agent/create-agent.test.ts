// The stand-in keeps the contract: paths, keys, bodies, both error styles, counting.
import { describe, expect, test } from 'vitest';
import { createAgent } from './create-agent.ts';
import { createBody, headers, path, ways } from './test-support.ts';

interface Errors {
  error_code?: string;
  error_id?: string;
  error_message?: string;
}

const refusal = async (response: Response) => ({
  status: response.status,
  code: ((await response.json()) as Errors).error_code,
});

describe.each(ways)('%s', (_way, reach) => {
  test('create answers the seed byte for byte', async () => {
    const { post } = await reach({ newId: () => 'WEBCHAT_abc123def456' });
    const response = await post('create', createBody);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(
      '{"conversation_id":"WEBCHAT_abc123def456","response":"Hi, how can I help you today?"}',
    );
  });

  test.each(["What's your return policy?", 'What’s your return policy?', 'RETURNS'])(
    'respond answers %j with the sentence of the seed byte for byte',
    async (message) => {
      const { start, say } = await reach();
      const response = await say(await start(), message);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(
        '{"response":"Our return policy is 30 days with proof of purchase.","end_conversation":false}',
      );
    },
  );

  test('ids of conversations are WEBCHAT_ with twelve hexadecimal digits, each new', async () => {
    const { start } = await reach();
    const ids = [await start(), await start()];
    for (const id of ids) expect(id).toMatch(/^WEBCHAT_[\da-f]{12}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test.each([
    '/',
    `${path}/close`,
    `${path}/create/`,
    `/v1/poly-scs-uk/chat/create`,
    `/v2/a/b/chat/create`,
    `/v1/%/b/chat/create`,
  ])('the path %s is not found and not counted', async (path) => {
    const { fetch, agent } = await reach();
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(createBody) });
    expect(await refusal(response)).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(agent.calls).toHaveLength(0);
  });

  test('a GET is told that POST is allowed', async () => {
    const { fetch } = await reach();
    const response = await fetch(`${path}/create`, { headers });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('encoded ids arrive decoded', async () => {
    const { fetch, agent } = await reach({ accountId: 'ws/1 ü', projectId: 'a b' });
    const response = await fetch('/v1/ws%2F1%20%C3%BC/a%20b/chat/create', {
      method: 'POST',
      headers,
      body: JSON.stringify(createBody),
    });
    expect(response.status).toBe(200);
    expect(agent.calls[0]).toMatchObject({ accountId: 'ws/1 ü', projectId: 'a b' });
  });

  test.each([
    ['no key', { 'X-Api-Key': '' }, 401, 'UNAUTHORIZED'],
    ['a wrong key', { 'X-Api-Key': 'kez' }, 401, 'UNAUTHORIZED'],
    ['no token', { 'X-Token': '' }, 401, 'UNAUTHORIZED'],
    ['a wrong token', { 'X-Token': 'tokem' }, 401, 'UNAUTHORIZED'],
    ['another media type', { 'Content-Type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a longer media type', { 'Content-Type': 'application/json5' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('a call with %s is refused', async (_what, changed, status, code) => {
    const { post } = await reach({ apiKey: 'key', token: 'token' });
    const response = await post('create', createBody, { headers: { ...headers, ...changed } });
    expect(await refusal(response)).toEqual({ status, code });
  });

  test('both keys are demanded even where their values are not checked', async () => {
    const { post } = await reach();
    for (const name of ['X-Api-Key', 'X-Token'] as const) {
      const { [name]: _left, ...others } = headers;
      expect((await post('create', createBody, { headers: others })).status).toBe(401);
    }
    expect((await post('create', createBody, { headers: { ...headers, 'X-Token': 'any' } })).status).toBe(
      200,
    );
  });

  test.each([
    [{ accountId: 'other' }, 'ACCOUNT_NOT_FOUND'],
    [{ projectId: 'other' }, 'PROJECT_NOT_FOUND'],
  ])('where only %o exists, others are not found', async (options, code) => {
    const { post } = await reach(options);
    expect(await refusal(await post('create', createBody))).toEqual({ status: 404, code });
  });

  test.each([
    ['create', 'not json'],
    ['create', '[]'],
    ['create', '{"message":"","metadata":{}}'],
    ['create', '{"user_id":"","message":"","metadata":{}}'],
    ['create', '{"user_id":"u","metadata":{}}'],
    ['create', '{"user_id":"u","message":""}'],
    ['create', '{"user_id":"u","message":"","metadata":[]}'],
    ['create', '{"user_id":"u","message":"","metadata":null}'],
    ['create', '{"user_id":7,"message":"","metadata":{}}'],
    ['respond', '{"conversation_id":"x"}'],
    ['respond', '{"message":"x"}'],
    ['respond', '{"conversation_id":"x","message":null}'],
  ])('%s refuses the body %s', async (operation, body) => {
    const { post } = await reach();
    expect(await refusal(await post(operation, undefined, { body }))).toEqual({
      status: 400,
      code: 'SCHEMA_VALIDATION_FAILED',
    });
  });

  test('fields beyond those of the seed do no harm', async () => {
    const { post } = await reach();
    expect((await post('create', { ...createBody, channel: 'web' })).status).toBe(200);
  });

  test('an unknown conversation is not found', async () => {
    const { say } = await reach();
    expect(await refusal(await say('WEBCHAT_000000000000', 'Hi'))).toEqual({
      status: 404,
      code: 'CONVERSATIONS_NOT_FOUND',
    });
  });

  test('a conversation that the agent ended is gone', async () => {
    const { start, say } = await reach();
    const id = await start();
    expect(await (await say(id, 'Goodbye!')).json()).toMatchObject({ end_conversation: true });
    expect(await refusal(await say(id, 'Hi'))).toEqual({ status: 410, code: 'ChatConversationEnded' });
  });

  test('a conversation left alone for too long has expired, and using it keeps it', async () => {
    let now = 0;
    const { start, say } = await reach({ idleTimeoutMs: 600_000, now: () => now });
    const id = await start();
    now = 600_000;
    expect((await say(id, 'Hi')).status).toBe(200);
    now = 1_200_000;
    expect((await say(id, 'Hi')).status).toBe(200);
    now = 1_800_001;
    expect(await refusal(await say(id, 'Hi'))).toEqual({ status: 400, code: 'CHAT_TIMEOUT' });
    expect((await say(id, 'Hi')).status).toBe(400);
  });

  test("today's errors carry the correlation id of their header", async () => {
    const { say } = await reach();
    const response = await say('x', 'Hi');
    const body = (await response.json()) as Errors;
    expect(Object.keys(body)).toEqual([
      'success',
      'error',
      'error_id',
      'error_code',
      'error_message',
      'data',
    ]);
    expect(body.error_id).toMatch(/^[\da-f]{32}$/);
    expect(body.error_id).toBe(response.headers.get('x-polyai-correlation-id'));
  });

  test('old errors are one sentence', async () => {
    const { say } = await reach({ errorStyle: 'old' });
    expect(await (await say('x', 'Hi')).json()).toEqual({ error_message: 'Conversation x not found' });
  });

  test('every answer has its own correlation id', async () => {
    const { fetch, post, start, say } = await reach();
    const id = await start();
    const answers = [
      await post('create', createBody),
      await say(id, 'Hi'),
      await say(id, 'html'),
      await say(id, '429'),
      await fetch('/'),
    ];
    const ids = answers.map((response) => response.headers.get('x-polyai-correlation-id'));
    expect(ids).not.toContain(null);
    expect(new Set(ids).size).toBe(answers.length);
  });

  test('create can answer 201, and respond can repeat the id', async () => {
    const { post, say, start } = await reach({ createStatus: 201, repeatId: true });
    expect((await post('create', createBody)).status).toBe(201);
    const id = await start();
    expect(await (await say(id, 'Hi')).json()).toMatchObject({ conversation_id: id });
  });

  test('what arrived is kept with its headers, body and time', async () => {
    const { agent, start, say } = await reach({ now: () => 1234 });
    const id = await start();
    await say(id, 'Grüße 🌿');
    expect(agent.received).toEqual({ create: 1, respond: 1 });
    expect(agent.calls.map(({ body }) => body)).toEqual([
      createBody,
      { conversation_id: id, message: 'Grüße 🌿' },
    ]);
    expect(agent.calls[1]).toMatchObject({
      operation: 'respond',
      accountId: 'poly-scs-uk',
      projectId: 'PROJECT-191bfa2a',
      headers: { 'x-api-key': 'key', 'x-token': 'token', 'content-type': 'application/json' },
      at: 1234,
    });
  });

  test('calls that were refused are counted too', async () => {
    const { agent, post } = await reach({ apiKey: 'other' });
    await post('create', undefined, { body: 'not json' });
    expect(agent.received.create).toBe(1);
    expect(agent.calls[0]?.body).toBe('not json');
  });

  test('a reset forgets calls, counts and conversations', async () => {
    const { agent, start, say } = await reach();
    const id = await start();
    agent.reset();
    expect(agent.received).toEqual({ create: 0, respond: 0 });
    expect(agent.calls).toHaveLength(0);
    expect((await say(id, 'Hi')).status).toBe(404);
  });

  test('a delay holds back every answer', async () => {
    const { start } = await reach({ delayMs: 60 });
    const before = performance.now();
    await start();
    expect(performance.now() - before).toBeGreaterThan(50);
  });
});

describe('strict', () => {
  test.each(ways)('%s: knows the seed and nothing else', async (_way, reach) => {
    const { post, start, say } = await reach({ strict: true, newId: () => 'CANARY-1' });
    const created = await post('create', createBody);
    expect(created.status).toBe(201);
    expect(await created.json()).toEqual({
      conversation_id: 'CANARY-1',
      response: 'Hi, how can I help you today?',
    });

    const extra = await post('create', { ...createBody, channel: 'web' });
    expect(extra.status).toBe(400);
    expect(await extra.json()).toEqual({ error_message: 'channel is not known' });
    expect((await say('CANARY-1', 'half a pair \uD83C')).status).toBe(400);
    expect((await say('CANARY-1', 'a whole pair 🌿')).status).toBe(200);

    const id = await start();
    const fallback = (await (await say(id, '500')).json()) as object;
    expect(Object.keys(fallback)).toEqual(['response', 'end_conversation']);
    const handoff = (await (await say(id, 'Talk to a person')).json()) as object;
    expect(handoff).toEqual({ response: expect.any(String), end_conversation: true });
  });

  test('what is set beside it still counts', async () => {
    const { fetch } = createAgent({ strict: true, createStatus: 200, errorStyle: 'today' });
    const init = { method: 'POST', headers, body: JSON.stringify(createBody) };
    expect((await fetch(`${path}/create`, init)).status).toBe(200);
    expect(await (await fetch('/', init)).json()).toMatchObject({ success: false });
  });
});

describe('the function itself', () => {
  const init = { method: 'POST', headers, body: JSON.stringify(createBody) };

  test('takes a Request, a URL and an address with or without an origin', async () => {
    const { fetch, received } = createAgent();
    const address = `https://api.uk-1.platform.polyai.app${path}/create`;
    expect((await fetch(new Request(address, init))).status).toBe(200);
    expect((await fetch(new URL(address), init)).status).toBe(200);
    expect((await fetch(address, init)).status).toBe(200);
    expect((await fetch(`${path}/create`, init)).status).toBe(200);
    expect(received.create).toBe(4);
  });

  test('takes nothing from a caller who has gone away already', async () => {
    const { fetch, received } = createAgent();
    const call = fetch(`${path}/create`, { ...init, signal: AbortSignal.abort() });
    await expect(call).rejects.toHaveProperty('name', 'AbortError');
    expect(received.create).toBe(0);
  });

  test('lets go of a caller who goes away during a delay', async () => {
    const { fetch, received } = createAgent({ delayMs: 60_000 });
    const abort = new AbortController();
    const call = fetch(`${path}/create`, { ...init, signal: abort.signal });
    setTimeout(() => abort.abort(), 10);
    await expect(call).rejects.toHaveProperty('name', 'AbortError');
    expect(received.create).toBe(1);
  });

  test('keeps the newest 10,000 calls and counts them all', async () => {
    const { fetch, calls, received } = createAgent({ apiKey: 'other' });
    for (let index = 0; index < 10_003; index += 1) {
      await fetch(`${path}/create`, { ...init, body: String(index) });
    }
    expect(received.create).toBe(10_003);
    expect(calls).toHaveLength(10_000);
    expect(calls[0]?.body).toBe(3);
    expect(calls.at(-1)?.body).toBe(10_002);
  });
});
