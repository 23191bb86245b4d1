// Many senders and one relay that remembers in memory, loses everything when it dies, and meets every fault on both ways.
// A failing seed stands in the name of its test; `SEED=7 npx vitest run --project delivery` runs that one again.
import { describe, expect, test } from 'vitest';
import { checkHistory, countHistory } from './history.ts';
import { seeds } from './seeds.ts';
import { simulate } from './simulate.ts';
import { createMemoryWorld } from './world-in-process.ts';

describe('a history over memory (I-4)', () => {
  test.each(seeds)('keeps every promise, seed %i', async (seed) => {
    const run = await simulate(createMemoryWorld(), { seed });
    expect(checkHistory(run)).toEqual([]);
    expect(countHistory(run).answered).toBeGreaterThan(50);
  });

  test.each(seeds)('keeps every promise while keys expire, seed %i', async (seed) => {
    const run = await simulate(createMemoryWorld({ idempotencyTtlMs: 15_000 }), { seed, sleepMs: 200 });
    expect(checkHistory(run)).toEqual([]);
    expect(countHistory(run).answered).toBeGreaterThan(30);
  });

  test.each(seeds)('keeps every promise while keys are evicted, seed %i', async (seed) => {
    const run = await simulate(createMemoryWorld({ maxRecords: 60 }), { seed, sleepMs: 200 });
    expect(checkHistory(run)).toEqual([]);
    expect(countHistory(run).answered).toBeGreaterThan(30);
  });

  test('breaks its promises without keys, and is found out', async () => {
    const run = await simulate(createMemoryWorld(), { seed: 1, keyed: false });
    expect(countHistory(run).broken.duplicate).toBeGreaterThan(10);
  });
});
