// Whether and when a request is sent again without asking the visitor.
import type { Failure } from '../protocol/chat-error.ts';

export interface Attempt {
  /** How often it has been sent. */
  tries: number;
  /** Since when it has been tried, in milliseconds. */
  ageMs: number;
  /** Repeating it cannot have an effect twice: the relay keeps keys, or there is no effect. */
  isRepeatable: boolean;
}

const maxTries = 6;
const maxAgeMs = 120_000;
/** Nobody waits longer for a countdown. */
export const longestCountdownMs = 60_000;
const firstWaitMs = 500;
const longestWaitMs = 8000;

/** How long to wait before the next attempt, in milliseconds; undefined where that is for the visitor to say. */
export function planRetry(
  { code, detail, retryable, retryAfterMs = 0 }: Failure,
  { tries, ageMs, isRepeatable }: Attempt,
  random: () => number,
): number | undefined {
  // No answer at all, or one that is not the relay's own.
  const isOpen = detail === undefined && (code === 'unreachable' || code === 'unconfirmed');
  if (!retryable && !(isRepeatable && isOpen)) return undefined;
  if (tries >= maxTries || retryAfterMs > longestCountdownMs || ageMs + retryAfterMs > maxAgeMs)
    return undefined;
  // Full jitter: whoever failed together does not come back together.
  return retryAfterMs + random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1));
}
