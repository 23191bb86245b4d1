// One suite for every store: what the relay's promise rests on has to hold for each of them, from one process or from two.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../e2e/support/redis.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis/redis-store.ts';
import type { Begun, BeginOptions, RelayStore } from './store.ts';

const answer = { status: 200, body: '{"response":"Grüße 🌱"}' };
const done = { state: 'done', answer } as const;
const own = (owner: string) => ({ owner, leaseMs: 5000, ttlMs: 60_000 });

interface Place {
  kind: string;
  isHere: boolean;
  /** Two ways to the same memory: for Redis two connections, as two relays have. */
  open(): Promise<[RelayStore, RelayStore]>;
  close(): Promise<void>;
}

let redis: TestRedis;
const places: Place[] = [
  {
    kind: 'memory',
    isHere: true,
    async open() {
      const store = createMemoryStore();
      return [store, store];
    },
    close: async () => {},
  },
  {
    kind: 'Redis (package redis-server)',
    isHere: hasRedis,
    async open() {
      redis = await startRedis();
      const stores = [createRedisStore({ url: redis.url }), createRedisStore({ url: redis.url })] as const;
      for (const store of stores) await vi.waitFor(() => store.ping(), { timeout: 2000, interval: 20 });
      return [...stores];
    },
    close: () => redis.kill(),
  },
];

describe.for(places)('the store in $kind', ({ isHere, open, close }) => {
  let one: RelayStore;
  let two: RelayStore;
  let name = '';
  let number = 0;
  const next = () => (name = `name-${(number += 1)}`);
  /** Until time has made the record of this name what is expected; asking does not change it. */
  const untilBegun = (store: RelayStore, options: BeginOptions, state: Begun['state']) =>
    vi.waitFor(async () => expect(await store.begin(name, 'f', options)).toEqual({ state }));

  describe.skipIf(!isHere)('keeps the promise:', () => {
    beforeAll(async () => {
      [one, two] = await open();
    });
    afterAll(async () => {
      await Promise.all([one.close(), two.close()]);
      await close();
    });

    test('gives a key to one caller, tells others that it is running, and then its answer byte for byte', async () => {
      next();
      expect(await one.begin(name, 'f', own('a'))).toEqual({ state: 'new' });
      expect(await two.begin(name, 'f', own('b'))).toEqual({ state: 'running' });
      expect(await two.begin(name, 'other', own('b'))).toEqual({ state: 'mismatch' });
      expect(await one.finish(name, 'a', done)).toBe(true);
      expect(await two.begin(name, 'f', own('b'))).toEqual(done);
      expect(await two.begin(name, 'other', own('b'))).toEqual({ state: 'mismatch' });
    });

    test('gives a key to one of fifty who come at once (I-1)', async () => {
      next();
      const begun = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 ? one : two).begin(name, 'f', own(String(index))),
        ),
      );
      expect(begun.filter(({ state }) => state === 'new')).toHaveLength(1);
      expect(begun.filter(({ state }) => state === 'running')).toHaveLength(49);
    });

    test('lets only the owner finish, and only once', async () => {
      next();
      await one.begin(name, 'f', own('a'));
      expect(await two.finish(name, 'b', done)).toBe(false);
      expect(await two.finish(name, 'b', { state: 'drop' })).toBe(false);
      expect(await one.finish(name, 'a', done)).toBe(true);
      expect(await one.finish(name, 'a', { state: 'drop' })).toBe(false);
      expect(await one.finish('never-begun', 'a', done)).toBe(false);
      expect(await two.begin(name, 'f', own('b'))).toEqual(done);
    });

    test('lets the same key try again when its record is dropped', async () => {
      next();
      await one.begin(name, 'f', own('a'));
      expect(await one.finish(name, 'a', { state: 'drop' })).toBe(true);
      expect(await two.begin(name, 'f', own('b'))).toEqual({ state: 'new' });
    });

    test('does not know what became of a record whose owner stays away, until the owner says so', async () => {
      next();
      await one.begin(name, 'f', { ...own('a'), leaseMs: 20 });
      await untilBegun(two, own('b'), 'unknown');
      expect(await one.finish(name, 'a', done)).toBe(true);
      expect(await two.begin(name, 'f', own('b'))).toEqual(done);
    });

    test('gives an abandoned record to one who takes over, and to no other', async () => {
      next();
      await one.begin(name, 'f', { ...own('a'), leaseMs: 20 });
      await untilBegun(two, own('b'), 'unknown');
      expect(await two.begin(name, 'f', { ...own('b'), takesOver: true })).toEqual({ state: 'new' });
      expect(await one.begin(name, 'f', { ...own('c'), takesOver: true })).toEqual({ state: 'running' });
      expect(await one.finish(name, 'a', done)).toBe(false);
      expect(await two.finish(name, 'b', done)).toBe(true);
    });

    test('begins nothing whose time is yet to come, and answers as ever for what it knows', async () => {
      next();
      const early = { ...own('a'), issuedAtMs: one.now() + 60_000 };
      expect(await one.begin(name, 'f', early)).toEqual({ state: 'early' });
      expect(await one.begin(name, 'f', { ...early, takesOver: true })).toEqual({ state: 'early' });
      expect(await one.finish(name, 'a', done)).toBe(false);
      expect(await two.begin(name, 'f', own('b'))).toEqual({ state: 'new' });
      expect(await one.begin(name, 'f', early)).toEqual({ state: 'running' });
      await two.finish(name, 'b', done);
      expect(await one.begin(name, 'f', early)).toEqual(done);
    });

    test('takes a message that is older than its memory for unknown, unless it was never told its age', async () => {
      next();
      const issuedAtMs = one.now();
      await one.begin(name, 'f', { ...own('a'), leaseMs: 10, ttlMs: 30, issuedAtMs: issuedAtMs + 400 });
      await one.finish(name, 'a', done);
      const old = { ...own('b'), ttlMs: 30, issuedAtMs };
      await untilBegun(two, old, 'unknown');
      expect(await two.begin(name, 'f', { ...old, takesOver: true })).toEqual({ state: 'new' });
      expect(await two.begin(next(), 'f', { ...own('b'), issuedAtMs: 1000 })).toEqual({ state: 'unknown' });
      expect(await two.begin(name, 'f', own('b'))).toEqual({ state: 'new' });
    });

    test('gives a lock to one at a time, in the order of arrival (I-9)', async () => {
      next();
      const order: string[] = [];
      let inside = 0;
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const owner = String(index).padStart(2, '0');
          expect(await one.lock(name, owner, { leaseMs: 5000, waitMs: 5000, maxWaiters: 50 })).toBe('ok');
          expect((inside += 1)).toBe(1);
          order.push(owner);
          await two.ping();
          inside -= 1;
          await one.unlock(name, owner);
        }),
      );
      expect(order).toEqual(order.toSorted());
    });

    test('holds a lock against another process too', async () => {
      next();
      let inside = 0;
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const store = index % 2 ? one : two;
          await store.lock(name, String(index), { leaseMs: 5000, waitMs: 5000, maxWaiters: 50 });
          expect((inside += 1)).toBe(1);
          await one.ping();
          inside -= 1;
          await store.unlock(name, String(index));
        }),
      );
    });

    test('sends the fifth waiter away at once, and the others when they have waited long enough', async () => {
      next();
      const options = { leaseMs: 5000, waitMs: 40, maxWaiters: 4 };
      expect(await one.lock(name, 'holder', options)).toBe('ok');
      const taken = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((owner) => one.lock(name, owner, options)),
      );
      expect(taken).toEqual(['timeout', 'timeout', 'timeout', 'timeout', 'busy']);
      await one.unlock(name, 'holder');
      expect(await one.lock(name, 'f', options)).toBe('ok');
    });

    test('frees a lock for its owner alone, or when its lease is over', async () => {
      next();
      const options = { leaseMs: 60, waitMs: 10, maxWaiters: 4 };
      expect(await one.lock(name, 'a', options)).toBe('ok');
      await two.unlock(name, 'b');
      expect(await two.lock(name, 'b', options)).toBe('timeout');
      expect(await two.lock(name, 'b', { ...options, waitMs: 1000 })).toBe('ok');
      await one.unlock(name, 'a');
      expect(await one.lock(name, 'c', options)).toBe('timeout');
    });

    test('keeps a flag as long as it is told', async () => {
      next();
      expect(await one.flag(name)).toBe(false);
      expect(await one.flag(name, 40)).toBe(true);
      expect(await two.flag(name)).toBe(true);
      await vi.waitFor(async () => expect(await two.flag(name)).toBe(false));
    });

    const slow = { cost: 1, perMs: 60_000, burst: 5 };

    test('gives what a bucket holds, tells what is left, and how long it takes to fill again', async () => {
      next();
      expect(await one.take(name, slow)).toEqual({ ok: true, remaining: 4, retryAfterMs: 0 });
      expect(await two.take(name, { ...slow, cost: 3 })).toMatchObject({ ok: true, remaining: 1 });
      const refused = await one.take(name, { ...slow, cost: 3 });
      expect(refused).toMatchObject({ ok: false, remaining: 1 });
      expect(refused.retryAfterMs).toBeGreaterThan(119_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(120_000);
      expect(await two.take(name, slow)).toMatchObject({ ok: true, remaining: 0 });
      expect(await two.take(next(), slow)).toMatchObject({ ok: true, remaining: 4 });
    });

    test('refuses again before the time that it told, and gives after it (L-2)', async () => {
      next();
      const fast = { cost: 1, perMs: 40, burst: 1 };
      expect(await one.take(name, fast)).toMatchObject({ ok: true });
      const { retryAfterMs } = await two.take(name, fast);
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(40);
      const startedAt = performance.now();
      await vi.waitFor(async () => expect(await one.take(name, fast)).toMatchObject({ ok: true }), {
        interval: 1,
      });
      expect(performance.now() - startedAt).toBeGreaterThan(retryAfterMs - 5);
    });

    test('gives a hundred who come at once no more than there is (L-7)', async () => {
      next();
      const taken = await Promise.all(
        Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two).take(name, { ...slow, burst: 7 })),
      );
      expect(taken.filter(({ ok }) => ok)).toHaveLength(7);
      expect(
        taken
          .filter(({ ok }) => ok)
          .map(({ remaining }) => remaining)
          .toSorted((a, b) => a - b),
      ).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });

    test('counts a hundred at once one after the other, up and down, until the time is over (L-7)', async () => {
      next();
      const sums = await Promise.all(
        Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two).count(name, 1, 60_000)),
      );
      expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      expect(await two.count(name, -3, 60_000)).toBe(97);
      expect(await one.count(next(), 2, 200)).toBe(2);
      // What is added later does not make it last longer.
      expect(await one.count(name, 0, 60_000)).toBe(2);
      await vi.waitFor(async () => expect(await two.count(name, 0, 200)).toBe(0));
    });

    test('tells its time', () => {
      expect(Math.abs(two.now() - Date.now())).toBeLessThan(1000);
    });
  });
});
