// One key, one run: whoever comes with the same key joins the call under way or is given the answer that it came to.
import { type DeliveryTrace } from './deliver.ts';
import { ProblemError, toProblem } from './problem.ts';
import type { Observe } from './relay-event.ts';
import type { Finish, RelayStore, StoredAnswer } from './store.ts';
import { retryUntilDone, type SetTimer, sleep, within } from './timer.ts';
import { createTwoGenerations } from './two-generations.ts';

/** A turn with a key, by the names that the store knows it under. */
export interface KeyedTurn {
  name: string;
  fingerprint: string;
  issuedAtMs?: number | undefined;
}

/**
 * Does the turn itself. It has to be over, or sure that it has sent nothing, when the lease ends.
 * Rejects with a `ProblemError`.
 */
export type Work = (leaseEndsAtMs: number) => Promise<StoredAnswer>;

export interface OnceOptions {
  store: RelayStore;
  leaseMs: number;
  ttlMs: number;
  /** After this a caller is told `in_progress`, while the turn goes on. */
  clientWaitMs: number;
  takesOver: boolean;
  now: () => number;
  setTimer: SetTimer;
  observe: Observe;
}

interface Call {
  fingerprint: string;
  result: Promise<StoredAnswer>;
}

export interface Once {
  /** What answers a keyed turn; rejects with a `ProblemError` where nothing is kept. */
  run(turn: KeyedTurn, trace: DeliveryTrace, work: Work): Promise<StoredAnswer>;
  /** Whether this process can answer a key by itself, without asking the store. */
  knows(name: string): boolean;
  /** Resolves when no turn is under way, and the store knows their ends or has had five seconds to learn them. */
  rest(): Promise<void>;
}

/** How long a relay that stops tries to tell the store what it did not take before. */
const lateTellingMs = 5000;

export function createOnce(options: OnceOptions): Once {
  const { store, leaseMs, ttlMs, clientWaitMs, takesOver, now, setTimer, observe } = options;
  const calls = new Map<string, Call>();
  // Answers that the store did not take. This process at least must not send their messages again.
  const copies = createTwoGenerations<Call>({ maxEntries: 2000 });

  /** What the store has still to be told. */
  const late = new Set<Promise<void>>();

  function finishLater(name: string, owner: string, finish: Finish): void {
    const done = retryUntilDone(setTimer, leaseMs, () => store.finish(name, owner, finish));
    late.add(done);
    void done.finally(() => late.delete(done));
  }

  async function perform(
    turn: KeyedTurn,
    owner: string,
    begunAtMs: number,
    trace: DeliveryTrace,
    work: Work,
  ) {
    let answer: StoredAnswer;
    try {
      answer = await work(begunAtMs + leaseMs);
    } catch (error) {
      const { isKept, ...problem } = toProblem(error, trace.requestId);
      if (!isKept) {
        const drop = { state: 'drop' } as const;
        await store.finish(turn.name, owner, drop).catch(() => finishLater(turn.name, owner, drop));
        throw error;
      }
      answer = { status: problem.status, body: problem.body };
    }
    const done = { state: 'done', answer } as const;
    const isStored = await store.finish(turn.name, owner, done).catch(() => {
      finishLater(turn.name, owner, done);
      return false;
    });
    if (!isStored) copies.set(turn.name, { fingerprint: turn.fingerprint, result: Promise.resolve(answer) });
    return answer;
  }

  async function settle(turn: KeyedTurn, trace: DeliveryTrace, work: Work): Promise<StoredAnswer> {
    const owner = crypto.randomUUID();
    const untilMs = now() + clientWaitMs;
    for (let waitMs = 25; ; waitMs = Math.min(250, waitMs * 2)) {
      const begunAtMs = now();
      const begun = await store
        .begin(turn.name, turn.fingerprint, { owner, leaseMs, ttlMs, issuedAtMs: turn.issuedAtMs, takesOver })
        .catch(() => {
          // The store may have begun the record all the same, and only its answer be lost.
          finishLater(turn.name, owner, { state: 'drop' });
          throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
        });
      trace.replayed = begun.state !== 'new';
      if (begun.state === 'new') return perform(turn, owner, begunAtMs, trace, work);
      if (begun.state === 'done') return begun.answer;
      if (begun.state === 'unknown') {
        observe({ event: 'unknown' });
        throw new ProblemError('delivery_unknown');
      }
      if (begun.state === 'early') throw new ProblemError('issued_in_future');
      if (begun.state === 'mismatch') throw new ProblemError('idempotency_key_reused');
      if (begun.state === 'overloaded') throw new ProblemError('overloaded', { retryAfterMs: 1000 });
      // Where the other gives up later, nobody here waits for this message any more: it must not be sent behind its
      // sender's back.
      if (now() >= untilMs) throw new ProblemError('in_progress', { retryAfterMs: 1000 });
      await sleep(setTimer, waitMs);
    }
  }

  function start(turn: KeyedTurn, trace: DeliveryTrace, work: Work): Call {
    const result = settle(turn, trace, work).finally(() => calls.delete(turn.name));
    // Everyone who waited for it may have gone by then.
    result.catch(() => undefined);
    const call = { fingerprint: turn.fingerprint, result };
    calls.set(turn.name, call);
    return call;
  }

  return {
    async run(turn, trace, work) {
      const known = calls.get(turn.name) ?? copies.get(turn.name);
      if (known) trace.replayed = true;
      if (known && known.fingerprint !== turn.fingerprint) throw new ProblemError('idempotency_key_reused');
      const { result } = known ?? start(turn, trace, work);
      const answer = await within(setTimer, clientWaitMs, result, undefined);
      if (!answer) throw new ProblemError('in_progress', { retryAfterMs: 1000 });
      return answer;
    },
    knows: (name) => calls.has(name) || copies.get(name) !== undefined,
    async rest() {
      while (calls.size > 0) await Promise.allSettled([...calls.values()].map(({ result }) => result));
      // Left untold, a message that was never sent would stay on its way until its lease is over, and end as unknown.
      await within(setTimer, lateTellingMs, Promise.all(late), undefined);
    },
  };
}
