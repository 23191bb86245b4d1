// Limits as visitors meet them: through a relay, from addresses, by a clock that is turned.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import type { LogEntry } from './log-entry.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRelay } from './relay.ts';
import type { RelayOptions } from './relay-options.ts';
import { account, canaries, created, createFakeClock, origin, secrets } from './test-support.ts';

const off = {
  createIp: 'off',
  respondIp: 'off',
  conversation: 'off',
  agent: 'off',
  anyIp: 'off',
  badTokenIp: 'off',
};
const noon = Date.UTC(2026, 10, 22, 12);

interface Asked {
  peer?: string;
  headers?: Record<string, string>;
}

function setUp(options: Partial<RelayOptions> = {}, clock = createFakeClock(noon)) {
  const agent = createAgent({ apiKey: canaries.apiKey, token: canaries.token });
  const log: LogEntry[] = [];
  const warnings: string[] = [];
  const { now, setTimer } = clock;
  const relay = createRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: agent.fetch,
    log: (entry) => log.push(entry),
    warn: (line) => warnings.push(line),
    store: createMemoryStore({ now, setTimer }),
    now,
    setTimer,
    ...options,
  });
  function post(path: string, body: unknown, { peer = '203.0.113.7', headers = {} }: Asked = {}) {
    const init = {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
    const env = { incoming: { socket: { remoteAddress: peer } } };
    return relay.fetch(new Request(`https://relay.example${path}`, init), env);
  }
  const create = (asked?: Asked) => post('/chat/create', { ...created, user_id: crypto.randomUUID() }, asked);
  const open = async (asked?: Asked) =>
    ((await (await create(asked)).json()) as { conversation_id: string }).conversation_id;
  const say = (token: string, asked?: Asked, message = 'delivery') =>
    post('/chat/respond', { conversation_id: token, message }, asked);
  return { agent, clock, log, warnings, relay, create, open, say };
}

type Bench = ReturnType<typeof setUp>;

/** The codes of these answers, where they have one, else their statuses. */
async function tell(answers: Promise<Response>[]): Promise<unknown[]> {
  return Promise.all(
    answers.map(async (answer) => {
      const { status } = await answer;
      return status === 200 ? 200 : ((await (await answer).json()) as { code: string }).code;
    }),
  );
}

async function repeat(times: number, send: (index: number) => Promise<Response>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let index = 0; index < times; index += 1) seen.push(...(await tell([send(index)])));
  return seen;
}

const v6 = (index: number) => `2001:db8:1:${index.toString(16)}::1`;

/** Each limit of three at once and one in a minute, and what it counts. */
const buckets: [
  limit: string,
  send: (bench: Bench) => Promise<(index: number) => Promise<Response>>,
  ok: unknown,
][] = [
  ['createIp', async (bench) => () => bench.create(), 200],
  [
    'respondIp',
    async (bench) => {
      const token = await bench.open();
      return () => bench.say(token);
    },
    200,
  ],
  [
    'conversation',
    async (bench) => {
      const token = await bench.open();
      return (index) => bench.say(token, { peer: `198.51.100.${index}` });
    },
    200,
  ],
  ['agent', async (bench) => (index) => bench.create({ peer: `198.51.100.${index}` }), 200],
  [
    'anyIp',
    async (bench) => () =>
      bench.relay.fetch(new Request('https://relay.example/nothing'), peerOf('203.0.113.7')),
    'not_found',
  ],
  ['badTokenIp', async (bench) => () => bench.say('x'.repeat(60)), 'conversation_invalid'],
];
const peerOf = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

test.each(buckets)(
  'L-1, L-2 the limit %s fires, tells how long, and lets in again then and no second sooner',
  async (limit, begin, ok) => {
    const bench = setUp({ rates: { ...off, [limit]: '1/m:3' } });
    const send = await begin(bench);
    expect(await repeat(3, send)).toEqual([ok, ok, ok]);
    await bench.clock.pass(1500);
    const refused = await send(3);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect([seconds, await refused.json()]).toMatchObject([
      59,
      { code: 'rate_limited', retryable: true, retry_after_ms: 58_500 },
    ]);
    expect(bench.log.at(-1)).toMatchObject({ status: 429, code: 'rate_limited', limit });
    await bench.clock.pass((seconds - 1) * 1000);
    expect(await repeat(1, send)).toEqual(['rate_limited']);
    await bench.clock.pass(1000);
    expect(await repeat(2, send)).toEqual([ok, 'rate_limited']);
  },
);

test('L-2 a page may read how long to wait, and how much is left', async () => {
  const { create } = setUp({ rates: { ...off, createIp: '30/m:2' } });
  const first = await create();
  expect(first.headers.get('ratelimit-policy')).toBe('"address";q=30;w=60');
  expect(first.headers.get('ratelimit')).toBe('"address";r=1');
  await create();
  const refused = await create();
  expect(refused.headers.get('access-control-expose-headers')).toMatch(/Retry-After.*RateLimit/);
  expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
});

test('L-1 the defaults are those of the documentation', async () => {
  const { create, open, say } = setUp();
  expect((await repeat(11, () => create())).indexOf('rate_limited')).toBe(10);
  const token = await open({ peer: '203.0.113.8' });
  const others = await repeat(6, (index) => say(token, { peer: `203.0.113.${100 + index}` }));
  expect(others.indexOf('rate_limited')).toBe(5);
  const made = await repeat(21, () => say('x'.repeat(60), { peer: '203.0.113.9' }));
  expect(made.indexOf('rate_limited')).toBe(20);
});

test.each([0, 1, 2])(
  'L-3 whatever a client writes into X-Forwarded-For, with %i proxies it stays the same visitor',
  async (hops) => {
    const { create, clock } = setUp({ rates: { ...off, createIp: '1/h:1' }, trustedProxyHops: hops });
    const own = ['203.0.113.7', '10.0.0.9'].slice(0, hops);
    const forged = fc.oneof(
      fc.constantFrom('', ' ', ',', 'unknown', '_x', '1.2.3.4:80', '"[2001:db8::1]:4711"', '::ffff:1.2.3.4'),
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[\u0021-\u007e]{0,40}$/),
    );
    await create({ headers: { 'x-forwarded-for': own.join(', ') } });
    await fc.assert(
      fc.asyncProperty(fc.array(forged, { maxLength: 8 }), async (entries) => {
        const header = [...entries, ...own].join(', ');
        const answer = await create({
          headers: { 'x-forwarded-for': header, 'x-real-ip': '192.0.2.1', forwarded: 'for=192.0.2.1' },
        });
        expect(answer.status).toBe(429);
      }),
      { numRuns: 300 },
    );
    // The others are somebody else.
    const other =
      hops === 0
        ? { peer: '192.0.2.2' }
        : { headers: { 'x-forwarded-for': ['192.0.2.2', '10.0.0.9'].slice(0, hops).join() } };
    expect((await create(other)).status).toBe(200);
    await clock.pass(0);
  },
);

test('L-3 a named header alone is believed, and two of it are none', async () => {
  const { create, warnings } = setUp({
    rates: { ...off, createIp: '1/h:1' },
    clientIpHeader: 'CF-Connecting-IP',
  });
  const from = (address: string, more = {}) => create({ headers: { 'cf-connecting-ip': address, ...more } });
  expect((await from('192.0.2.1')).status).toBe(200);
  expect((await from('192.0.2.1', { 'x-forwarded-for': '9.9.9.9' })).status).toBe(429);
  expect((await from('192.0.2.2')).status).toBe(200);
  expect(warnings).toEqual([]);
  expect(await repeat(11, () => from('192.0.2.3, 192.0.2.4'))).toEqual([
    ...Array<number>(10).fill(200),
    'rate_limited',
  ]);
  expect(warnings).toEqual([expect.stringContaining('CLIENT_IP_HEADER')]);
});

test('L-3 those whose address cannot be known share one limit ten times as wide, and the operator is told once', async () => {
  for (const [options, asked, word] of [
    [{}, { peer: '' }, 'CLIENT_IP_HEADER'],
    [{ trustedProxyHops: 1 }, {}, 'TRUSTED_PROXY_HOPS'],
    [{ trustedProxyHops: 2 }, { headers: { 'x-forwarded-for': '192.0.2.1' } }, 'TRUSTED_PROXY_HOPS'],
    [{ trustedProxyHops: 1 }, { headers: { 'x-forwarded-for': '192.0.2.1, unknown' } }, 'TRUSTED_PROXY_HOPS'],
  ] as const) {
    const { create, warnings } = setUp({ rates: { ...off, createIp: '1/h:1' }, ...options });
    expect(await repeat(12, () => create(asked))).toEqual([
      ...Array<number>(10).fill(200),
      'rate_limited',
      'rate_limited',
    ]);
    expect(warnings).toEqual([expect.stringContaining(word)]);
  }
});

test('L-4 addresses of one /64 share, those of a /48 share ten times as much, and mapped ones count as IPv4', async () => {
  const { create } = setUp({ rates: { ...off, createIp: '1/h:1' } });
  expect(await repeat(2, (index) => create({ peer: `2001:db8:9:9::${index + 1}` }))).toEqual([
    200,
    'rate_limited',
  ]);
  const site = await repeat(12, (index) => create({ peer: v6(index) }));
  expect(site).toEqual([...Array<number>(10).fill(200), 'rate_limited', 'rate_limited']);
  expect(await repeat(2, (index) => create({ peer: index ? '::ffff:c000:209' : '192.0.2.9' }))).toEqual([
    200,
    'rate_limited',
  ]);
  expect(await repeat(2, (index) => create({ peer: `::ffff:198.51.100.${index}` }))).toEqual([200, 200]);
});

test('L-7 of a hundred at once no more get in than the limit lets, and a budget is not overdrawn', async () => {
  const one = setUp({ rates: { ...off, createIp: '1/h:7' } });
  const parallel = (bench: Bench) => tell(Array.from({ length: 100 }, () => bench.create()));
  expect((await parallel(one)).filter((seen) => seen === 200)).toHaveLength(7);
  const two = setUp({ rates: 'off', dailyTurnBudget: 7 });
  const seen = await parallel(two);
  expect(seen.filter((code) => code === 200)).toHaveLength(7);
  expect(seen.filter((code) => code === 'budget_exhausted')).toHaveLength(93);
  expect([one.agent.received.create, two.agent.received.create]).toEqual([7, 7]);
});

test('L-6 the day’s budget ends at its last turn, is told at 80 %, and begins anew at 00:00 UTC; replays are free', async () => {
  const { open, say, clock, warnings, agent } = setUp({
    rates: 'off',
    dailyTurnBudget: 5,
    conversationTtlMs: 172_800_000,
  });
  const token = await open();
  const key = (name: string) => ({ headers: { 'idempotency-key': name.padEnd(20, '-') } });
  expect(await repeat(10, () => say(token, key('one')))).toEqual(Array(10).fill(200));
  expect(await repeat(3, (index) => say(token, key(`more${index}`)))).toEqual([200, 200, 200]);
  expect(warnings).toEqual([expect.stringMatching(/^80 % of the 5 turns/)]);
  const refused = await say(token, key('sixth'));
  const toMidnight = 12 * 3_600_000;
  expect(await refused.json()).toMatchObject({ code: 'budget_exhausted', retry_after_ms: toMidnight });
  expect(refused.headers.get('retry-after')).toBe(String(toMidnight / 1000));
  expect(warnings).toHaveLength(2);
  expect((await say(token, key('one'))).status).toBe(200);
  await clock.pass(toMidnight - 1000);
  expect(await repeat(1, () => say(token, key('sixth')))).toEqual(['budget_exhausted']);
  await clock.pass(1000);
  expect(await repeat(1, () => say(token, key('sixth')))).toEqual([200]);
  expect([agent.received, warnings.length]).toEqual([{ create: 1, respond: 5 }, 2]);
});

test('L-6 a turn that was certainly not sent is given back, one of which nobody knows is not', async () => {
  let cause: object | undefined = { code: 'ECONNREFUSED' };
  const agent = createAgent();
  const clock = createFakeClock(noon);
  const { create } = setUp(
    {
      rates: 'off',
      dailyTurnBudget: 2,
      fetch: (url, init) =>
        cause ? Promise.reject(new TypeError('fetch failed', { cause })) : agent.fetch(url, init),
    },
    clock,
  );
  expect(await clock.until(repeat(5, () => create()))).toEqual(Array(5).fill('upstream_unavailable'));
  cause = undefined;
  expect(await repeat(1, () => create())).toEqual([200]);
  cause = { code: 'UND_ERR_SOCKET' };
  expect(await clock.until(repeat(2, () => create()))).toEqual(['delivery_unknown', 'budget_exhausted']);
});

test('L-6 what ends before it is sent takes nothing of the day, and nothing of what is everyone’s', async () => {
  const { open, say, create } = setUp({ rates: 'off', dailyTurnBudget: 3 });
  const token = await open();
  await say(token, {}, 'goodbye');
  expect(await repeat(9, () => say(token))).toEqual(Array<string>(9).fill('conversation_ended'));
  expect(await repeat(2, () => create())).toEqual([200, 'budget_exhausted']);
});

test('L-6 the day goes on when secrets are changed, whichever was the oldest', async () => {
  const store = createMemoryStore({ now: createFakeClock(noon).now });
  const [one, two] = [secrets[0], { id: '2', key: Uint8Array.from({ length: 32 }, (_, index) => index) }];
  const lists = [[one], [one, two], [two, one], [two]] as RelayOptions['secrets'][];
  const seen: unknown[] = [];
  for (const list of lists) {
    const bench = setUp({ rates: 'off', dailyTurnBudget: 3, store, secrets: list });
    seen.push(...(await repeat(1, () => bench.create())));
  }
  expect(seen).toEqual([200, 200, 200, 'budget_exhausted']);
});

test('visitors without a token, or without a proof, take nothing of what is everyone’s', async () => {
  const rates = { ...off, agent: '5/h' };
  const unsigned = setUp({
    rates,
    identity: { key: 'k'.repeat(32), audience: 'shop', required: true },
  });
  expect(new Set(await repeat(12, () => unsigned.create()))).toEqual(new Set(['identity_invalid']));
  const unproved = setUp({
    rates,
    onCreate: ({ headers }) => (headers.has('x-proof') ? undefined : { refusal: 'challenge_required' }),
  });
  expect(new Set(await repeat(12, () => unproved.create()))).toEqual(new Set(['challenge_required']));
  const proved = await repeat(6, () => unproved.create({ headers: { 'x-proof': '1' } }));
  expect(proved).toEqual([...Array<number>(5).fill(200), 'rate_limited']);
});

test('what ends before it is sent takes nothing of the agent’s limit, and is counted in its conversation', async () => {
  const { open, say, create, log } = setUp({ rates: { ...off, agent: '4/h', conversation: '5/h' } });
  const token = await open();
  await say(token, {}, 'goodbye');
  expect(await repeat(5, () => say(token))).toEqual([
    ...Array<string>(4).fill('conversation_ended'),
    'rate_limited',
  ]);
  expect(log.at(-1)?.limit).toBe('conversation');
  expect(await repeat(3, () => create())).toEqual([200, 200, 'rate_limited']);
});

test('L-2 where two limits count, waiting as long as told is enough for both', async () => {
  const address = setUp({ rates: { ...off, createIp: '6/m:1' } });
  await repeat(10, (index) => address.create({ peer: v6(index) }));
  const last = () => address.create({ peer: v6(99) });
  const refused = await last();
  expect(refused.status).toBe(429);
  await address.clock.pass(Number(refused.headers.get('retry-after')) * 1000);
  expect((await last()).status).toBe(200);

  const turns = setUp({ rates: { ...off, conversation: '1/h:1', agent: '60/h:2' } });
  const [token, other] = [await turns.open(), await turns.open()];
  await turns.clock.pass(60_000);
  await turns.say(other);
  const later = await turns.say(token);
  expect(await later.json()).toMatchObject({ code: 'rate_limited' });
  await turns.clock.pass(Number(later.headers.get('retry-after')) * 1000);
  expect((await turns.say(token)).status).toBe(200);
});

test('a conversation has so many messages and no more, and a join or a replay is none', async () => {
  const { open, say } = setUp({ rates: { ...off, conversation: '1/h:4' }, maxTurns: 3 });
  const token = await open();
  const key = { headers: { 'idempotency-key': 'the-same-key-every-time' } };
  expect(await tell(Array.from({ length: 20 }, () => say(token, key)))).toEqual(Array(20).fill(200));
  expect(await repeat(4, () => say(token))).toEqual([200, 200, 'conversation_expired', 'rate_limited']);
  expect(await repeat(1, () => say(token, key))).toEqual([200]);
});

test('one conversation or one agent’s visitors at their limit leave room for the others', async () => {
  const { open, say } = setUp({ rates: { ...off, conversation: '1/h:1', agent: '1/h:5' } });
  const [one, two] = [await open(), await open()];
  expect(await repeat(10, () => say(one))).toEqual([200, ...Array<string>(9).fill('rate_limited')]);
  expect(await repeat(1, () => say(two))).toEqual([200]);
});

test('while the store is away limits hold by what this process counts', async () => {
  const store = createMemoryStore({ now: createFakeClock(noon).now });
  const { create, agent } = setUp({
    rates: { ...off, createIp: '1/h:2' },
    store: { ...store, take: () => Promise.reject(new Error('away')) },
  });
  expect(await repeat(3, () => create())).toEqual(['store_unavailable', 'store_unavailable', 'rate_limited']);
  expect(agent.received.create).toBe(0);
});

const forwarded = { 'x-forwarded-for': '192.0.2.1' };
/** Cheaper than a turn, and as good a sign of where requests come from. */
const askFrom = ({ relay }: Bench, peer: string, path = '/chat/create', headers = forwarded as object) =>
  relay.fetch(new Request(`https://relay.example${path}`, { headers: { ...headers } }), peerOf(peer));

test.each([1, 2])(
  '%i proxies that nobody named are told of once, whatever comes between',
  async (proxies) => {
    const bench = setUp({ rates: 'off' });
    for (let index = 0; index < 110 * proxies; index += 1) {
      if (index === 99 * proxies) expect(bench.warnings).toEqual([]);
      await askFrom(bench, `10.0.0.${index % proxies}`);
      // Whoever watches the relay is no proxy.
      await askFrom(bench, '10.0.0.9', '/healthz', {});
      await askFrom(bench, '192.0.2.9', '/chat/create', {});
    }
    expect(bench.warnings).toEqual([
      expect.stringMatching(/^100 requests from one address.*TRUSTED_PROXY_HOPS/),
    ]);
  },
);

test('neither visitors of many addresses nor what asks for health and files is a proxy, or comes past one', async () => {
  const none = setUp({ rates: 'off' });
  for (let index = 0; index < 110; index += 1) {
    await askFrom(none, `198.51.100.${index}`);
    for (const path of ['/healthz', '/parley.js', '/']) await askFrom(none, '10.0.0.9', path);
  }
  expect(none.warnings).toEqual([]);
  const behind = setUp({ rates: 'off', trustedProxyHops: 1 });
  for (const path of ['/healthz', '/parley.js', '/']) await askFrom(behind, '10.0.0.9', path, {});
  await askFrom(behind, '10.0.0.9');
  expect(behind.warnings).toEqual([]);
  await askFrom(behind, '10.0.0.9', '/chat/create', {});
  expect(behind.warnings).toHaveLength(1);
});

test('files are counted too, ten times as wide and by themselves; health is not, and what is asked wrongly of either is', async () => {
  const files = () => Promise.resolve({ body: '', type: 'text/javascript' });
  const { relay } = setUp({ rates: { ...off, anyIp: '1/h:3' }, files });
  const ask = (path: string, method = 'GET') =>
    relay.fetch(new Request(`https://relay.example${path}`, { method }), peerOf('203.0.113.7'));
  const statuses = async (times: number, path: string, method?: string) => {
    const seen: number[] = [];
    for (let time = 0; time < times; time += 1) seen.push((await ask(path, method)).status);
    return seen;
  };
  expect(await statuses(50, '/healthz')).toEqual(Array(50).fill(200));
  expect(await statuses(31, '/parley.js')).toEqual([...Array<number>(30).fill(200), 429]);
  expect(await statuses(1, '/healthz', 'POST')).toEqual([405]);
  expect(await statuses(2, '/parley.js', 'POST')).toEqual([405, 405]);
  expect(await statuses(1, '/healthz', 'POST')).toEqual([429]);
  expect(await statuses(1, '/nothing')).toEqual([429]);
});

test('no address gets into the store by its own name', async () => {
  const names: string[] = [];
  const store = createMemoryStore();
  const { create } = setUp({
    now: Date.now,
    dailyTurnBudget: 5,
    store: {
      ...store,
      take: (name, options) => {
        names.push(name);
        return store.take(name, options);
      },
      count: (name, by, ttlMs) => {
        names.push(name);
        return store.count(name, by, ttlMs);
      },
    },
  });
  await create();
  await create({ peer: v6(1) });
  expect(names).toHaveLength(7);
  expect(names.join(' ')).not.toMatch(/203|2001|canary|http/);
});
