// What operators do and what befalls them while visitors write: relays replaced one after the other, and a Redis that
// falls silent, and one that dies with all it knew.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { checkHistory, countHistory } from './history.ts';
import { simulate } from './simulate.ts';
import { createProcessWorld, type ProcessWorld } from './world-of-processes.ts';

// No fault but the one that is tried; the agent takes a while, so that there is always something under way.
const faultShares = { link: {}, agent: { slow: 1 } };
const replace = (world: ProcessWorld) => world.replace();

describe.runIf(hasRedis)('two relays under load', () => {
  let redis: TestRedis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.kill());

  function run(incidents: ((world: ProcessWorld) => Promise<void>)[]) {
    // With the limits of time that a relay has of itself: nothing is to run into them.
    const path = inject('relayProcess');
    const createWorld = createProcessWorld({ path, storeUrl: redis.url, count: 2, options: {} });
    return simulate(createWorld, {
      seed: 1,
      faultShares,
      messages: 400,
      senders: 50,
      conversations: 45,
      incidents,
      patienceMs: 20_000,
    });
  }

  test('are replaced one after the other, and every message is answered once', async () => {
    const history = await run([replace, replace, replace, replace]);
    expect(checkHistory(history)).toEqual([]);
    expect(countHistory(history)).toMatchObject({ answered: 400, not_sent: 0, unknown: 0 });
  });

  test('lose their Redis for a while, send nothing meanwhile, and go on when it is back', async () => {
    let sentBefore = Infinity;
    let sentMeanwhile = Infinity;
    const history = await run([
      async ({ countSends }) => {
        redis.pause();
        // What had begun before is still sent.
        do {
          sentBefore = countSends();
          await pause(300);
        } while (countSends() > sentBefore);
        await pause(300);
        sentMeanwhile = countSends() - sentBefore;
        redis.resume();
      },
    ]);
    expect(sentBefore).toBeLessThan(350);
    expect(sentMeanwhile).toBe(0);
    expect(checkHistory(history)).toEqual([]);
    expect(countHistory(history).answered).toBeGreaterThan(300);
  });

  test('lose all that Redis knew, and send nothing a second time', async () => {
    const history = await run([
      async () => {
        await redis.kill();
        await redis.restart();
      },
    ]);
    expect(checkHistory(history)).toEqual([]);
    expect(countHistory(history).answered).toBeGreaterThan(200);
  });
});
