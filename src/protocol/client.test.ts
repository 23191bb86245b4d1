// The client against the real stand-in; a hand-made fetch only where the stand-in would never answer like that.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAgent } from '../agent/create-agent.ts';
import { createBoundedReader } from './bounded.ts';
import { type ChatClientOptions, createChatClient } from './client.ts';
import { polyai } from './upstream.ts';

const account = { accountId: 'poly scs', projectId: 'P/1', apiKey: 'key', token: 'token' };

function connect(
  agentOptions: Parameters<typeof createAgent>[0] = {},
  options: Partial<ChatClientOptions> = {},
) {
  const agent = createAgent(agentOptions);
  const chat = createChatClient({
    ...polyai({ region: 'uk-1', ...account }),
    fetch: agent.fetch,
    ...options,
  });
  return { agent, chat };
}

/** A client whose every call gets this answer. */
function answering(response: (init: RequestInit) => Response | Promise<Response>, options = {}) {
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>((_url, init) =>
    Promise.resolve(response(init)),
  );
  return { fetch, chat: createChatClient({ base: 'https://relay.example', fetch, ...options }) };
}

const turn = { conversationId: 'c', message: 'Hi' };

describe('what is sent', () => {
  test('create and respond go to the paths, with the headers and the bodies of the seed', async () => {
    const { agent, chat } = connect({ ...account, strict: true });
    const { conversationId, reply } = await chat.create({ userId: 'u' });
    expect(reply.text).toBe('Hi, how can I help you today?');
    const answer = await chat.respond({ conversationId, message: "What's your return policy?" });
    expect(answer).toEqual({
      text: 'Our return policy is 30 days with proof of purchase.',
      ended: false,
      suggestions: [],
      attachments: [],
      calls: [],
    });
    expect(agent.calls.map(({ operation, body }) => [operation, body])).toEqual([
      ['create', { user_id: 'u', message: '', metadata: {} }],
      ['respond', { conversation_id: conversationId, message: "What's your return policy?" }],
    ]);
    expect(agent.calls[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-api-key': 'key',
      'x-token': 'token',
    });
  });

  test('message and metadata of create go along where they are given', async () => {
    const { agent, chat } = connect();
    await chat.create({ userId: 'u', message: 'Hi', metadata: { page: '/a', tags: ['x'] } });
    expect(agent.calls[0]?.body).toEqual({
      user_id: 'u',
      message: 'Hi',
      metadata: { page: '/a', tags: ['x'] },
    });
  });

  test('the address is base, path and operation, with one slash between them', async () => {
    const { fetch, chat } = answering(() => Response.json({ conversation_id: 'c', response: '' }));
    await chat.create({ userId: 'u' });
    expect(fetch.mock.calls[0]?.[0]).toBe('https://relay.example/chat/create');
    const other = answering(() => Response.json({ response: '' }), {
      base: 'https://relay.example/x//',
      path: '/talk',
    });
    await other.chat.respond(turn);
    expect(other.fetch.mock.calls[0]?.[0]).toBe('https://relay.example/x/talk/respond');
  });

  test('settings of fetch are passed on, but never the method or the body', async () => {
    const init = { credentials: 'omit', method: 'GET', body: 'x' } as const;
    const { fetch, chat } = answering(() => Response.json({ response: '' }), { init });
    await chat.respond(turn);
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      credentials: 'omit',
      method: 'POST',
      body: '{"conversation_id":"c","message":"Hi"}',
      redirect: 'error',
    });
  });

  test('W-12: a body that browsers would not let outlive its page is sent all the same', async () => {
    const { fetch, chat } = answering(() => Response.json({ response: '' }), { init: { keepalive: true } });
    for (const message of ['Hi', 'あ'.repeat(22_000)]) await chat.respond({ ...turn, message });
    expect(fetch.mock.calls.map(([, init]) => init?.keepalive)).toEqual([true, false]);
  });

  test('headers of one call come on top of those of all, and stay with it', async () => {
    const { agent, chat } = connect();
    const { conversationId } = await chat.create({ userId: 'u' }, { headers: { 'Idempotency-Key': 'k1' } });
    await chat.respond({ conversationId, message: 'Hi' }, { headers: { 'X-Token': 'other' } });
    expect(agent.calls.map(({ headers }) => [headers['idempotency-key'], headers['x-token']])).toEqual([
      ['k1', 'token'],
      [undefined, 'other'],
    ]);
  });

  test("the platform's fetch is looked up at each call", async () => {
    const chat = createChatClient({ base: 'https://relay.example' });
    const fetch = vi.fn<() => Promise<Response>>(() => Promise.resolve(Response.json({ response: 'late' })));
    vi.stubGlobal('fetch', fetch);
    try {
      expect((await chat.respond(turn)).text).toBe('late');
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('what comes back', () => {
  test.each([200, 201, 299])('a create with status %i is a success', async (status) => {
    const { chat } = answering(() => Response.json({ conversation_id: 'c', response: 'Hi' }, { status }));
    expect((await chat.create({ userId: 'u' })).conversationId).toBe('c');
  });

  test('a handoff and quick replies arrive', async () => {
    const { chat } = connect({ persona: 'shop' });
    const { conversationId } = await chat.create({ userId: 'u' });
    expect((await chat.respond({ conversationId, message: 'help' })).suggestions).not.toEqual([]);
    expect(await chat.respond({ conversationId, message: 'I want a person' })).toMatchObject({
      ended: true,
      handoff: { destination: 'support' },
    });
  });

  test.each([
    ['malformed', { code: 'unconfirmed', status: 200, detail: 'malformed' }],
    ['html', { code: 'unconfirmed', status: 200, detail: 'malformed' }],
    ['500', { code: 'unconfirmed', status: 500, detail: 'INTERNAL' }],
    ['503', { code: 'unconfirmed', status: 503 }],
    ['429', { code: 'rate_limited', status: 429, retryAfterMs: 5000 }],
    ['expired', { code: 'expired', status: 400, detail: 'CHAT_TIMEOUT' }],
    ['ended', { code: 'ended', status: 410, detail: 'ChatConversationEnded' }],
  ])('after %s the error says %o', async (word, failure) => {
    const { chat } = connect();
    const { conversationId } = await chat.create({ userId: 'u' });
    await expect(chat.respond({ conversationId, message: word })).rejects.toMatchObject({
      name: 'ChatError',
      ...failure,
    });
  });

  test('an error names the exchange by the correlation id', async () => {
    const { chat } = connect({ mishap: '500', errorStyle: 'old' });
    await expect(chat.respond(turn)).rejects.toHaveProperty(
      'requestId',
      expect.stringMatching(/^[\da-f]{32}$/),
    );
  });

  test.each([
    [{ accountId: 'other' }, 'unavailable', 404],
    [{ projectId: 'other' }, 'unavailable', 404],
    [{ apiKey: 'other' }, 'unavailable', 401],
    [{ token: 'other' }, 'unavailable', 401],
  ])('create at an agent that wants %o is %s', async (wanted, code, status) => {
    const { chat } = connect(wanted);
    await expect(chat.create({ userId: 'u' })).rejects.toMatchObject({ code, status });
  });

  test('a conversation that nobody knows has expired', async () => {
    const { chat } = connect();
    await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'expired', status: 404 });
  });

  test('Retry-After may be a date', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
    try {
      const headers = { 'Retry-After': 'Thu, 01 Jan 2026 00:00:07 GMT' };
      const { chat } = answering(() => new Response('busy', { status: 429, headers }));
      await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7000 });
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['no body', null],
    ['an empty body', ''],
    ['another shape', '{"message":"Hi"}'],
  ])('a success with %s is malformed', async (_what, body) => {
    const { chat } = answering(() => new Response(body));
    await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'unconfirmed', detail: 'malformed' });
  });

  test('an answer beyond all measure is malformed', async () => {
    const of = (length: number) =>
      JSON.stringify({ response: '' }).replace('""', `"${'x'.repeat(length - 15)}"`);
    expect(of(262_144)).toHaveLength(262_144);
    const fits = answering(() => new Response(of(262_144)));
    expect((await fits.chat.respond(turn)).text).toHaveLength(262_129);
    const tooLarge = answering(() => new Response(of(262_145)));
    await expect(tooLarge.chat.respond(turn)).rejects.toMatchObject({ detail: 'malformed' });
  });

  test('what is no UTF-8 is malformed to a bounded reader', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"response":"'), 0xff, 0x22, 0x7d]);
    const { chat } = answering(() => new Response(bytes), { readBody: createBoundedReader() });
    await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'unconfirmed', detail: 'malformed' });
  });

  test.each([
    ['all', {}],
    ['a bounded part', { readBody: createBoundedReader() }],
  ])('reading %s of a body, a character cut between two chunks stays whole', async (_what, options) => {
    const bytes = new TextEncoder().encode('{"response":"🌿"}');
    const { chat } = answering(() => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.slice(0, 15));
          controller.enqueue(bytes.slice(15));
          controller.close();
        },
      });
      return new Response(body);
    }, options);
    expect((await chat.respond(turn)).text).toBe('🌿');
  });

  test('an answer of the largest size is read, one byte more is not', async () => {
    const text = JSON.stringify({ response: 'é'.repeat(500) });
    const size = new TextEncoder().encode(text).length;
    const fits = answering(() => new Response(text), { readBody: createBoundedReader(size) });
    expect((await fits.chat.respond(turn)).text).toHaveLength(500);
    const tooLarge = answering(() => new Response(text), { readBody: createBoundedReader(size - 1) });
    await expect(tooLarge.chat.respond(turn)).rejects.toMatchObject({ detail: 'malformed' });
  });

  test.each([200, 500])('of an answer %i without end no more is read than fits', async (status) => {
    let pulled = 0;
    const cancel = vi.fn<() => void>();
    const { chat } = answering(
      () => {
        const body = new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              pulled += 1024;
              controller.enqueue(new Uint8Array(1024).fill(0x20));
            },
            cancel,
          },
          { highWaterMark: 0 },
        );
        return new Response(body, { status });
      },
      { readBody: createBoundedReader(10_000) },
    );
    await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'unconfirmed', status });
    expect(pulled).toBe(10_240);
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe('when nothing comes back', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([
    [undefined, 60_000],
    [1500, 1500],
  ])('with a limit of %s it gives up after %i milliseconds', async (timeoutMs, waitMs) => {
    const { agent, chat } = connect({ mishap: 'hang' }, timeoutMs === undefined ? {} : { timeoutMs });
    const settled = vi.fn<(error: unknown) => void>();
    const call = chat.respond(turn).catch(settled);
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(settled.mock.lastCall?.[0]).toMatchObject({ name: 'ChatError', code: 'timeout' });
    expect(agent.received.respond).toBe(1);
  });

  test("the caller's abort ends the call", async () => {
    const { chat } = connect({ mishap: 'hang' });
    const abort = new AbortController();
    const settled = vi.fn<(error: unknown) => void>();
    const call = chat.respond(turn, { signal: abort.signal }).catch(settled);
    await vi.advanceTimersByTimeAsync(10);
    expect(settled).not.toHaveBeenCalled();
    abort.abort();
    await call;
    const error = settled.mock.lastCall?.[0];
    expect(error).toMatchObject({ name: 'ChatError', code: 'unreachable', cause: { name: 'AbortError' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a signal that has aborted already sends nothing', async () => {
    const { agent, chat } = connect();
    await expect(chat.respond(turn, { signal: AbortSignal.abort() })).rejects.toHaveProperty(
      'code',
      'unreachable',
    );
    expect(agent.received.respond).toBe(0);
  });

  test('no timer and no listener is left behind', async () => {
    const { chat } = connect();
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    await chat.create({ userId: 'u' }, { signal });
    expect(vi.getTimerCount()).toBe(0);
    const [, listener] = add.mock.lastCall ?? [];
    expect(listener).toBeTypeOf('function');
    expect(remove).toHaveBeenCalledWith('abort', listener);
  });

  test("a broken connection is unreachable, with the network's own error as cause", async () => {
    const { chat } = connect({ mishap: 'reset' });
    await expect(chat.respond(turn)).rejects.toMatchObject({
      name: 'ChatError',
      code: 'unreachable',
      cause: { name: 'TypeError', cause: { code: 'ECONNRESET', syscall: 'read' } },
    });
  });
});

describe('over a real port', () => {
  const server = createServer((request, reply) => {
    if (request.url === '/redirect/chat/respond')
      reply.writeHead(307, { Location: '/ok/chat/respond' }).end();
    if (request.url === '/ok/chat/respond') reply.end('{"response":"followed"}');
    if (request.url === '/half/chat/respond') reply.writeHead(200).write('{"resp');
    if (request.url === '/cut/chat/respond') {
      reply.writeHead(200).write('{"resp');
      setTimeout(() => reply.destroy(), 20);
    }
  });

  async function reach(path: string, options: Partial<ChatClientOptions> = {}) {
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return createChatClient({ base: `http://127.0.0.1:${port}/${path}`, ...options });
  }

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a redirect is refused, so that no header gets to another host', async () => {
    const chat = await reach('redirect');
    await expect(chat.respond(turn)).rejects.toMatchObject({ code: 'unreachable' });
    const following = await reach('redirect', { init: { redirect: 'follow' } });
    expect((await following.respond(turn)).text).toBe('followed');
  });

  test('the limit of time holds for the whole answer', async () => {
    const chat = await reach('half', { timeoutMs: 100 });
    await expect(chat.respond(turn)).rejects.toHaveProperty('code', 'timeout');
  });

  test.each([
    ['', {}],
    [', to a bounded reader too', { readBody: createBoundedReader() }],
  ])('an answer that breaks off leaves it open whether the message arrived%s', async (_who, options) => {
    const chat = await reach('cut', options);
    const failure = await chat.respond(turn).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unconfirmed', status: 200 });
    expect(failure).not.toHaveProperty('detail');
  });
});
