// Relays that share a Redis, and what visitors see when it is paused, gone, full, or back without its memory.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../../e2e/support/redis.ts';
import { createAgent } from '../../agent.ts';
import { polyai } from '../../protocol/upstream.ts';
import { serveRelay } from '../serve.ts';
import type { RelayStore } from '../store.ts';
import { platformTimer, type SetTimer } from '../timer.ts';
import { account, type Bench, created, origin, secrets, type Setup, setUp } from '../test-support.ts';
import { createRedisStore } from './redis-store.ts';

const key = (name: string) => ({ 'idempotency-key': name.padEnd(20, '-') });
const say = (bench: Bench, token: string, message: string, name: string, headers = {}) =>
  bench.post('/chat/respond', { conversation_id: token, message }, { ...key(name), ...headers });

async function read(answer: Response) {
  const text = await answer.text();
  const { code }: { code?: string } = JSON.parse(text);
  return { status: answer.status, code, replayed: answer.headers.get('idempotency-replayed'), text };
}

describe.skipIf(!hasRedis)('relays on Redis (package redis-server)', () => {
  let redis: TestRedis;
  let stores: RelayStore[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    redis.resume();
    for (const store of stores) await store.close();
    stores = [];
  });
  afterAll(() => redis.kill());

  /** How long the stores have waited for answers that did not come. */
  let waitedMs = 0;

  /** A relay with a connection of its own, as another process would have. */
  async function relayOnRedis(agent = createAgent(), setup: Setup = {}) {
    const { now } = setup;
    // Only what comes to its end was waited for.
    const setTimer: SetTimer = (callback, ms) =>
      platformTimer(() => {
        waitedMs += ms;
        callback();
      }, ms);
    const store = createRedisStore({ url: redis.url, setTimer, ...(now && { now }) });
    stores.push(store);
    await vi.waitFor(() => store.ping(), { timeout: 2000, interval: 10 });
    return setUp('in process', { store, fetch: agent.fetch, ...setup });
  }

  test('I-1 fifty requests with one key to two relays are one message with one answer', async () => {
    const agent = createAgent({ delayMs: 20 });
    const relays = [await relayOnRedis(agent), await relayOnRedis(agent)];
    const token = await (relays[0] as Bench).open();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        read(await say(relays[index % 2] as Bench, token, 'delivery', 'one')),
      ),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed === 'false')).toHaveLength(1);
    expect(agent.received.respond).toBe(1);
  });

  test('a server that cannot be used is told once, with the reason and without the password, and its return too', async () => {
    const lines: string[] = [];
    const own = await startRedis();
    // Whoever has no password takes any.
    const url = own.url.replace('//', '//default:canary@');
    const store = createRedisStore({ url, warn: (line) => void lines.push(line) });
    stores.push(store);
    await vi.waitFor(() => store.ping(), { timeout: 2000, interval: 10 });
    expect(lines).toEqual([]);
    await own.kill();
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 2000 });
    await own.restart();
    await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 5000 });
    expect(lines).toEqual([expect.stringMatching(/cannot be used.* \(.+\)/), 'The store can be used again.']);
    expect(lines.join()).not.toContain('canary');
    await own.kill();
  });

  test('I-1 served relays that are told the same STORE_URL share what they know', async () => {
    const agent = createAgent();
    const options = { upstream: polyai(account), secrets, allowedOrigins: [origin], fetch: agent.fetch };
    const files = () => Promise.resolve(undefined);
    const served = await Promise.all(
      [1, 2].map(() => serveRelay({ ...options, files, port: 0, storeUrl: redis.url, replicas: 2 })),
    );
    const create = (url: string) =>
      fetch(`${url}/chat/create`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', ...key('served') },
        body: JSON.stringify(created),
      });
    const texts: string[] = [];
    for (const { url } of served) {
      const answer = await vi.waitFor(async () => {
        const answer = await create(url);
        expect(answer.status).toBe(200);
        return answer;
      });
      texts.push(await answer.text());
    }
    expect([texts[1], agent.received.create]).toEqual([texts[0], 1]);
    await Promise.all(served.map((relay) => relay.close()));
  });

  test('I-9 messages of one conversation go one at a time, whichever relay they come to', async () => {
    let inside = 0;
    let most = 0;
    const agent = createAgent({ delayMs: 3 });
    const fetch = async (url: string, init: RequestInit) => {
      most = Math.max(most, (inside += 1));
      const answer = await agent.fetch(url, init);
      inside -= 1;
      return answer;
    };
    const setup = { fetch, maxWaiters: 50 };
    const relays = [await relayOnRedis(agent, setup), await relayOnRedis(agent, setup)];
    const token = await (relays[0] as Bench).open();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        say(relays[index % 2] as Bench, token, 'delivery', `m${index}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect([most, agent.received.respond]).toEqual([1, 50]);
  });

  test('C-4 an end outlives the relay that saw it, and its last answer too', async () => {
    const agent = createAgent();
    const before = await relayOnRedis(agent);
    const token = await before.open();
    const last = await read(await say(before, token, 'goodbye', 'last'));
    const after = await relayOnRedis(agent);
    expect(await read(await say(after, token, 'more', 'more'))).toMatchObject({ status: 410 });
    expect(await read(await say(after, token, 'goodbye', 'last'))).toEqual({ ...last, replayed: 'true' });
    expect(agent.received.respond).toBe(1);
  });

  test('I-12 clocks that are five minutes off change nothing', async () => {
    const agent = createAgent();
    const slow = await relayOnRedis(agent, { now: () => Date.now() - 300_000 });
    const fast = await relayOnRedis(agent, { now: () => Date.now() + 300_000 });
    const token = await slow.open();
    // The time that a browser goes by is that of the answers, which is Redis's own.
    const issuedOf = async (bench: Bench) =>
      (await bench.send('/healthz')).headers.get('x-server-time') ?? undefined;
    expect(Math.abs(Number(await issuedOf(slow)) - Number(await issuedOf(fast)))).toBeLessThan(1000);
    // Beyond the moment in which Redis itself began, with its margin.
    const begunAt = Number(await issuedOf(slow));
    await vi.waitFor(async () => expect(Number(await issuedOf(slow))).toBeGreaterThan(begunAt + 260));
    for (const [index, bench] of [slow, fast, slow, fast].entries()) {
      const headers = { 'idempotency-issued': await issuedOf(bench) };
      const others = [slow, fast].map((other) => say(other, token, 'delivery', `skew${index}`, headers));
      const [one, two] = await Promise.all((await Promise.all(others)).map(read));
      expect([one?.status, two?.text]).toEqual([200, one?.text]);
    }
    expect(agent.received.respond).toBe(4);
  });

  test.each([
    ['limits', {}],
    ['no limits', 'off'],
  ] as const)(
    'I-11 with %s, while Redis is paused nothing is sent and 503 comes at once; afterwards all is well (row 30)',
    async (_, rates) => {
      const agent = createAgent();
      const bench = await relayOnRedis(agent, { rates });
      const token = await bench.open();
      redis.pause();
      for (const send of [
        () => say(bench, token, 'delivery', 'paused'),
        () => bench.post('/chat/respond', { conversation_id: token, message: 'without a key' }),
      ]) {
        waitedMs = 0;
        expect(await read(await send())).toMatchObject({ status: 503, code: 'store_unavailable' });
        // At most 250 ms: nobody waits for the store twice.
        expect(waitedMs).toBeLessThanOrEqual(200);
      }
      expect(agent.received.respond).toBe(0);
      redis.resume();
      await vi.waitFor(async () => expect((await say(bench, token, 'delivery', 'paused')).status).toBe(200), {
        timeout: 5000,
        interval: 50,
      });
    },
  );

  test('I-11 Redis stopped between sending and keeping costs no answer, nor sends it again', async () => {
    const agent = createAgent();
    const bench = await relayOnRedis(agent, {
      fetch: (url, init) => {
        if (url.endsWith('/respond')) redis.pause();
        return agent.fetch(url, init);
      },
    });
    const token = await bench.open();
    const first = await read(await say(bench, token, 'delivery', 'between'));
    expect(first).toMatchObject({ status: 200, replayed: 'false' });
    expect(await read(await say(bench, token, 'delivery', 'between'))).toEqual({
      ...first,
      replayed: 'true',
    });
    redis.resume();
    const other = await relayOnRedis(agent);
    expect(await read(await say(other, token, 'delivery', 'between'))).toEqual({
      ...first,
      replayed: 'true',
    });
    expect(agent.received.respond).toBe(1);
  });

  test('I-11 a Redis that is gone is told as such, and found again when it is back', async () => {
    const agent = createAgent();
    const bench = await relayOnRedis(agent);
    const token = await bench.open();
    const issued = { 'idempotency-issued': String(Date.now()) };
    const first = await read(await say(bench, token, 'delivery', 'kept', issued));
    await redis.kill();
    waitedMs = 0;
    expect(await read(await say(bench, token, 'delivery', 'gone'))).toMatchObject({
      code: 'store_unavailable',
    });
    expect(waitedMs).toBe(0);
    await redis.restart();
    await vi.waitFor(async () => expect((await say(bench, token, 'delivery', 'gone')).status).toBe(200), {
      timeout: 5000,
      interval: 50,
    });
    // It came back without its memory, and knows that: what is older is told as unknown, and not sent again.
    expect(first.status).toBe(200);
    expect(await read(await say(bench, token, 'delivery', 'kept', issued))).toMatchObject({
      status: 502,
      code: 'delivery_unknown',
    });
    expect(agent.received.respond).toBe(2);
  });

  test('a server that took over without the newest records sends none of their messages again', async () => {
    const agent = createAgent();
    const before = await relayOnRedis(agent);
    const token = await before.open();
    const issuedAt = Date.now() + 300;
    const issued = { 'idempotency-issued': String(issuedAt) };
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(issuedAt));
    await say(before, token, 'delivery', 'lost', issued);
    const { createClient } = await import('@redis/client');
    const client = await createClient({ url: redis.url }).connect();
    await client.del(await client.keys('parley:record:*'));
    await client.set('parley:server', 'another');
    client.destroy();
    const after = await relayOnRedis(agent);
    expect(await read(await say(after, token, 'delivery', 'lost', issued))).toMatchObject({ status: 502 });
    expect(agent.received.respond).toBe(1);
  });

  test('row 30 a Redis that is emptied begins anew: nothing that it may have known is sent again', async () => {
    const agent = createAgent();
    const bench = await relayOnRedis(agent);
    const token = await bench.open();
    const issuedAt = Date.now() + 300;
    const issued = { 'idempotency-issued': String(issuedAt) };
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(issuedAt));
    expect((await say(bench, token, 'delivery', 'flushed', issued)).status).toBe(200);
    const { createClient } = await import('@redis/client');
    const client = await createClient({ url: redis.url }).connect();
    await client.flushAll();
    client.destroy();
    expect(await read(await say(bench, token, 'delivery', 'flushed', issued))).toMatchObject({
      status: 502,
      code: 'delivery_unknown',
    });
    expect(agent.received.respond).toBe(1);
    expect((await say(bench, token, 'delivery', 'afterwards')).status).toBe(200);
  });

  test.each(['off', {}] as const)(
    'G-5 a Redis that takes no writes sends nothing, is not ready, and says why once, with limits %j (row 30)',
    async (rates) => {
      const lines: string[] = [];
      const store = createRedisStore({ url: redis.url, warn: (line) => void lines.push(line) });
      stores.push(store);
      await vi.waitFor(() => store.ping(), { timeout: 2000, interval: 10 });
      const agent = createAgent();
      const bench = await setUp('in process', { store, fetch: agent.fetch, rates });
      const token = await bench.open();
      const { createClient } = await import('@redis/client');
      const client = await createClient({ url: redis.url }).connect();
      for (const [name, value, reason] of [
        ['maxmemory', '1', 'OOM'],
        ['min-replicas-to-write', '1', 'NOREPLICAS'],
      ] as const) {
        lines.length = 0;
        const sent = agent.received.respond;
        await client.configSet(name, value);
        for (const time of ['1', '2', '3'])
          expect(await read(await say(bench, token, 'delivery', name + time))).toMatchObject({
            code: 'store_unavailable',
          });
        await expect(store.ping()).rejects.toThrow(reason);
        expect(lines).toEqual([expect.stringMatching(`^The store cannot be used.*\\(${reason}`)]);
        expect(agent.received.respond).toBe(sent);
        await client.configSet(name, '0');
        expect((await say(bench, token, 'delivery', `${name}back`)).status).toBe(200);
        expect(lines.slice(1)).toEqual(['The store can be used again.']);
      }
      client.destroy();
    },
  );
});

test('an address that is none is told without the password in it', () => {
  for (const url of ['http://u:secret@cache', 'redis:', 'unix:cache.sock', 'secret']) {
    expect(() => createRedisStore({ url })).toThrow(/^createRedisStore: url has to begin with/);
    expect(() => createRedisStore({ url })).not.toThrow(/secret/);
  }
});
