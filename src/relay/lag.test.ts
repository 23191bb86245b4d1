import { expect, test } from 'vitest';
import { createRelay } from './relay.ts';
import { createLagWatch } from './lag.ts';
import { polyai } from '../protocol/upstream.ts';
import { account, secrets } from './test-support.ts';

/** A process whose timers fire only when it is let to work. */
function createProcess() {
  let nowMs = 0;
  let timer = { atMs: Infinity, run: () => {} };
  return {
    now: () => nowMs,
    setTimer: (run: () => void, ms: number) => {
      timer = { atMs: nowMs + ms, run };
      return () => (timer = { atMs: Infinity, run: () => {} });
    },
    hasTimer: () => timer.atMs < Infinity,
    /** Kept from its work for so long. */
    stall: (ms: number) => (nowMs += ms),
    work(ms: number) {
      for (const untilMs = nowMs + ms; nowMs < untilMs; nowMs += 10) if (nowMs >= timer.atMs) timer.run();
    },
  };
}

test('G-5 a process that was kept from its work for two seconds is not well, and is again five seconds later', () => {
  const process = createProcess();
  const lag = createLagWatch(process);
  process.work(10_000);
  expect(lag.isWell()).toBe(true);
  process.stall(2000);
  expect(lag.isWell()).toBe(false);
  process.work(4000);
  expect(lag.isWell()).toBe(false);
  process.work(1500);
  expect(lag.isWell()).toBe(true);
});

test('G-5 less than a second late is well, and nothing is left of it when it stops', () => {
  const process = createProcess();
  const lag = createLagWatch(process);
  process.work(1000);
  process.stall(900);
  expect(lag.isWell()).toBe(true);
  lag.stop();
  expect(process.hasTimer()).toBe(false);
});

test('G-5 /healthz of the public port says so too', async () => {
  let isWell = true;
  const relay = createRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [],
    isHealthy: () => isWell,
  });
  const ask = () => relay.fetch(new Request('https://relay.example/healthz'));
  expect((await ask()).status).toBe(200);
  isWell = false;
  const answer = await ask();
  expect([answer.status, await answer.text()]).toEqual([503, 'too busy']);
});
