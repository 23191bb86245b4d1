// The limit in Lua is the limit in TypeScript: told the same times, both let the same arrivals in.
import { createClient } from '@redis/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasRedis, startRedis } from '../../../e2e/support/redis.ts';
import { takeUnits, toUnitUs } from '../gcra.ts';
import { takeAtNow } from './scripts.ts';

test.skipIf(!hasRedis)(
  'L-1 Redis lets in and refuses what the model does (package redis-server)',
  async () => {
    const redis = await startRedis();
    const client = await createClient({ url: redis.url }).connect();
    let bucket = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        // Slow ones, since Redis forgets a full bucket by its real clock.
        fc.constantFrom(60_000 / 7, 60_000 / 11, 20_000, 90_000.001),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.nat(30_000_000), fc.constantFrom(1, 2, 3, 1, 2, 3, -1)), {
          minLength: 50,
          maxLength: 50,
        }),
        async (perMs, burst, steps) => {
          bucket += 1;
          let nowUs = 1_763_800_000_000_000;
          let fullAtUs = 0;
          for (const [stepUs, cost] of steps) {
            nowUs += stepUs;
            const result = takeUnits(fullAtUs, nowUs, { perMs, burst, cost });
            const reply = await client.eval(`local now = tonumber(ARGV[4])\n${takeAtNow}`, {
              keys: [`bucket:${bucket}`],
              arguments: [cost, toUnitUs(perMs), burst, nowUs].map(String),
            });
            const { ok, remaining, retryAfterMs } = result.taken;
            expect(reply).toEqual([Number(ok), remaining, retryAfterMs]);
            fullAtUs = result.fullAtUs;
            if (!ok) refused += 1;
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(500);
    client.destroy();
    await redis.kill();
  },
  30_000,
);
