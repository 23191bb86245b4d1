import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createMemoryStore } from './memory-store.ts';
import { createFakeClock } from './test-support.ts';

/** What is left of the heap once the garbage is out. */
function readHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

const own = (owner: string) => ({ owner, leaseMs: 75_000, ttlMs: 900_000 });
const toDone = (body: string) => ({ state: 'done', answer: { status: 200, body } }) as const;
const done = toDone('{"response":"Hello"}');

async function keep(store: ReturnType<typeof createMemoryStore>, name: string, issuedAtMs?: number) {
  const begun = await store.begin(name, 'f', { ...own('a'), issuedAtMs });
  await store.finish(name, 'a', done);
  return begun.state;
}

test('I-10 a million keys weigh no more than the limit', async () => {
  const store = createMemoryStore();
  const heapBefore = readHeapBytes();
  for (let key = 0; key < 1_000_000; key += 1) {
    await store.begin(`a-name-as-long-as-a-hash-${key}`, 'f', own('a'));
    await store.finish(`a-name-as-long-as-a-hash-${key}`, 'a', toDone(String(key)));
  }
  expect(readHeapBytes() - heapBefore).toBeLessThan(64 * 1_048_576);
  const last = await store.begin('a-name-as-long-as-a-hash-999999', 'f', own('b'));
  expect(last).toEqual(toDone('999999'));
}, 90_000);

test('L-5 a million addresses weigh no more than the limit', async () => {
  const store = createMemoryStore();
  const heapBefore = readHeapBytes();
  for (let address = 0; address < 1_000_000; address += 1)
    await store.take(`a-name-as-long-as-a-hash-is-in-the-store-${address}`, {
      cost: 1,
      perMs: 2000,
      burst: 10,
    });
  expect(readHeapBytes() - heapBefore).toBeLessThan(64 * 1_048_576);
  // It is still in use, and so was not tidied away before it was weighed.
  await expect(store.ping()).resolves.toBeUndefined();
}, 30_000);

test('a count that has come far outlives a flood of others', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxBuckets: 100, now: clock.now });
  await store.count('budget', 60, 1000);
  for (let name = 0; name < 1000; name += 1) await store.count(String(name), 1, 1000);
  expect(await store.count('budget', 1, 1000)).toBe(61);
  expect(await store.count('0', 1, 1000)).toBe(1);
  await clock.pass(1000);
  expect(await store.count('budget', 1, 1000)).toBe(1);
});

test('I-10 long answers push out old ones before they weigh too much', async () => {
  const store = createMemoryStore({ maxBytes: 1_048_576 });
  const long = toDone('x'.repeat(65_536));
  for (let key = 0; key < 100; key += 1) {
    await store.begin(`k${key}`, 'f', own('a'));
    await store.finish(`k${key}`, 'a', long);
  }
  const states = await Promise.all(
    Array.from({ length: 100 }, (_, key) => store.begin(`k${key}`, 'f', { ...own('b'), issuedAtMs: 0 })),
  );
  const kept = states.filter(({ state }) => state === 'done').length;
  expect(kept).toBeGreaterThan(1);
  expect(kept * 131_072).toBeLessThanOrEqual(1_048_576 + 131_072);
});

test('I-10 what is running is never forgotten, and without room for more nothing is begun', async () => {
  const store = createMemoryStore({ maxRecords: 10 });
  for (let key = 0; key < 8; key += 1) await store.begin(`running${key}`, 'f', own(`${key}`));
  for (let key = 0; key < 50; key += 1) await keep(store, `done${key}`);
  for (let key = 0; key < 8; key += 1)
    expect(await store.begin(`running${key}`, 'f', own('b'))).toEqual({ state: 'running' });
  await store.begin('running8', 'f', own('8'));
  await store.begin('running9', 'f', own('9'));
  expect(await store.begin('one more', 'f', own('b'))).toEqual({ state: 'overloaded' });
  await store.finish('running3', '3', done);
  expect(await store.begin('one more', 'f', own('b'))).toEqual({ state: 'new' });
});

test('I-10 a key that was forgotten to make room is told as unknown, and a newer one is taken', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ ...clock, maxRecords: 10 });
  await clock.pass(1000);
  const first = clock.now();
  expect(await keep(store, 'first', first)).toBe('new');
  for (let key = 0; key < 20; key += 1) {
    await clock.pass(300);
    await keep(store, `k${key}`, clock.now());
  }
  expect(await store.begin('first', 'f', { ...own('b'), issuedAtMs: first })).toEqual({ state: 'unknown' });
  await clock.pass(300);
  expect(await keep(store, 'newer', clock.now())).toBe('new');
});

test('a time of issue that is yet to come makes no later message unknown, once it is forgotten', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ ...clock, maxRecords: 4 });
  await clock.pass(1000);
  for (let key = 0; key < 10; key += 1) await keep(store, `k${key}`, clock.now() + 86_400_000);
  await clock.pass(300);
  expect(await keep(store, 'honest', clock.now())).toBe('new');
});

test('a lock is passed on when its lease is over, and waiting ends by the clock', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore(clock);
  const options = { leaseMs: 75_000, waitMs: 10_000, maxWaiters: 4 };
  expect(await store.lock('c', 'a', options)).toBe('ok');
  const impatient = store.lock('c', 'b', options);
  const patient = store.lock('c', 'c', { ...options, waitMs: 80_000 });
  await clock.pass(10_000);
  expect(await impatient).toBe('timeout');
  await clock.pass(65_000);
  expect(await patient).toBe('ok');
});
