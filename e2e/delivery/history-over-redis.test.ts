// Many senders, three relays as processes, and one Redis between them, while connections break and relays are killed.
// A failing seed stands in the name of its test; `SEED=7 npx vitest run --project delivery` runs that one again.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { stormy } from './faults.ts';
import { checkHistory, countHistory } from './history.ts';
import { seeds } from './seeds.ts';
import { death, simulate } from './simulate.ts';
import { createProcessWorld, shortLimits } from './world-of-processes.ts';

// Over a port the stand-in cannot seem not to listen.
const faultShares = { ...stormy, agent: { ...stormy.agent, refused: 0 } };

describe.runIf(hasRedis)('a history over three processes and Redis (I-4)', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());
  const createWorld = (options = shortLimits) =>
    createProcessWorld({ path: inject('relayProcess'), storeUrl: redis.url, options });

  test.each(seeds)('keeps every promise, seed %i', async (seed) => {
    const run = await simulate(createWorld(), {
      seed,
      faultShares,
      incidents: [death, death, death],
      patienceMs: 10_000,
    });
    expect(checkHistory(run)).toEqual([]);
    expect(countHistory(run).answered).toBeGreaterThan(50);
  });

  // Slow: one seed of three, ten of a hundred.
  test.each(seeds.slice(0, Math.ceil(seeds.length / 10)))(
    'keeps every promise while keys expire, seed %i',
    async (seed) => {
      const world = createWorld({ ...shortLimits, idempotencyTtlMs: 2000 });
      const run = await simulate(world, { seed, faultShares, sleepMs: 1800, patienceMs: 10_000 });
      expect(checkHistory(run)).toEqual([]);
      expect(countHistory(run).answered).toBeGreaterThan(50);
    },
  );

  test('breaks its promises without keys, and is found out', async () => {
    const run = await simulate(createWorld(), { seed: 1, faultShares, keyed: false });
    expect(countHistory(run).broken.duplicate).toBeGreaterThan(10);
  });
});
