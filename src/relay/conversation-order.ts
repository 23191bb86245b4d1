// The order within one conversation: one turn at a time, in the order of arrival, and none after its end.
import type { Reply } from '../protocol/reply.ts';
import { ProblemError } from './problem.ts';
import type { RelayStore } from './store.ts';
import { retryUntilDone, type SetTimer } from './timer.ts';

export interface ConversationOrder {
  /**
   * Runs a turn when those before it are over.
   *
   * @throws ProblemError `conversation_busy`, `conversation_ended` or `store_unavailable`; nothing was run then
   */
  take<T extends Reply | { reply: Reply } | { ended: true }>(
    place: string,
    run: () => Promise<T>,
  ): Promise<T>;
  /**
   * Ends a conversation when the turns before are over; one that is over already is left as it is.
   *
   * @throws ProblemError as `take` does, and what `run` throws
   */
  close(place: string, run: () => Promise<void>): Promise<void>;
  /** Notes that a conversation has ended. */
  end(place: string): Promise<void>;
}

export interface ConversationOrderOptions {
  store: RelayStore;
  leaseMs: number;
  lockWaitMs: number;
  maxWaiters: number;
  conversationTtlMs: number;
  setTimer: SetTimer;
}

export function createConversationOrder(options: ConversationOrderOptions): ConversationOrder {
  const { store, leaseMs, lockWaitMs, maxWaiters, conversationTtlMs, setTimer } = options;

  /** The agent also refuses what comes after the end, so that a store that fails just now costs no answer. */
  async function end(place: string): Promise<void> {
    await store.flag(place, conversationTtlMs).catch(() => undefined);
  }

  const order: ConversationOrder = {
    end,
    async close(place, run) {
      try {
        await order.take(place, async () => {
          await run();
          return { ended: true };
        });
      } catch (error) {
        const code = error instanceof ProblemError ? error.code : undefined;
        if (code === 'conversation_expired') await end(place);
        else if (code !== 'conversation_ended') throw error;
      }
    },
    async take(place, run) {
      const owner = crypto.randomUUID();
      const free = () => store.unlock(place, owner);
      const freeLater = () => void retryUntilDone(setTimer, leaseMs, free);
      const taken = await store
        .lock(place, owner, { leaseMs, waitMs: lockWaitMs, maxWaiters })
        .catch(() => undefined);
      if (taken === 'busy' || taken === 'timeout')
        throw new ProblemError('conversation_busy', { retryAfterMs: 1000 });
      try {
        if (!taken) throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
        const hasEnded = await store.flag(place).catch(() => {
          throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
        });
        if (hasEnded) throw new ProblemError('conversation_ended');
        const result = await run();
        if ('ended' in result && result.ended) await end(place);
        return result;
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'conversation_ended') await end(place);
        throw error;
      } finally {
        void free().catch(freeLater);
      }
    },
  };
  return order;
}
