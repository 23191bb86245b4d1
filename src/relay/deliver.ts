// One turn's way to the agent: sent once, and again only where it is certain that nothing was sent before.
import { type CallOptions, type ChatClientOptions, createChatClient } from '../protocol/client.ts';
import { closeConversation } from '../protocol/contract-2026.ts';
import type { Created, Reply } from '../protocol/reply.ts';
import { createBreaker } from './breaker.ts';
import { type ProblemCode, ProblemError } from './problem.ts';
import type { Observe } from './relay-event.ts';
import { sleep } from './timer.ts';
import {
  type CallOutcome,
  callUpstream,
  type UpstreamOperation,
  type UpstreamOptions,
} from './upstream-call.ts';

/** What a delivery tells about itself, for the log. */
export interface DeliveryTrace {
  requestId: string;
  /** How long the agent took, in milliseconds. */
  upstreamMs?: number;
  /** How often it was called. */
  attempts?: number;
  /** A name of the conversation for the log, which tells nothing but which lines belong together. */
  conversation?: string;
  /** Whether another request had begun the run. */
  replayed?: boolean;
  code?: ProblemCode;
  /** How many names of the page's metadata were dropped. */
  droppedKeys?: number;
}

/** All operations reject with a `ProblemError`. Neither follows the browser's own abort: a sent turn is seen through. */
export interface Delivery {
  create(
    request: { userId: string; message: string; metadata: Record<string, unknown> },
    leaseEndsAtMs: number,
    trace: DeliveryTrace,
  ): Promise<Created>;
  respond(
    request: { conversationId: string; message: string },
    leaseEndsAtMs: number,
    trace: DeliveryTrace,
  ): Promise<Reply>;
  /** Ends a conversation; more than once does no harm. */
  close(conversationId: string, leaseEndsAtMs: number, trace: DeliveryTrace): Promise<void>;
}

export interface DeliveryOptions extends UpstreamOptions {
  upstreamTimeoutMs: number;
  onUnknown: 'fail' | 'resend';
  now: () => number;
  random: () => number;
  observe: Observe;
}

const maxReplyBytes = 65_536;
const maxRetries = 2;
/** No try begins later than this, so that three connections that are never made are told within nine seconds. */
const retryWindowMs = 6000;
const jitterMs = { min: 100, max: 800 };

export function createDelivery(options: DeliveryOptions): Delivery {
  const { upstreamTimeoutMs, onUnknown, now, random, setTimer, observe } = options;
  const breaker = createBreaker({ now, onChange: (state) => observe({ event: 'breaker', state }) });

  /** One try, unless too many have failed lately. */
  async function attempt<T>(
    { operation, call }: Errand<T>,
    timeoutMs: number,
    trace: DeliveryTrace,
  ): Promise<CallOutcome<T>> {
    const pass = breaker.enter();
    if (typeof pass === 'number') throw new ProblemError('upstream_unavailable', { retryAfterMs: pass });
    const startedAtMs = now();
    const onSend = () => {
      trace.attempts = (trace.attempts ?? 0) + 1;
      observe({ event: 'send', operation });
    };
    const facts = { operation, requestId: trace.requestId, timeoutMs, onSend };
    const outcome = await callUpstream(options, facts, call);
    pass(outcome.failed?.isOutage ?? false);
    const code = outcome.failed?.problem.code ?? 'ok';
    observe({ event: 'answer', operation, outcome: code, ms: now() - startedAtMs });
    return outcome;
  }

  async function send<T>(errand: Errand<T>, leaseEndsAtMs: number, trace: DeliveryTrace): Promise<T> {
    const startedAtMs = now();
    const deadlineMs = Math.min(startedAtMs + upstreamTimeoutMs, leaseEndsAtMs);
    // A process that was stopped meanwhile has lost its record and its place in the conversation, or soon will.
    if (deadlineMs - startedAtMs < upstreamTimeoutMs / 2)
      throw new ProblemError('upstream_unavailable', { retryAfterMs: 1000 });
    let { mayRepeat } = errand;
    for (let retries = 0; ; retries += 1) {
      const { answer, failed } = await attempt(errand, deadlineMs - now(), trace);
      if (!failed) return answer;
      const { problem, isLost, retryAfterMs = isLost && mayRepeat ? 0 : undefined } = failed;
      mayRepeat &&= !isLost;
      if (retryAfterMs === undefined || retries === maxRetries) throw problem;
      const waitMs = Math.max(retryAfterMs, jitterMs.min + random() * (jitterMs.max - jitterMs.min));
      const lastTryAtMs = Math.min(startedAtMs + retryWindowMs, deadlineMs);
      if (now() + waitMs > lastTryAtMs) throw problem;
      await sleep(setTimer, waitMs);
      // Again, as the process may also have been stopped while it waited.
      if (now() > lastTryAtMs) throw problem;
      const isPutOff = problem.facts.retryAfterMs !== undefined;
      observe({ event: 'retry', reason: isLost ? 'lost' : isPutOff ? 'put_off' : 'unreached' });
    }
  }

  async function deliver<T>(errand: Errand<T>, leaseEndsAtMs: number, trace: DeliveryTrace): Promise<T> {
    const startedAtMs = now();
    try {
      return await send(errand, leaseEndsAtMs, trace);
    } catch (error) {
      const isUnknown = error instanceof ProblemError && error.code === 'delivery_unknown';
      throw isUnknown && onUnknown === 'resend'
        ? new ProblemError('delivery_unknown', { retryable: true, retryAfterMs: 1000 })
        : error;
    } finally {
      if (trace.attempts) trace.upstreamMs = now() - startedAtMs;
    }
  }

  return {
    async create(request, leaseEndsAtMs, trace) {
      const call: Errand<Created>['call'] = (agent, callOptions) =>
        createChatClient(agent).create(request, callOptions);
      // An empty one whose answer is lost leaves a conversation behind that nobody sees.
      const errand = { operation: 'create', mayRepeat: request.message === '', call } as const;
      const created = await deliver(errand, leaseEndsAtMs, trace);
      checkLength(created.reply);
      return created;
    },
    async respond(request, leaseEndsAtMs, trace) {
      const call: Errand<Reply>['call'] = (agent, callOptions) =>
        createChatClient(agent).respond(request, callOptions);
      const errand = { operation: 'respond', mayRepeat: false, call } as const;
      const reply = await deliver(errand, leaseEndsAtMs, trace);
      checkLength(reply);
      return reply;
    },
    close(conversationId, leaseEndsAtMs, trace) {
      const call: Errand<void>['call'] = (agent, callOptions) =>
        closeConversation(agent, conversationId, callOptions);
      return deliver({ operation: 'close', mayRepeat: true, call }, leaseEndsAtMs, trace);
    },
  };
}

/** A call to be made, and whether it may be made once more where its answer is lost. */
interface Errand<T> {
  operation: UpstreamOperation;
  mayRepeat: boolean;
  call: (agent: ChatClientOptions, callOptions: CallOptions) => Promise<T>;
}

function checkLength({ text }: Reply): void {
  if (new TextEncoder().encode(text).length > maxReplyBytes) throw new ProblemError('upstream_invalid');
}
