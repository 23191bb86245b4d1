// A breaker: when most calls fail, nobody is made to wait for the next one, and the agent is left in peace to recover.
import type { BreakerState } from './relay-event.ts';

/** Tells how a call went that was let through. */
export type Pass = (hasFailed: boolean) => void;

export interface Breaker {
  /** Lets a call through, or says how long to stay away, in milliseconds. */
  enter(): Pass | number;
}

export interface BreakerOptions {
  now: () => number;
  /** Told each time that it opens, probes or closes. @default nothing */
  onChange?: (state: BreakerState) => void;
  /** How far back calls count. @default 30000 */
  windowMs?: number;
  /** Fewer calls than this say nothing. @default 20 */
  minCalls?: number;
  /** The share of failures at which it opens. @default 0.5 */
  maxFailures?: number;
  /** How long it stays open at first, and twice as long after each probe that fails. @default 5000 */
  openMs?: number;
  /** @default 60000 */
  maxOpenMs?: number;
}

/** How many parts the window has: the oldest is forgotten at a time. */
const parts = 10;

export function createBreaker(options: BreakerOptions): Breaker {
  const { now, windowMs = 30_000, minCalls = 20, maxFailures = 0.5 } = options;
  const { openMs = 5000, maxOpenMs = 60_000, onChange = () => undefined } = options;
  let counts: { startMs: number; calls: number; failures: number }[] = [];
  /** Closed where undefined. */
  let open: { untilMs: number; forMs: number; isProbing: boolean } | undefined;

  function count(hasFailed: boolean): void {
    const at = now();
    counts = counts.filter(({ startMs }) => startMs > at - windowMs);
    let part = counts.at(-1);
    if (!part || at >= part.startMs + windowMs / parts) {
      part = { startMs: at, calls: 0, failures: 0 };
      counts.push(part);
    }
    part.calls += 1;
    if (hasFailed) part.failures += 1;
  }

  function hasTripped(): boolean {
    const calls = counts.reduce((sum, part) => sum + part.calls, 0);
    const failures = counts.reduce((sum, part) => sum + part.failures, 0);
    return calls >= minCalls && failures >= calls * maxFailures;
  }

  /** How the probe went decides by itself. */
  function leaveProbe(forMs: number, hasFailed: boolean): void {
    const nextMs = Math.min(maxOpenMs, forMs * 2);
    open = hasFailed ? { untilMs: now() + nextMs, forMs: nextMs, isProbing: false } : undefined;
    counts = [];
    onChange(hasFailed ? 'open' : 'closed');
  }

  return {
    enter() {
      if (!open) {
        return (hasFailed) => {
          count(hasFailed);
          if (open || !hasTripped()) return;
          open = { untilMs: now() + openMs, forMs: openMs, isProbing: false };
          onChange('open');
        };
      }
      const { untilMs, forMs, isProbing } = open;
      // One goes ahead to look; nobody knows yet how long that takes.
      if (isProbing || now() < untilMs) return Math.max(1000, untilMs - now());
      open.isProbing = true;
      onChange('probing');
      return (hasFailed) => leaveProbe(forMs, hasFailed);
    },
  };
}
