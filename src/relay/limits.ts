// Who may do how much: by address before anything is read, by conversation and agent before anything is sent.
import type { Operation } from '../protocol/contract.ts';
import type { DeliveryTrace } from './deliver.ts';
import type { Rate, Taken } from './gcra.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Work } from './once.ts';
import { ProblemError, provesNothingSent } from './problem.ts';
import type { RateName, Rates } from './rates.ts';
import type { Address } from './read-address.ts';
import type { RelayStore } from './store.ts';
import { createTurnBudget, type TurnBudgetOptions } from './turn-budget.ts';

/** What limits know of a request, and tell about it. */
export interface LimitTrace extends DeliveryTrace {
  /** Undefined where it cannot be known. */
  address?: Address | undefined;
  /** The limit that refused it. */
  limit?: RateName | 'budget';
  /** How much the address may still do, for the headers. */
  room?: { rate: Rate; remaining: number };
  /** The store did not answer when the request was counted: it will not keep a turn either. */
  isStoreAway?: boolean;
}

export interface Limits {
  /**
   * Counts a request of an address; in this process alone where the store does not answer.
   *
   * @throws ProblemError `rate_limited`
   */
  admit(operation: Operation, trace: LimitTrace): Promise<void>;
  /** What a token that is none of ours is answered with: `conversation_invalid`, or `rate_limited` when there are too many. */
  refuseToken(trace: LimitTrace): Promise<ProblemError>;
  /** Lets a turn run where conversation and agent have room for it. What joins a turn or replays one costs nothing. */
  meter(place: string | undefined, trace: LimitTrace, work: Work): Work;
}

export interface LimitsOptions extends TurnBudgetOptions {
  rates: Rates;
  /** Tells the agents of a relay apart. */
  agent: string;
  now: () => number;
  /** Makes a name that does not show what it is made of. */
  toName: (...parts: string[]) => string;
}

/** Those whose address is not known are many, and so are the networks of a /48. */
export function toWide({ perMs, burst }: Rate): Rate {
  return { perMs: perMs / 10, burst: burst * 10 };
}

export function createLimits(options: LimitsOptions): Limits {
  const { store, rates, agent, toName } = options;
  const budget = createTurnBudget(options);
  // Were nobody counted while the store is away, that would be the moment to try.
  const standby = createMemoryStore({ now: options.now });

  /** Takes of every one of these buckets, or of none: what is refused must not make the next wait longer than was told. */
  async function takeAll(from: RelayStore, limit: RateName, buckets: Bucket[]): Promise<Taken[]> {
    const ask = ({ rate, who }: Bucket, cost: number) =>
      from.take(toName('limit', limit, ...who), { ...rate, cost });
    const taken = await Promise.all(buckets.map((bucket) => ask(bucket, 1)));
    if (!taken.every(({ ok }) => ok)) {
      for (const [index, bucket] of buckets.entries())
        if (taken[index]?.ok) void ask(bucket, -1).catch(() => undefined);
    }
    return taken;
  }

  /** Every bucket that a request counts in, by its address. */
  function listBuckets(limit: RateName, address: Address | undefined, scope: string[]): Bucket[] {
    const rate = rates[limit];
    if (!rate) return [];
    if (!address) return [{ rate: toWide(rate), who: [...scope, 'unknown'] }];
    const { name, site } = address;
    const own = { rate, who: [...scope, name] };
    return site && limit === 'createIp' ? [own, { rate: toWide(rate), who: [...scope, site] }] : [own];
  }

  async function countAddress(limit: RateName, trace: LimitTrace, ...scope: string[]): Promise<Taken[]> {
    const buckets = listBuckets(limit, trace.address, scope);
    const taken = await takeAll(store, limit, buckets).catch(() => {
      trace.isStoreAway = true;
      return takeAll(standby, limit, buckets);
    });
    refuse(limit, trace, taken);
    return taken;
  }

  /** @returns what gives it back; nobody waits for that */
  async function take(limit: 'conversation' | 'agent', trace: LimitTrace, who: string): Promise<() => void> {
    const rate = rates[limit];
    if (!rate) return () => undefined;
    const ask = (cost: number) => store.take(toName('limit', limit, who), { ...rate, cost });
    const taken = await ask(1).catch(() => {
      throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
    });
    refuse(limit, trace, [taken]);
    return () => void ask(-1).catch(() => undefined);
  }

  return {
    async admit(operation, trace) {
      const limit = operation === 'create' ? 'createIp' : 'respondIp';
      const [own] = await countAddress(limit, trace, agent);
      const rate = rates[limit];
      if (own && rate) trace.room = { rate, remaining: own.remaining };
    },
    async refuseToken(trace) {
      try {
        await countAddress('badTokenIp', trace);
        return new ProblemError('conversation_invalid');
      } catch (error) {
        return error as ProblemError;
      }
    },
    meter: (place, trace, work) => async (leaseEndsAtMs) => {
      let giveBackOwn = () => {};
      let giveBackShared = () => {};
      try {
        if (place) giveBackOwn = await take('conversation', trace, place);
        // After the conversation's own: a single one must not use up what is everyone's.
        giveBackShared = await take('agent', trace, agent);
        return await budget.spend(place, trace, () => work(leaseEndsAtMs));
      } catch (error) {
        // Else those who are refused, for want of a token say or after the end, would use up what is everyone's.
        if (!trace.attempts) giveBackShared();
        if (!trace.attempts && provesNothingSent(error)) giveBackOwn();
        throw error;
      }
    },
  };
}

interface Bucket {
  rate: Rate;
  who: string[];
}

/** The longest wait is the honest one: before that, one of the buckets would refuse again. */
function refuse(limit: RateName, trace: LimitTrace, taken: Taken[]): void {
  const retryAfterMs = Math.max(...taken.map(({ ok, retryAfterMs }) => (ok ? 0 : retryAfterMs)));
  if (taken.every(({ ok }) => ok)) return;
  trace.limit = limit;
  throw new ProblemError('rate_limited', { retryAfterMs });
}
