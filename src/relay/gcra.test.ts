import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeUnits } from './gcra.ts';

/** The same limit told another way: a bucket that is refilled drop by drop. Whole microseconds, so that it is exact. */
function createLeakyBucket(unitUs: number, burst: number) {
  let levelUs = burst * unitUs;
  let lastUs = 0;
  return (nowUs: number, cost: number) => {
    levelUs = Math.min(burst * unitUs, levelUs + (nowUs - lastUs));
    lastUs = nowUs;
    const ok = levelUs >= cost * unitUs;
    if (ok) levelUs = Math.min(burst * unitUs, levelUs - cost * unitUs);
    return { ok, remaining: Math.floor(levelUs / unitUs) };
  };
}

test('L-1 each of 100,000 random arrivals is let in or refused as a bucket of drops would have it', () => {
  let arrivals = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(60_000 / 7, 60_000 / 20, 2000, 1000, 100, 0.001),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.tuple(fc.nat(4_000_000), fc.constantFrom(1, 2, 3, 1, 2, 3, -1)), {
        minLength: 200,
        maxLength: 200,
      }),
      (perMs, burst, steps) => {
        const model = createLeakyBucket(Math.max(1, Math.round(perMs * 1000)), burst);
        let nowUs = 1_763_800_000_000_000;
        let fullAtUs = 0;
        for (const [stepUs, cost] of steps) {
          nowUs += stepUs;
          const result = takeUnits(fullAtUs, nowUs, { perMs, burst, cost });
          const { ok, remaining } = result.taken;
          expect({ ok, remaining }).toEqual(model(nowUs, cost));
          fullAtUs = result.fullAtUs;
          arrivals += 1;
          if (!ok) refused += 1;
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(arrivals).toBe(100_000);
  expect(refused).toBeGreaterThan(10_000);
}, 30_000);

test('L-2 who waits as long as told is let in, and a millisecond sooner is not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(60_000 / 7, 60_000 / 45, 3000, 1000, 100),
      fc.integer({ min: 1, max: 10 }),
      fc.nat(1_000_000),
      (perMs, burst, offsetUs) => {
        const rate = { perMs, burst, cost: 1 };
        const nowUs = 1_763_800_000_000_000 + offsetUs;
        let fullAtUs = 0;
        for (let index = 0; index < burst; index += 1) {
          const result = takeUnits(fullAtUs, nowUs, rate);
          expect(result.taken.ok).toBe(true);
          fullAtUs = result.fullAtUs;
        }
        const { retryAfterMs } = takeUnits(fullAtUs, nowUs, rate).taken;
        expect(takeUnits(fullAtUs, nowUs + retryAfterMs * 1000, rate).taken.ok).toBe(true);
        expect(takeUnits(fullAtUs, nowUs + (retryAfterMs - 1) * 1000, rate).taken.ok).toBe(false);
      },
    ),
  );
});

test('a clock that is set back an hour, or a limit that was wider, locks nobody out', () => {
  const rate = { perMs: 1000, burst: 5, cost: 1 };
  const aheadUs = 3_600_000_000_000;
  expect(takeUnits(aheadUs, 0, rate).taken).toEqual({ ok: false, remaining: 0, retryAfterMs: 1000 });
});
