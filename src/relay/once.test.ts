import { expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRelay } from './relay.ts';
import type { RelayStore } from './store.ts';
import { account, type Bench, created, origin, secrets, setUp } from './test-support.ts';

const key = (name: string) => ({ 'idempotency-key': `"${name.padEnd(16, '-')}"` });

const say = (bench: Bench, token: string, message: string, name: string, headers = {}) =>
  bench.post('/chat/respond', { conversation_id: token, message }, { ...key(name), ...headers });

async function read(answer: Response) {
  const { status, headers } = answer;
  return { status, replayed: headers.get('idempotency-replayed'), text: await answer.text() };
}

test('I-1 the same key twice is sent once, and answered with the same bytes', async () => {
  const bench = await setUp('in process');
  const token = await bench.open();
  const first = await read(await say(bench, token, 'delivery', 'one'));
  const second = await read(await say(bench, token, 'delivery', 'one'));
  expect(first).toMatchObject({ status: 200, replayed: 'false' });
  expect(second).toEqual({ ...first, replayed: 'true' });
  expect(bench.agent.received.respond).toBe(1);
});

test.each([2, 50])('I-1 %i requests with one key at the same time are one message', async (count) => {
  const bench = await setUp('in process', { agent: { delayMs: 10 } });
  const token = await bench.open();
  const answers = await Promise.all(
    Array.from({ length: count }, async () => read(await say(bench, token, 'delivery', 'one'))),
  );
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.map(({ replayed }) => String(replayed)).toSorted()).toEqual([
    'false',
    ...Array<string>(count - 1).fill('true'),
  ]);
  expect(bench.agent.received.respond).toBe(1);
});

test('I-3 another body under the same key is refused, in other conversations it is another key', async () => {
  const bench = await setUp('in process', { agent: { newId: () => crypto.randomUUID() } });
  const [one, two] = [await bench.open(), await bench.open()];
  expect((await say(bench, one, 'delivery', 'key')).status).toBe(200);
  expect((await say(bench, one, 'returns', 'key')).status).toBe(422);
  expect(await read(await say(bench, two, 'returns', 'key'))).toMatchObject({
    status: 200,
    replayed: 'false',
  });
  expect(bench.agent.received.respond).toBe(2);
});

test('C-7 a create is given again only to the same key with the same user and body', async () => {
  const bench = await setUp('in process', { agent: { newId: () => crypto.randomUUID() } });
  const create = async (body: object, name: string) =>
    read(await bench.post('/chat/create', body, key(name)));
  const first = await create(created, 'key');
  expect(await create(created, 'key')).toEqual({ ...first, replayed: 'true' });
  expect((await create({ ...created, metadata: { a: 1 } }, 'key')).status).toBe(422);
  const others = [
    await create({ ...created, user_id: crypto.randomUUID() }, 'key'),
    await create(created, 'other'),
  ];
  for (const other of others) {
    expect(other).toMatchObject({ status: 200, replayed: 'false' });
    expect(other.text).not.toBe(first.text);
  }
  expect(bench.agent.received.create).toBe(3);
});

test('C-7 the order of fields in a body makes no other body of it', async () => {
  const bench = await setUp('in process');
  const { user_id, message } = created;
  await bench.post('/chat/create', { user_id, message, metadata: { a: 1, b: { c: 1, d: 2 } } }, key('key'));
  const again = await bench.post(
    '/chat/create',
    { metadata: { b: { d: 2, c: 1 }, a: 1 }, message, user_id },
    key('key'),
  );
  expect([again.status, bench.agent.received.create]).toEqual([200, 1]);
});

test.each([
  ['500', 502, 'delivery_unknown', 1],
  ['malformed', 502, 'upstream_invalid', 1],
  ['reset', 502, 'delivery_unknown', 1],
  ['expired', 410, 'conversation_expired', 1],
  ['ended', 410, 'conversation_ended', 1],
  ['429', 429, 'upstream_busy', 2],
])('the outcome of %s under the same key again: %i %s, %i calls', async (message, status, code, calls) => {
  const bench = await setUp('in process', {
    agent: { mishap: ({ message }) => (message === '429' ? '429' : undefined) },
  });
  const token = await bench.open();
  const first = await read(await say(bench, token, message, 'key'));
  const second = await read(await say(bench, token, message, 'key'));
  expect(second.status).toBe(status);
  expect(JSON.parse(second.text)).toMatchObject({ code });
  if (calls === 1) expect(second).toEqual({ ...first, replayed: 'true' });
  else expect([first.replayed, second.replayed]).toEqual(['false', 'false']);
  expect(bench.agent.received.respond).toBe(calls);
  expect(bench.log.at(-1)).toMatchObject({ code });
});

test('I-7 what was certainly not sent goes under the same key once the agent is back', async () => {
  let isDown = true;
  const refused = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });
  const up = await setUp('in process');
  const bench = await setUp('in process', {
    fetch: (url, init) =>
      isDown ? Promise.reject(new TypeError('x', { cause: refused })) : up.agent.fetch(url, init),
  });
  const create = async () => read(await bench.post('/chat/create', created, key('key')));
  expect(await create()).toMatchObject({ status: 503, replayed: 'false' });
  isDown = false;
  expect(await create()).toMatchObject({ status: 200, replayed: 'false' });
});

test('I-8 what is unknown stays so under its key, and goes out under a new one', async () => {
  const bench = await setUp('in process');
  const token = await bench.open();
  const first = await read(await say(bench, token, 'reset', 'key'));
  expect(JSON.parse(first.text)).toMatchObject({ code: 'delivery_unknown', retryable: false });
  expect(await read(await say(bench, token, 'reset', 'key'))).toEqual({ ...first, replayed: 'true' });
  expect((await say(bench, token, 'reset', 'new')).status).toBe(200);
  expect(bench.agent.received.respond).toBe(2);
});

test('I-9 of fifty messages to one conversation four wait, and the others are told that it is busy', async () => {
  let inside = 0;
  let most = 0;
  let answerNow = () => {};
  const mayAnswer = new Promise<void>((resolve) => (answerNow = resolve));
  const agent = createAgent();
  const bench = await setUp('in process', {
    fetch: async (url, init) => {
      most = Math.max(most, (inside += 1));
      if (url.endsWith('/respond')) await mayAnswer;
      const answer = await agent.fetch(url, init);
      inside -= 1;
      return answer;
    },
  });
  const token = await bench.open();
  const statuses: number[] = [];
  const sending = Array.from({ length: 50 }, async (_, index) => {
    statuses[index] = (await say(bench, token, `message ${index}`, `m${index}`)).status;
  });
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  await vi.waitFor(() => expect(count(409)).toBe(45), { timeout: 5000 });
  answerNow();
  await Promise.all(sending);
  expect([most, count(200)]).toEqual([1, 5]);
  // Nothing was sent for those, so that the same keys go through when it is their turn.
  const late = statuses.indexOf(409);
  expect((await say(bench, token, `message ${late}`, `m${late}`)).status).toBe(200);
  expect(agent.received.respond).toBe(6);
});

test('I-9 messages reach the agent in the order in which they came', async () => {
  const store = createMemoryStore();
  const lock = vi.spyOn(store, 'lock');
  const bench = await setUp('in process', { store, agent: { delayMs: 5 }, maxWaiters: 50 });
  const token = await bench.open();
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  const sending: Promise<Response>[] = [];
  for (const [index, text] of texts.entries()) {
    sending.push(say(bench, token, text, `m${index}`));
    await vi.waitFor(() => expect(lock).toHaveBeenCalledTimes(index + 2), { interval: 1 });
  }
  await Promise.all(sending);
  const said = bench.agent.calls.slice(1).map(({ body }) => (body as { message: string }).message);
  expect(said).toEqual(texts);
});

test('a relay that is closed begins nothing, lets turns end, and still gives kept answers', async () => {
  let answerNow = () => {};
  const mayAnswer = new Promise<void>((resolve) => (answerNow = resolve));
  const agent = createAgent();
  const relay = createRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: async (url, init) => {
      const answer = await agent.fetch(url, init);
      if (url.endsWith('/respond')) await mayAnswer;
      return answer;
    },
  });
  const send = (path: string, body: object, headers: Record<string, string>) =>
    relay.fetch(
      new Request(`https://relay.example${path}`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const { conversation_id }: { conversation_id: string } = await (
    await send('/chat/create', created, key('create'))
  ).json();
  const turn = send('/chat/respond', { conversation_id, message: 'long' }, key('long'));
  await vi.waitFor(() => expect(agent.received.respond).toBe(1));
  let isClosed = false;
  const closing = relay.close().then(() => (isClosed = true));
  const late = await send('/chat/respond', { conversation_id, message: 'late' }, key('late'));
  expect([late.status, await late.json()]).toMatchObject([503, { code: 'draining', retryable: true }]);
  expect(isClosed).toBe(false);
  answerNow();
  await closing;
  expect((await turn).status).toBe(200);
  expect((await send('/chat/create', created, key('create'))).status).toBe(200);
  expect(agent.received).toEqual({ create: 1, respond: 1 });
});

test('a relay that is closed first tells the store what it did not take, so that another can send the message', async () => {
  const agent = createAgent();
  const memory = createMemoryStore();
  let losses = 1;
  const store: RelayStore = {
    ...memory,
    /** It has begun the record, and only its answer is lost. */
    async begin(...args) {
      const begun = await memory.begin(...args);
      if ((losses -= 1) >= 0) throw new Error('late');
      return begun;
    },
  };
  const options = { upstream: polyai(account), secrets, allowedOrigins: [origin], fetch: agent.fetch, store };
  const first = createRelay(options);
  const send = ({ fetch }: Pick<typeof first, 'fetch'>) =>
    fetch(
      new Request('https://relay.example/chat/create', {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', ...key('late') },
        body: JSON.stringify(created),
      }),
    );
  expect(await (await send(first)).json()).toMatchObject({ code: 'store_unavailable' });
  await first.close();
  expect((await send(createRelay({ ...options, clientWaitMs: 100 }))).status).toBe(200);
  expect(agent.received.create).toBe(1);
});

test('row 23 a visitor who leaves in the middle finds the answer on return', async () => {
  const bench = await setUp('over a port', {
    agent: { slowMs: 80, mishap: ({ message }) => (message === 'long' ? 'slow' : undefined) },
  });
  const token = await bench.open();
  const leave = new AbortController();
  const body = JSON.stringify({ conversation_id: token, message: 'long' });
  const headers = { 'content-type': 'application/json', ...key('long') };
  const left = bench.send('/chat/respond', { method: 'POST', headers, body, signal: leave.signal });
  await vi.waitFor(() => expect(bench.agent.received.respond).toBe(1));
  leave.abort();
  await expect(left).rejects.toThrow('aborted');
  const back = await bench.send('/chat/respond', { method: 'POST', headers, body });
  expect([back.status, back.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(bench.agent.received.respond).toBe(1);
  await bench.close();
});

test('row 19 a caller who is told to come back joins the turn, and is given its answer', async () => {
  const agent = createAgent();
  let answer = () => {};
  const bench = await setUp('in process', {
    clientWaitMs: 20,
    fetch: async (url, init) => {
      if (url.endsWith('respond')) await new Promise<void>((resolve) => (answer = resolve));
      return agent.fetch(url, init);
    },
  });
  const token = await bench.open();
  const first = await say(bench, token, 'delivery', 'key');
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([409, 'false']);
  expect(first.headers.get('retry-after')).toBe('1');
  const second = await say(bench, token, 'delivery', 'key');
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([409, 'true']);
  answer();
  expect((await say(bench, token, 'delivery', 'key')).status).toBe(200);
  expect(agent.received.respond).toBe(1);
});

test('a message that was first sent before the store’s memory begins is told as unknown, and not sent', async () => {
  let now = 1_763_800_000_000;
  const issued = { 'idempotency-issued': String(now) };
  const [before, after] = await Promise.all(
    [0, 60_000].map((ms) => {
      now += ms;
      return setUp('in process', { store: createMemoryStore({ now: () => now }), now: () => now });
    }),
  );
  const token = (await before?.open()) ?? '';
  const answer = await read(await say(after as Bench, token, 'delivery', 'key', issued));
  expect(answer).toMatchObject({ status: 502, replayed: 'true' });
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'delivery_unknown', retryable: false });
  const later = { 'idempotency-issued': String(now + 300) };
  now += 400;
  await say(after as Bench, token, 'delivery', 'other', later);
  expect(after?.agent.received.respond).toBe(1);
});

test('a conversation that ended is refused without asking the agent (C-4), but its last answer is given again', async () => {
  const bench = await setUp('in process');
  const token = await bench.open();
  const last = await read(await say(bench, token, 'goodbye', 'last'));
  expect(JSON.parse(last.text)).toMatchObject({ end_conversation: true });
  expect((await say(bench, token, 'one more', 'more')).status).toBe(410);
  expect(await read(await say(bench, token, 'goodbye', 'last'))).toEqual({ ...last, replayed: 'true' });
  expect(bench.agent.received.respond).toBe(1);
});

test('row 35, S-6 a key outlives a change of secrets as long as the old one is listed, wherever in the list', async () => {
  const key1 = { id: '1', key: Uint8Array.from({ length: 32 }, (_, index) => index * 7) };
  const key2 = { id: '2', key: Uint8Array.from({ length: 32 }, (_, index) => index * 5) };
  const store = createMemoryStore();
  const before = await setUp('in process', { store, secrets: [key1] });
  // Of several relays the first to be told of a new secret must seal nothing with it that the others cannot open yet.
  const between = await setUp('in process', { store, secrets: [key1, key2] });
  const after = await setUp('in process', { store, secrets: [key2, key1] });
  const token = await before.open();
  const first = await read(await say(before, token, 'delivery', 'key'));
  expect(await read(await say(after, token, 'delivery', 'key'))).toEqual({ ...first, replayed: 'true' });
  await before.post('/chat/create', created, key('create'));
  for (const relay of [between, after]) {
    const again = await relay.post('/chat/create', created, key('create'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
  expect(between.agent.received).toEqual({ create: 0, respond: 0 });
  expect(after.agent.received).toEqual({ create: 0, respond: 0 });
});
