// One key between two relays that share a store: who may send, and who may no longer.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStore } from './memory-store.ts';
import { createOnce, type Work } from './once.ts';
import { ProblemError } from './problem.ts';
import { platformTimer } from './timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a relay that told its caller to come back does not send the message by itself when the other gives it up', async () => {
  const store = createMemoryStore();
  const times = {
    leaseMs: 75_000,
    ttlMs: 900_000,
    clientWaitMs: 25_000,
    now: Date.now,
    setTimer: platformTimer,
    observe: () => undefined,
  };
  const first = createOnce({ store, takesOver: false, ...times });
  const second = createOnce({ store, takesOver: false, ...times });
  const turn = { name: 'name', fingerprint: 'fingerprint' };
  let giveUp = (_: ProblemError) => {};
  const codeOf = (error: unknown) => (error instanceof ProblemError ? error.code : error);
  const told = [
    first
      .run(turn, { requestId: '1' }, () => new Promise((_, reject) => void (giveUp = reject)))
      .catch(codeOf),
  ];
  await vi.advanceTimersByTimeAsync(0);

  const send = vi.fn<Work>(() => Promise.resolve({ status: 200, body: '{}' }));
  told.push(second.run(turn, { requestId: '2' }, send).catch(codeOf));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await Promise.all(told)).toEqual(['in_progress', 'in_progress']);
  giveUp(new ProblemError('conversation_busy'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(send).not.toHaveBeenCalled();

  await expect(second.run(turn, { requestId: '3' }, send)).resolves.toMatchObject({ status: 200 });
  expect(send).toHaveBeenCalledTimes(1);
});
