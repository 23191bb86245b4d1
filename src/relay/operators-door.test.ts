import { once } from 'node:events';
import { get } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { hasPromtool, lintMetrics } from '../../e2e/support/promtool.ts';
import { type AgentOptions, createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import type { Admin } from './admin.ts';
import { createMemoryStore } from './memory-store.ts';
import { createOperatorsDoor } from './operators-door.ts';
import { problemCodes } from './problem.ts';
import { rateNames } from './rates.ts';
import { createRelay } from './relay.ts';
import type { RelayOptions } from './relay-options.ts';
import { serveRelay, type ServedRelay, type ServeRelayOptions } from './serve.ts';
import {
  account,
  canaries,
  created,
  createFakeClock,
  findCanaries,
  origin,
  secrets,
} from './test-support.ts';

let served: ServedRelay | undefined;
let admin: Admin | undefined;
afterEach(async () => {
  await served?.close();
  await admin?.close();
  served = admin = undefined;
});

async function serve(options: Partial<ServeRelayOptions> = {}, agentOptions: AgentOptions = {}) {
  const agent = createAgent({ apiKey: canaries.apiKey, token: canaries.token, ...agentOptions });
  const relay = await serveRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: agent.fetch,
    files: () => Promise.resolve(undefined),
    // To a memory of its own the first message would wait until that is older.
    store: createMemoryStore(),
    port: 0,
    adminPort: 0,
    // Tests are faster than people.
    rates: 'off',
    ...options,
  });
  served = relay;
  async function post(path: string, body: object, headers: Record<string, string> = {}) {
    const answer = await fetch(`${relay.url}/chat/${path}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  }
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${relay.adminPort}${path}`, init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  /** The value of one series, by its name and labels as they are written. */
  async function read(series: string): Promise<number | undefined> {
    const { text } = await ask('/metrics');
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }
  return { relay, agent, post, ask, read };
}

test('the figures say what happened', async () => {
  const { post, read } = await serve();
  const key = { 'idempotency-key': 'key-key-key-key-0001' };
  const first = await post('create', created, key);
  await post('create', created, key);
  await post('respond', { conversation_id: first.body['conversation_id'], message: 'Hello' });
  await post('respond', { conversation_id: 'x'.repeat(80), message: 'Hello' });
  await post('respond', { conversation_id: first.body['conversation_id'], message: '500' });
  const figures = {
    'relay_requests_total{route="create",code="ok"}': 2,
    'relay_requests_total{route="respond",code="ok"}': 1,
    'relay_requests_total{route="respond",code="conversation_invalid"}': 1,
    'relay_requests_total{route="respond",code="delivery_unknown"}': 1,
    'relay_request_seconds_count{route="create"}': 2,
    relay_replays_total: 1,
    relay_unknown_total: 1,
    'relay_upstream_sends_total{op="create"}': 1,
    'relay_upstream_sends_total{op="respond"}': 2,
    'relay_upstream_seconds_count{op="respond",outcome="ok"}': 1,
    'relay_upstream_seconds_count{op="respond",outcome="delivery_unknown"}': 1,
    relay_in_flight: 0,
    relay_queue: 0,
    relay_breaker_state: 0,
    'relay_store_seconds_count{op="begin"}': 2,
    'relay_store_seconds_count{op="finish"}': 1,
    'relay_token_seals_total{kid="1"}': 1,
    'relay_token_rejects_total{reason="invalid"}': 1,
  };
  const seen = await Promise.all(Object.keys(figures).map(async (name) => [name, await read(name)]));
  expect(Object.fromEntries(seen)).toEqual(figures);
});

/** A relay in this process, whose time is turned by hand. */
async function createWatched(options: Partial<RelayOptions> = {}) {
  const clock = createFakeClock();
  const door = createOperatorsDoor({
    ...(!options.agents && { upstream: polyai(account) }),
    secrets,
    allowedOrigins: [origin],
    now: clock.now,
    setTimer: clock.setTimer,
    fetch: createAgent().fetch,
    rates: 'off',
    ...options,
  });
  const relay = createRelay(door.options);
  const place = { host: '127.0.0.1', port: 0, isHealthy: () => true, isDraining: () => false };
  admin = await door.open(place);
  const url = `http://127.0.0.1:${admin.port}/metrics`;
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    relay.fetch(
      new Request(`https://relay.example${path}`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
      { incoming: { socket: { remoteAddress: '203.0.113.7' } } },
    );
  const create = () => post('/chat/create', { ...created, message: 'Hello' });
  return { relay, clock, post, create, readAll: async () => (await fetch(url)).text() };
}

test('what was tried again and a breaker that opens can be read', async () => {
  let failures = 1;
  const agent = createAgent();
  const { clock, create, readAll } = await createWatched({
    fetch: (url, init) =>
      (failures -= 1) >= 0
        ? Promise.reject(new TypeError('failed', { cause: { code: 'ECONNREFUSED' } }))
        : agent.fetch(url, init),
  });
  expect((await clock.until(create())).status).toBe(200);
  expect(await readAll()).toMatch(/^relay_retries_total\{reason="unreached"\} 1$/m);
  failures = Infinity;
  for (let call = 0; call < 10; call += 1) await clock.until(create());
  expect(await readAll()).toMatch(/^relay_breaker_state 2$/m);
});

test('G-4 a message of which nobody knows is counted once, whoever is told of it and when', async () => {
  const hang = () => new Promise<Response>(() => undefined);
  const { clock, post, readAll } = await createWatched({
    fetch: hang,
    clientWaitMs: 200,
    firstByteTimeoutMs: 300,
  });
  const readUnknown = async () => /^relay_unknown_total (\d+)$/m.exec(await readAll())?.[1];
  const say = (headers: Record<string, string> = {}) =>
    clock.until(post('/chat/create', { ...created, message: 'Hello' }, headers));
  const readCode = async (answer: Response) => ((await answer.json()) as { code: string }).code;
  const key = { 'idempotency-key': 'key-key-key-key-0001' };
  // Most are answered after a browser's patience: the first caller hears that it is under way, and who comes back, the end.
  expect(await readCode(await say(key))).toBe('in_progress');
  for (let come = 0; come < 3; come += 1)
    expect(await readCode(await say(key))).toMatch(/in_progress|delivery_unknown/);
  expect(await readCode(await say(key))).toBe('delivery_unknown');
  expect(await readUnknown()).toBe('1');
  expect(await readCode(await say())).toBe('delivery_unknown');
  expect(await readUnknown()).toBe('2');
  // From before this relay began.
  const early = { 'idempotency-key': 'key-key-key-key-0002', 'idempotency-issued': '1' };
  expect(await readCode(await say(early))).toBe('delivery_unknown');
  expect(await readUnknown()).toBe('3');
});

test.each([
  ['createIp', 1],
  ['respondIp', 3],
  ['conversation', 1],
  ['agent', 3],
  ['anyIp', 5],
  ['badTokenIp', 1],
  ['budget', 3],
] as const)(
  'G-4 what the limit %s refuses is counted under its name, and under no other',
  async (limit, refused) => {
    const rates = Object.fromEntries(rateNames.map((name) => [name, name === limit ? '1/h' : 'off']));
    const { post, create, readAll } = await createWatched({
      rates,
      dailyTurnBudget: limit === 'budget' ? 1 : 0,
    });
    const { conversation_id: token } = (await (await create()).json()) as Record<string, string>;
    await create();
    for (const id of [token, token, 'forged'.repeat(20), 'forged'.repeat(20)])
      await post('/chat/respond', { conversation_id: id, message: 'Hello' });
    const text = await readAll();
    expect(text.match(/^relay_limited_total\{.*$/gm)).toEqual([
      `relay_limited_total{bucket="${limit}"} ${refused}`,
    ]);
    expect(text.match(/^relay_budget_used.*$/gm)).toEqual(
      limit === 'budget' ? ['relay_budget_used 1'] : null,
    );
  },
);

test('G-4 several agents have their gauges by their aliases, from the start, and there is none of nobody', async () => {
  const agent = { upstream: polyai(account), dailyTurnBudget: 5 };
  const { post, readAll } = await createWatched({ agents: { shop: agent, garden: agent } });
  const readGauges = async () =>
    (await readAll()).match(/^relay_(in_flight|breaker_state|budget_used)[ {].*$/gm)?.toSorted();
  const idle = ['breaker_state', 'in_flight'].flatMap((name) =>
    ['garden', 'shop'].map((alias) => `relay_${name}{agent="${alias}"} 0`),
  );
  expect(await readGauges()).toEqual(idle);
  expect((await post('/shop/chat/create', created)).status).toBe(200);
  expect(await readGauges()).toEqual([...idle, 'relay_budget_used{agent="shop"} 1'].toSorted());
});

test('G-4 what a day has used is told until its midnight, and not until somebody writes again', async () => {
  let time = Date.parse('2026-11-20T23:59:00Z');
  const { create, readAll } = await createWatched({ dailyTurnBudget: 5, now: () => time });
  await create();
  expect(await readAll()).toContain('relay_budget_used 1');
  time += 60_000;
  expect(await readAll()).toContain('relay_budget_used 0');
});

test('counting that fails costs no answer', async () => {
  const { create } = await createWatched({
    observe: () => {
      throw new Error('counting failed');
    },
  });
  expect((await create()).status).toBe(200);
});

test('G-4 whatever is sent, labels come from closed sets, and no figure holds a word of it', async () => {
  const { relay, clock, readAll } = await createWatched();
  const word = () => Math.random().toString(36).slice(2);
  const pick = <T>(...items: T[]): T => items[Math.floor(Math.random() * items.length)] as T;
  for (let count = 0; count < 10_000; count += 1) {
    const method = pick('POST', 'POST', 'POST', 'GET', 'PUT', 'OPTIONS', 'DELETE', word().toUpperCase());
    const body = pick(
      JSON.stringify({ ...created, message: word() }),
      `{"conversation_id":"${word()}"`,
      word(),
    );
    const request = new Request(`https://relay.example/${pick('chat/create', 'chat/respond', word(), '')}`, {
      method,
      headers: {
        origin: pick(origin, `https://${word()}.example`),
        'content-type': pick('application/json', `text/${word()}`),
        'user-agent': word(),
        'x-forwarded-for': word(),
        ...pick<Record<string, string>>({}, { 'idempotency-key': word() + word() }),
      },
      ...(method !== 'GET' && { body }),
    });
    const answer = relay.fetch(request);
    await (count % 100 === 0 ? clock.until(answer) : answer);
  }
  const text = await readAll();
  const series = text.split('\n').filter((line) => line.startsWith('relay_'));
  const labels = new Set(
    series.flatMap((line) =>
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => `${name}=${value}`),
    ),
  );
  const closed = [
    ...['create', 'respond', 'preflight', 'other'].map((route) => `route=${route}`),
    ...['create', 'respond', 'begin', 'finish', 'unlock', 'flag', 'ping'].map((op) => `op=${op}`),
    ...['ok', ...problemCodes].flatMap((code) => [`code=${code}`, `outcome=${code}`]),
    ...['unreached', 'put_off', 'lost', 'invalid', 'expired'].map((reason) => `reason=${reason}`),
    'kid=1',
  ];
  expect([...labels].filter((label) => !label.startsWith('le=') && !closed.includes(label))).toEqual([]);
  expect(labels).toContain('code=origin_not_allowed');
  expect(series.length).toBeLessThan(300);
  expect(text).not.toMatch(/shop\.example|71c21b7c/);
  expect(findCanaries(text)).toEqual([]);
}, 30_000);

test.skipIf(!hasPromtool)('G-4 promtool finds nothing to object to in the metrics', async () => {
  const { post, ask } = await serve();
  const { body } = await post('create', created);
  await post('respond', { conversation_id: body['conversation_id'], message: '500' });
  const { text, headers } = await ask('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(lintMetrics(text)).toBe('');
});

test('G-6 what is for the operator is on no public port, and the chat on none of his', async () => {
  const { relay, ask } = await serve();
  for (const path of ['/metrics', '/readyz'])
    expect((await fetch(relay.url + path, { headers: { origin } })).status).toBe(404);
  expect((await ask('/healthz')).text).toBe('ok\n');
  expect((await ask('/readyz', { method: 'HEAD' })).text).toBe('');
  expect((await ask('/readyz', { method: 'POST' })).status).toBe(405);
  for (const path of ['/chat/create', '/parley.js', '/', '/constructor', '/metrics/'])
    expect((await ask(path)).status).toBe(404);
  const { headers } = await ask('/metrics', { headers: { origin } });
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('G-5 it is not ready while its store is away, and is again when it is back', async () => {
  let isAway = false;
  const memory = createMemoryStore();
  const ping = () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve());
  const { ask } = await serve({ store: { ...memory, ping } });
  expect((await ask('/readyz')).status).toBe(200);
  isAway = true;
  expect(await ask('/readyz')).toMatchObject({ status: 503, text: 'not ready: the store does not answer\n' });
  expect((await ask('/healthz')).status).toBe(200);
  isAway = false;
  expect((await ask('/readyz')).status).toBe(200);
});

test('G-5 an agent that is down makes neither health nor readiness fail', async () => {
  const { post, ask, read } = await serve({}, { mishap: '500' });
  for (let call = 0; call < 20; call += 1) await post('create', { ...created, message: 'Hello' });
  expect(await read('relay_breaker_state')).toBe(2);
  expect([(await ask('/readyz')).status, (await ask('/healthz')).status]).toEqual([200, 200]);
});

test('H-7, G-5 while it drains it says so at once, and still serves whoever comes', async () => {
  const clock = createFakeClock();
  const { relay, post, ask } = await serve({
    now: clock.now,
    setTimer: clock.setTimer,
    drainDelayMs: 5000,
  });
  const closing = relay.close();
  expect(await ask('/readyz')).toMatchObject({ status: 503, text: 'not ready: draining\n' });
  expect((await ask('/healthz')).status).toBe(200);
  const answer = await fetch(`${relay.url}/healthz`);
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  expect((await post('create', created)).status).toBe(200);
  await clock.pass(5000);
  await closing;
  await expect(post('create', created)).rejects.toThrow('fetch failed');
  await expect(ask('/readyz')).rejects.toThrow('fetch failed');
});

test('a visitor who leaves before the answer is counted, and one who leaves with it is not', async () => {
  const { relay, read } = await serve({}, { delayMs: 300 });
  for (let count = 0; count < 20; count += 1) {
    // Without keeping the connection.
    const [answer] = await once(get(`${relay.url}/parley.js`, { agent: false }), 'response');
    await once(answer.resume(), 'close');
  }
  const abort = new AbortController();
  const left = fetch(`${relay.url}/chat/create`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(created),
    signal: abort.signal,
  });
  await vi.waitFor(async () => expect(await read('relay_in_flight')).toBe(1));
  abort.abort();
  await expect(left).rejects.toThrow('aborted');
  await vi.waitFor(async () => expect(await read('relay_clients_aborted_total')).toBe(1));
});

test('an end that the store does not take is counted, and the visitor answered', async () => {
  const memory = createMemoryStore();
  let isAway = true;
  const { post, read } = await serve({
    store: {
      ...memory,
      finish: (...end) => (isAway ? Promise.reject(new Error('away')) : memory.finish(...end)),
    },
  });
  expect((await post('create', created, { 'idempotency-key': 'key-key-key-key-0002' })).status).toBe(200);
  expect(await read('relay_store_finish_failed_total')).toBe(1);
  // A relay that is closed waits for it.
  isAway = false;
});
