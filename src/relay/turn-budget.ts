// How many turns a day may have, which is what it may cost, and how many a conversation. What was never sent is given back.
import type { LimitTrace } from './limits.ts';
import { ProblemError, provesNothingSent } from './problem.ts';
import type { Observe } from './relay-event.ts';
import type { RelayStore } from './store.ts';

export interface TurnBudgetOptions {
  store: RelayStore;
  /** Turns of the agent in one day (UTC); 0 is no limit. */
  dailyTurnBudget: number;
  /** Messages of one conversation. */
  maxTurns: number;
  conversationTtlMs: number;
  /** The name of a day's count. It has to stay the same through every change of secrets. */
  toDayName: (day: number) => string;
  warn: (line: string) => void;
  observe: Observe;
}

export interface TurnBudget {
  /** Runs a turn if there is one left, of the day and of the conversation in `place`; create has none. */
  spend<T>(place: string | undefined, trace: LimitTrace, run: () => Promise<T>): Promise<T>;
}

const dayMs = 86_400_000;
/** The share of a day's budget from which on the operator is told. */
const nearShare = 0.8;

export function createTurnBudget(options: TurnBudgetOptions): TurnBudget {
  const { store, dailyTurnBudget, maxTurns, conversationTtlMs, toDayName, warn, observe } = options;
  let nearDay: number | undefined;
  let spentDay: number | undefined;

  /** What one turn has taken of its counts, to be given back where it was not sent. */
  function open() {
    const taken: [name: string, ttlMs: number][] = [];
    return {
      async add(name: string, ttlMs: number): Promise<number> {
        const sum = await store.count(name, 1, ttlMs).catch(() => {
          throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
        });
        taken.push([name, ttlMs]);
        return sum;
      },
      /** Nobody waits for it: it changes nothing for this visitor, and the store may have gone meanwhile. */
      giveBack() {
        for (const [name, ttlMs] of taken) void store.count(name, -1, ttlMs).catch(() => undefined);
      },
    };
  }

  /** Tells the operator once a day, and each relay for itself, how the budget stands. */
  function tell(used: number, day: number): void {
    if (used >= dailyTurnBudget * nearShare && nearDay !== day) {
      nearDay = day;
      warn(`80 % of the ${dailyTurnBudget} turns that DAILY_TURN_BUDGET allows are used today.`);
    }
    if (used > dailyTurnBudget && spentDay !== day) {
      spentDay = day;
      warn(`The ${dailyTurnBudget} turns that DAILY_TURN_BUDGET allows are used up until 00:00 UTC.`);
    }
  }

  return {
    async spend(place, trace, run) {
      const account = open();
      // By the store's clock, so that the day ends for all relays at once.
      const day = Math.floor(store.now() / dayMs);
      try {
        if (place && (await account.add(`turns:${place}`, conversationTtlMs)) > maxTurns)
          throw new ProblemError('conversation_expired');
        if (dailyTurnBudget > 0) {
          const used = await account.add(toDayName(day), 2 * dayMs);
          tell(used, day);
          const endsAtMs = (day + 1) * dayMs;
          observe({ event: 'budget', used: Math.min(used, dailyTurnBudget), endsAtMs });
          if (used > dailyTurnBudget) {
            trace.limit = 'budget';
            const retryAfterMs = Math.ceil(endsAtMs - store.now());
            throw new ProblemError('budget_exhausted', { retryAfterMs });
          }
        }
        return await run();
      } catch (error) {
        if (!trace.attempts || provesNothingSent(error)) account.giveBack();
        throw error;
      }
    },
  };
}
