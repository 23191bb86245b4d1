import { expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';

function setUp() {
  let nowMs = 0;
  const breaker = createBreaker({ now: () => nowMs });
  return {
    breaker,
    pass: (ms: number) => void (nowMs += ms),
    /** Makes calls that fail or not, as long as they are let through; tells how many were. */
    call(count: number, hasFailed: boolean): number {
      let passed = 0;
      for (let index = 0; index < count; index += 1) {
        const pass = breaker.enter();
        if (typeof pass === 'number') continue;
        passed += 1;
        pass(hasFailed);
      }
      return passed;
    },
  };
}

test('U-2 opens when half of at least twenty calls have failed within half a minute', () => {
  const { breaker, call, pass } = setUp();
  expect(call(10, false)).toBe(10);
  expect(call(9, true)).toBe(9);
  expect(typeof breaker.enter()).toBe('function');
  expect(call(1, true)).toBe(1);
  expect(breaker.enter()).toBe(5000);
  expect(call(5, true)).toBe(0);
  pass(4000);
  expect(breaker.enter()).toBe(1000);
});

test('U-2 stays closed for fewer calls, for fewer failures, and for failures of long ago', () => {
  const few = setUp();
  expect(few.call(19, true)).toBe(19);
  expect(typeof few.breaker.enter()).toBe('function');
  const mixed = setUp();
  mixed.call(60, false);
  mixed.call(50, true);
  expect(typeof mixed.breaker.enter()).toBe('function');
  const slow = setUp();
  for (let minute = 0; minute < 5; minute += 1) {
    expect(slow.call(19, true)).toBe(19);
    slow.pass(31_000);
  }
});

test('U-2 lets one probe through, closes when it succeeds, and waits twice as long when it fails', () => {
  const { breaker, call, pass } = setUp();
  call(20, true);
  for (const openMs of [5000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    expect(breaker.enter()).toBe(openMs);
    pass(openMs);
    const probe = breaker.enter();
    expect(typeof probe).toBe('function');
    expect(breaker.enter()).toBe(1000);
    if (typeof probe === 'function') probe(true);
  }
  pass(60_000);
  expect(call(1, false)).toBe(1);
  expect(call(19, true)).toBe(19);
});

test('U-2 a call that began before it opened does not pass for the probe', () => {
  const { breaker, call, pass } = setUp();
  const early = breaker.enter();
  call(20, true);
  pass(5000);
  const probe = breaker.enter();
  if (typeof early === 'function') early(false);
  expect(breaker.enter()).toBe(1000);
  if (typeof probe === 'function') probe(true);
  expect(breaker.enter()).toBe(10_000);
});
