// What a failure means for one message: whether it may have arrived, and under which key it is asked for again.
import type { Failure } from '../protocol/chat-error.ts';
import { longestCountdownMs } from './plan-retry.ts';
import type { VisitorMessage } from './state.ts';

/** Shorter waits are over before anybody has read of them. */
const shortestCountdownMs = 3000;

/** What a failed try says of the message: some failures leave open whether it has arrived, all others prove it has not. */
function judge(message: VisitorMessage, { code, retryable }: Failure): VisitorMessage {
  const isProven = code === 'unreachable' ? retryable : code !== 'timeout' && code !== 'unconfirmed';
  return isProven || message.tries === 0 ? message : { ...message, isOpen: true };
}

/** Whether the visitor sees the time pass until the next try: where the relay wants it, and nothing is under way. */
export function isCountedDown({ code, retryAfterMs = 0 }: Failure): boolean {
  return code === 'rate_limited' || (code === 'unreachable' && retryAfterMs >= shortestCountdownMs);
}

/** A message that is tried again at `retryAt`, in epoch milliseconds. */
export function defer(message: VisitorMessage, failure: Failure, retryAt: number): VisitorMessage {
  const told = { delivery: 'queued', isBusy: failure.code !== 'rate_limited' } as const;
  return { ...judge(message, failure), ...(isCountedDown(failure) && told), retryAt };
}

export function fail(message: VisitorMessage, failure: Failure): VisitorMessage {
  const { retryAt: _, isBusy: __, failures = 0, ...judged } = judge(message, failure);
  const isGone = (failure.retryAfterMs ?? 0) > longestCountdownMs;
  return {
    ...judged,
    delivery: judged.isOpen ? 'unconfirmed' : 'failed',
    failure: isGone ? { ...failure, code: 'unavailable' } : failure,
    failures: failures + (isGone || failure.code === 'unreachable' ? 3 : 1),
  };
}

/**
 * Another delivery of a message that has failed. Only a relay's own word is its last on a key; short of that, one that
 * keeps keys still knows what became of this one, and asking for it cannot send anything twice.
 */
export function retry(message: VisitorMessage, key: string, keepsKeys = false): VisitorMessage {
  const { failure, issuedAt, isOpen, ...rest } = message;
  if (!failure) return message;
  const same = { ...(issuedAt && { issuedAt }), ...(isOpen && { isOpen }) };
  return {
    ...rest,
    delivery: 'queued',
    tries: 0,
    ...(keepsKeys && failure.retryable !== false ? same : { key }),
  };
}
