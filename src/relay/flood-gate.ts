// The widest limit: whatever an address asks for, errors and preflights too. Kept in this process alone, as asking a store
// about each request would make a flood dearer than answering it.
import { type Rate, takeUnits } from './gcra.ts';
import { type LimitTrace, toWide } from './limits.ts';
import { ProblemError } from './problem.ts';
import { createTwoGenerations } from './two-generations.ts';

export interface FloodGateOptions {
  anyIp: Rate | undefined;
  now: () => number;
}

/**
 * Files have a limit of their own, ten times as wide: one page asks for several, and they cost little.
 *
 * @throws ProblemError `rate_limited`
 */
export type FloodGate = (trace: LimitTrace, kind?: 'file') => void;

const maxAddresses = 50_000;

export function createFloodGate({ anyIp: rate, now }: FloodGateOptions): FloodGate {
  if (!rate) return () => undefined;
  const buckets = createTwoGenerations<number>({ maxEntries: maxAddresses });
  return (trace, kind) => {
    const name = `${kind ?? ''} ${trace.address?.name ?? 'unknown'}`;
    const own = trace.address ? rate : toWide(rate);
    const limit = kind ? toWide(own) : own;
    const { taken, fullAtUs } = takeUnits(buckets.get(name) ?? 0, Math.round(now() * 1000), {
      ...limit,
      cost: 1,
    });
    if (!taken.ok) {
      trace.limit = 'anyIp';
      throw new ProblemError('rate_limited', { retryAfterMs: taken.retryAfterMs });
    }
    buckets.set(name, fullAtUs);
  };
}
