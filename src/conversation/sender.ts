// What is to be sent goes out here: one request at a time, also among tabs, and again where that cannot do harm.
import { type Failure, toFailure } from '../protocol/chat-error.ts';
import type { CallOptions } from '../protocol/client.ts';
import type { ConversationOptions } from './create-conversation.ts';
import { newUuid } from './new-uuid.ts';
import { isCountedDown } from './outcome.ts';
import { planRetry } from './plan-retry.ts';
import { type ConversationState, isPending, type VisitorMessage } from './state.ts';
import type { ConversationEvent } from './step.ts';

export interface Sender {
  /** Looks whether something is to be sent, and sees to it. */
  wake(): void;
  /** Lets go of what is under way; what is still to come is for the next run. */
  abandon(): void;
}

/** The one create that is being tried, under one key. */
interface Opening {
  userId: string;
  key: string;
  metadata: Record<string, unknown>;
  since: number;
  tries: number;
  retryAt: number;
}

const longestWaitMs = 80_000;
const pauseMs = 1000;

export function createSender(
  options: ConversationOptions,
  read: () => ConversationState,
  dispatch: (event: ConversationEvent) => void,
): Sender {
  const { client, tabs, keys = true, now = Date.now, newId = newUuid } = options;
  const { random = Math.random } = options;
  const isOnline = () => options.online?.peek() !== false;
  const isVisible = () => options.visible?.peek() !== false;
  let abort = new AbortController();
  let opening: Opening | undefined;
  let isInLine = false;
  /** There was no network when it was last looked for. */
  let isBack = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let aheadMs: number | undefined;
  let keepsKeys = false;

  function toCall(signal: AbortSignal, key: string, issuedAt?: number): CallOptions {
    const issued = issuedAt && { 'Idempotency-Issued': String(Math.round(issuedAt)) };
    return {
      signal,
      ...(keys && { headers: { 'Idempotency-Key': `"${key}"`, ...issued } }),
      onAnswer(header) {
        const time = Number(header('x-server-time'));
        if (time) aheadMs = time - now();
        keepsKeys ||= keys && header('idempotency-replayed') !== null;
      },
    };
  }

  function planNext(failure: Failure, tries: number, ageMs: number, isRepeatable: boolean) {
    const waitMs = planRetry(failure, { tries, ageMs, isRepeatable }, random);
    return waitMs === undefined ? undefined : now() + waitMs;
  }

  /** When the next request is due, in epoch milliseconds, 0 for at once; undefined where there is none. */
  function findDue(): number | undefined {
    const { stage, messages } = read();
    if (stage === 'opening') return opening?.retryAt ?? 0;
    const next = stage === 'ready' ? messages.find(isPending) : undefined;
    return next && (next.retryAt ?? 0);
  }

  /** A wait that is longer than any is left from a clock that has been set back. */
  const isEarly = (due: number) => due > now() && due < now() + longestWaitMs;

  function wake(): void {
    clearTimeout(timer);
    const due = findDue();
    if (due === undefined || isInLine) return;
    if (!isOnline()) {
      isBack = true;
      if (read().stage === 'opening')
        dispatch({ type: 'startFailed', run: read().run, failure: { code: 'offline' } });
      return;
    }
    // What lost its network together does not come back together.
    if (isBack) timer = setTimeout(comeBack, random() * pauseMs);
    // Nobody is waiting for a second attempt in a tab that nobody sees.
    else if (isEarly(due)) timer = setTimeout(wake, due - now());
    else if (due === 0 || isVisible()) void takeTurn(abort.signal);
  }

  function comeBack(): void {
    isBack = false;
    wake();
  }

  async function takeTurn(signal: AbortSignal): Promise<void> {
    isInLine = true;
    const work = async () => {
      // While this tab stood in line, another may have sent it.
      if (tabs) await tabs.sync();
      const due = findDue();
      if (signal.aborted || due === undefined || isEarly(due)) return;
      const { stage, conversationId, messages } = read();
      const next = messages.find(isPending);
      if (stage === 'opening') await create();
      else if (next && conversationId) await deliver(next, conversationId);
    };
    let hasFailed = false;
    // Standing in line ends with an AbortError where this run is over; anything else was thrown by who listens.
    await (tabs ? tabs.exclusively(work, signal) : work()).catch(() => (hasFailed = true));
    if (signal !== abort.signal) return;
    isInLine = false;
    if (hasFailed) timer = setTimeout(wake, pauseMs);
    else wake();
  }

  async function create(): Promise<void> {
    const { run } = read();
    const { signal } = abort;
    try {
      const metadata = typeof options.metadata === 'function' ? options.metadata() : options.metadata;
      opening ??= {
        userId: newId(),
        key: newId(),
        metadata: metadata ?? {},
        since: now(),
        tries: 0,
        retryAt: 0,
      };
      opening.tries++;
      const { conversationId, reply } = await client.create(opening, toCall(signal, opening.key));
      opening = undefined;
      dispatch({
        type: 'created',
        run,
        conversationId,
        keepsKeys,
        aheadMs,
        reply,
        greets: options.greeting !== false,
      });
    } catch (error) {
      if (signal.aborted) return;
      const failure = toFailure(error);
      const { tries, since } = opening ?? { tries: 1, since: 0 };
      // Nothing of the visitor's is in it, so that one too many does no harm.
      const retryAt = isOnline() ? planNext(failure, tries, now() - since, true) : undefined;
      if (!opening || retryAt === undefined) return fail(failure);
      opening.retryAt = retryAt;
      const next = read().messages.find(isPending);
      if (next && isCountedDown(failure)) dispatch({ type: 'deferred', run, id: next.id, failure, retryAt });
    }
    return undefined;

    function fail(failure: Failure): void {
      opening = undefined;
      dispatch({ type: 'startFailed', run, failure: toStartFailure(failure) });
    }
  }

  /** Nothing of the visitor's was sent, so all that counts is whether trying again may help. */
  function toStartFailure(failure: Failure): Failure {
    if (failure.code !== 'unreachable') return { ...failure, code: 'unavailable' };
    return isOnline() ? failure : { ...failure, code: 'offline' };
  }

  async function deliver(message: VisitorMessage, conversationId: string): Promise<void> {
    const { run, ...state } = read();
    const { signal } = abort;
    const { id, key, text, delivery, retryAt } = message;
    const isRepeatable = keepsKeys || (keys && state.keepsKeys === true);
    // The page that was sending it is gone, and what became of it with it.
    if (delivery === 'sending' && retryAt === undefined && !isRepeatable)
      return dispatch({ type: 'undelivered', run, id, failure: { code: 'unconfirmed' } });
    const relayNow = () => now() + (aheadMs ?? state.aheadMs ?? NaN);
    // A clock that was set since it was compared with the relay's may have given a time that is yet to come.
    const issuedAt = Math.min(message.issuedAt ?? Infinity, relayNow()) || message.issuedAt;
    dispatch({ type: 'dispatched', id, issuedAt });
    try {
      const reply = await client.respond({ conversationId, message: text }, toCall(signal, key, issuedAt));
      dispatch({ type: 'answered', run, id, reply });
    } catch (error) {
      if (signal.aborted) return undefined;
      const failure = toFailure(error);
      const ageMs = relayNow() - (issuedAt ?? NaN) || 0;
      const next = planNext(failure, message.tries + 1, ageMs, isRepeatable || keepsKeys);
      dispatch(
        next === undefined
          ? { type: 'undelivered', run, id, failure }
          : { type: 'deferred', run, id, failure, retryAt: next },
      );
    }
    return undefined;
  }

  return {
    wake,
    abandon() {
      clearTimeout(timer);
      abort.abort();
      abort = new AbortController();
      opening = undefined;
      isInLine = false;
    },
  };
}
