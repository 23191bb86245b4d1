import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes, type Failure } from '../protocol/chat-error.ts';
import { planRetry } from './plan-retry.ts';

const first = { tries: 1, ageMs: 0, isRepeatable: true };
const latest = () => 1;

describe('what is sent again without asking (W-2)', () => {
  test('what the relay says was not sent, whoever it is', () => {
    const failure: Failure = { code: 'unreachable', status: 503, detail: 'overloaded', retryable: true };
    expect(planRetry(failure, { ...first, isRepeatable: false }, latest)).toBe(500);
  });

  test('what nobody answered, only where repeating it is safe', () => {
    for (const failure of [{ code: 'unreachable' }, { code: 'unconfirmed', status: 200 }] as Failure[]) {
      expect(planRetry(failure, first, latest)).toBe(500);
      expect(planRetry(failure, { ...first, isRepeatable: false }, latest)).toBeUndefined();
    }
  });

  test('never what the relay has spoken its last word on, nor what took too long already', () => {
    const last: Failure[] = [
      { code: 'unconfirmed', status: 502, detail: 'delivery_unknown' },
      { code: 'unconfirmed', status: 500, detail: 'internal' },
      { code: 'unconfirmed', status: 200, detail: 'malformed' },
      { code: 'timeout' },
      { code: 'rejected', status: 422 },
      { code: 'rate_limited', status: 429, retryAfterMs: 1000 },
    ];
    for (const failure of last) expect(planRetry(failure, first, latest)).toBeUndefined();
  });
});

describe('when', () => {
  const failure: Failure = { code: 'unreachable', retryable: true };

  test('the longest wait doubles from half a second to eight, for six tries', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((tries) => planRetry(failure, { ...first, tries }, latest));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, undefined]);
  });

  test('chance takes any part of it, so that those who failed together do not come back together', () => {
    expect([0, 0.25, 1].map((chance) => planRetry(failure, { ...first, tries: 5 }, () => chance))).toEqual([
      0, 2000, 8000,
    ]);
  });

  test('two minutes after the first try it ends', () => {
    expect(planRetry(failure, { ...first, ageMs: 120_000 }, latest)).toBe(500);
    expect(planRetry(failure, { ...first, ageMs: 120_001 }, latest)).toBeUndefined();
  });

  test('never before the relay wants it, and not at all where that is more than a minute (U-5)', () => {
    const busy = (retryAfterMs: number): Failure => ({ code: 'rate_limited', retryable: true, retryAfterMs });
    expect(planRetry(busy(30_000), first, () => 0)).toBe(30_000);
    expect(planRetry(busy(60_000), first, latest)).toBe(60_500);
    expect(planRetry(busy(60_001), first, latest)).toBeUndefined();
  });

  test('whatever the failure, a wait is bounded and honours Retry-After', () => {
    const anything = fc.record({
      code: fc.constantFrom(...errorCodes),
      retryable: fc.boolean(),
      retryAfterMs: fc.nat(200_000),
    });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 10 }), fc.nat(200_000), (failure, tries, ageMs) => {
        const wait = planRetry(failure, { tries, ageMs, isRepeatable: true }, Math.random);
        if (wait === undefined) return;
        expect(wait).toBeGreaterThanOrEqual(failure.retryAfterMs);
        expect(wait).toBeLessThanOrEqual(failure.retryAfterMs + 8000);
        expect(failure.retryAfterMs).toBeLessThanOrEqual(60_000);
        expect(tries).toBeLessThan(6);
      }),
    );
  });
});
