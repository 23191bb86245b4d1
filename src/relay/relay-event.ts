// What the relay tells of its work beside the log, for metrics. Every field is a number or one of a closed set, so that
// nothing a visitor sends can become a label.
import type { Operation } from '../protocol/contract.ts';
import type { ProblemCode } from './problem.ts';

/** One thing that happened inside, and at which of several agents, by its alias. */
export type RelayEvent = { agent?: string } &
  /** A call to the agent leaves. */
  (
    | { event: 'send'; operation: Operation | 'close' }
    /** It is over: `ok`, or the code of what it came to. */
    | { event: 'answer'; operation: Operation | 'close'; outcome: 'ok' | ProblemCode; ms: number }
    /** It is tried again: the agent was not reached, it asked for a moment, or an answer without words was lost. */
    | { event: 'retry'; reason: RetryReason }
    /** Nobody knows whether a message arrived, or what the agent said to it. */
    | { event: 'unknown' }
    /** The agent is left in peace (`open`), asked once (`probing`), or asked as ever (`closed`). */
    | { event: 'breaker'; state: BreakerState }
    /** So many turns are under way. */
    | { event: 'turns'; underWay: number }
    /** A conversation was sealed with this secret. */
    | { event: 'seal'; secretId: string }
    /** A conversation's token was refused. */
    | { event: 'token_refused'; reason: 'invalid' | 'expired' }
    /** So many turns of the day's budget are used, until it begins anew. In epoch milliseconds. */
    | { event: 'budget'; used: number; endsAtMs: number }
  );

export type RetryReason = 'unreached' | 'put_off' | 'lost';
export type BreakerState = 'closed' | 'probing' | 'open';
export type Observe = (event: RelayEvent) => void;

/** Whoever counts, or is warned, must not cost a visitor the answer. */
export function createObserver<T>(observe: ((event: T) => void) | undefined): (event: T) => void {
  return (event) => {
    try {
      observe?.(event);
    } catch {}
  };
}
