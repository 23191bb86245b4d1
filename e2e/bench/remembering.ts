// What it costs the relay to remember a turn: `begin` and `finish` of one record, as every message with a key needs them.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createMemoryStore, type RelayStore } from '../../src/relay.ts';
import { createRedisStore } from '../../src/relay/redis/redis-store.ts';
import { hasRedis, startRedis } from '../support/redis.ts';
import { compare, type Figure } from './compare.ts';

const answer = { status: 200, body: JSON.stringify({ response: 'x'.repeat(300), end_conversation: false }) };
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
const fingerprint = hash('a message');

async function remember(store: RelayStore): Promise<void> {
  const owner = randomUUID();
  const begun = await store.begin(hash(owner), fingerprint, { owner, leaseMs: 75_000, ttlMs: 900_000 });
  const isDone = await store.finish(hash(owner), owner, { state: 'done', answer });
  if (begun.state !== 'new' || !isDone) throw new Error('the store did not take the record');
}

/** L-5: a limit for each of a million addresses, of which the store keeps the newest. */
function compareLimits(): Promise<Figure> {
  const store = createMemoryStore();
  const unbounded = new Map<string, number>();
  const names = Array.from({ length: 1_000_000 }, (_, index) => hash(String(index)));
  let taken = 0;
  let noted = 0;
  return compare({
    name: 'a limit of one of 10⁶ addresses',
    run: () => store.take(names[(taken += 1) % names.length] ?? '', { cost: 1, perMs: 2000, burst: 10 }),
    targetUs: 2,
    baseline: 'a Map without bounds',
    runBaseline: () => unbounded.set(names[(noted += 1) % names.length] ?? '', noted),
    times: 25_000,
  });
}

const isReachable = (store: RelayStore) =>
  store.ping().then(
    () => true,
    () => false,
  );

export async function measureRemembering(): Promise<Figure[]> {
  const memory = createMemoryStore();
  const body = crypto.getRandomValues(new Uint8Array(1024));
  const figures = [
    await compare({
      name: 'begin + finish in memory',
      run: () => remember(memory),
      targetUs: 50,
      baseline: 'SHA-256 of 1 KiB by WebCrypto',
      runBaseline: () => crypto.subtle.digest('SHA-256', body),
      times: 2000,
    }),
    await compareLimits(),
  ];
  if (!hasRedis) return figures;
  const redis = await startRedis();
  // On a busy machine Redis may be late, which is for the figures to say.
  const store = createRedisStore({ url: redis.url, timeoutMs: 10_000 });
  // It connects on its own, and takes no question before.
  while (!(await isReachable(store))) await pause(10);
  figures.push(
    await compare({
      name: 'begin + finish on local Redis',
      run: () => remember(store),
      targetUs: 1000,
      baseline: 'PING of that Redis',
      runBaseline: () => store.ping(),
      times: 200,
    }),
  );
  await store.close();
  await redis.kill();
  return figures;
}
