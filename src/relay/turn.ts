// One turn, from the browser's body to the agent and back: checks, the sealed id, the key, the conversation's own order,
// delivery, and the answer of the contract.
import type { Operation } from '../protocol/contract.ts';
import { toCreateAnswer, toRespondAnswer } from '../protocol/write-answer.ts';
import type { ResolvedAgent } from './agent-options.ts';
import { createConversationOrder } from './conversation-order.ts';
import { createDelivery, type DeliveryTrace } from './deliver.ts';
import { createFinishDraft } from './draft.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { createLimits, type LimitTrace } from './limits.ts';
import { tellMishap } from './mishap.ts';
import { createOnce, type Work } from './once.ts';
import { ProblemError, problemType, readProblemCode } from './problem.ts';
import { readBody } from './read-body.ts';
import { readCloseRequest, readCreateRequest, readRespondRequest } from './read-request.ts';
import type { ResolvedOptions } from './relay-options.ts';
import { createSeal, type Opened } from './seal.ts';
import { findOldest } from './secrets.ts';
import type { StoredAnswer } from './store.ts';
import { createStoreNames } from './store-names.ts';

/** Answers a request to one of the operations, or rejects with a `ProblemError`. */
export type Turn = (request: Request, trace: LimitTrace) => Promise<Response>;

export interface Turns extends Record<Operation | 'close', Turn> {
  /** Begins no more turns, and resolves when those under way are over and their answers kept. */
  drain(): Promise<void>;
}

/** The cheap checks come first, so that whatever is refused has cost the agent nothing. */
export function createTurns(options: ResolvedOptions & ResolvedAgent): Turns {
  const { agent, secrets, conversationTtlMs, maxBodyBytes, leaseMs, now, observe } = options;
  const seal = createSeal({ secrets, agent, ttlMs: conversationTtlMs, now, observe });
  const names = createStoreNames(secrets);
  const logNames = createStoreNames(secrets, 'log');
  const delivery = createDelivery(options);
  const order = createConversationOrder(options);
  const finishDraft = createFinishDraft(options);
  // A conversation's names are made with the secret that sealed it, and so hold as long as the conversation does, through
  // every change of secrets. A create has no such mark: it goes by the oldest secret, which stays while new ones are
  // brought in. Only a create whose answer is lost just when the oldest is dropped can be run a second time.
  const oldestSecret = findOldest(secrets);
  const newestSecret = secrets[0]?.id ?? '';
  const limits = createLimits({
    ...options,
    toName: (...parts) => names.name(oldestSecret, ...parts),
    toDayName: (day) => names.fingerprint(['day', agent, day]),
  });
  const once = createOnce({
    ...options,
    ttlMs: options.idempotencyTtlMs,
    takesOver: options.onUnknown === 'resend',
  });
  let inFlight = 0;
  let isDraining = false;
  const waiting: (() => void)[] = [];

  /** Not every request: those that join a turn, or are given the answer to an earlier one, cost nothing. */
  const guard =
    (work: Work, { requestId }: LimitTrace): Work =>
    async (leaseEndsAtMs) => {
      if (isDraining) throw new ProblemError('draining', { retryAfterMs: 1000 });
      if (inFlight >= options.maxInFlight) throw new ProblemError('overloaded', { retryAfterMs: 1000 });
      options.observe({ event: 'turns', underWay: (inFlight += 1) });
      try {
        return await work(leaseEndsAtMs);
      } catch (error) {
        // Here, where a run ends: whoever began it may have been told before that it is under way.
        if (isUnknown(error)) options.observe({ event: 'unknown' });
        if (error instanceof ProblemError) throw error;
        tellMishap(options.warn, error, requestId);
        throw new ProblemError('internal');
      } finally {
        options.observe({ event: 'turns', underWay: (inFlight -= 1) });
        if (inFlight === 0) for (const onOver of waiting) onOver();
      }
    };

  async function run(
    { headers }: Request,
    [secretId, operation, subject]: [secretId: string, operation: Operation, subject: string],
    body: object,
    trace: LimitTrace,
    work: Work,
  ): Promise<Response> {
    const keyed = readIdempotencyKey(headers, options.requireIdempotencyKey);
    if (!keyed && trace.isStoreAway) throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
    if (!keyed) return toResponse(await guard(work, trace)(now() + leaseMs), trace);
    const name = names.name(secretId, agent, operation, subject, keyed.key);
    // It would only be waited for once more.
    if (trace.isStoreAway && !once.knows(name))
      throw new ProblemError('store_unavailable', { retryAfterMs: 1000 });
    const turn = { name, fingerprint: names.fingerprint(body), issuedAtMs: keyed.issuedAtMs };
    return toResponse(await once.run(turn, trace, guard(work, trace)), trace);
  }

  /** Enough to tell conversations apart, and too little to be anything else. */
  const nameInLog = (secretId: string, conversationId: string) =>
    logNames.name(secretId, agent, conversationId).slice(0, 12);

  /** Whoever tries one made-up token after the other is told to slow down. */
  async function open(token: string, trace: LimitTrace): Promise<Opened> {
    try {
      const opened = await seal.open(token);
      trace.conversation = nameInLog(opened.secretId, opened.conversationId);
      return opened;
    } catch (error) {
      const isMadeUp = error instanceof ProblemError && error.code === 'conversation_invalid';
      throw isMadeUp ? await limits.refuseToken(trace) : error;
    }
  }

  return {
    async drain() {
      isDraining = true;
      await once.rest();
      // Those without a key, and closes, are known to nobody else.
      if (inFlight > 0) await new Promise<void>((resolve) => void waiting.push(resolve));
    },
    async create(request, trace) {
      await limits.admit('create', trace);
      const body = readCreateRequest(await readBody(request, maxBodyBytes), options);
      const { user_id: userId } = body;
      const work = limits.meter(undefined, trace, async (leaseEndsAtMs) => {
        const { message, metadata } = body;
        // Once for each key: a proof that a visitor gives may be good for one time.
        const draft = await finishDraft(request, { userId, message, metadata }, trace);
        const place = names.name(oldestSecret, agent, 'user', userId);
        const { conversationId, reply } = await order.take(place, () =>
          delivery.create(draft, leaseEndsAtMs, trace),
        );
        trace.conversation = nameInLog(newestSecret, conversationId);
        if (reply.ended) await order.end(names.name(newestSecret, agent, 'conversation', conversationId));
        return toStored(toCreateAnswer({ conversationId: await seal.close(conversationId), reply }));
      });
      return run(request, [oldestSecret, 'create', userId], body, trace, work);
    },
    async respond(request, trace) {
      await limits.admit('respond', trace);
      const body = readRespondRequest(await readBody(request, maxBodyBytes), options);
      const { conversation_id: token, message } = body;
      const { conversationId, secretId } = await open(token, trace);
      const place = names.name(secretId, agent, 'conversation', conversationId);
      const work = limits.meter(place, trace, async (leaseEndsAtMs) => {
        const reply = await order.take(place, () =>
          delivery.respond({ conversationId, message }, leaseEndsAtMs, trace),
        );
        // Today's API repeats the id; the browser knows the conversation by its token alone.
        const repeated = reply.conversationId !== undefined && { conversation_id: token };
        return toStored({ ...toRespondAnswer(reply), ...repeated });
      });
      return run(request, [secretId, 'respond', conversationId], body, trace, work);
    },
    async close(request, trace) {
      await limits.admit('respond', trace);
      const { conversation_id: token } = readCloseRequest(await readBody(request, maxBodyBytes));
      const { conversationId, secretId } = await open(token, trace);
      const place = names.name(secretId, agent, 'conversation', conversationId);
      const work = guard(async (leaseEndsAtMs) => {
        await order.close(place, () => delivery.close(conversationId, leaseEndsAtMs, trace));
        return toStored({ success: true });
      }, trace);
      return toResponse(await work(now() + leaseMs), trace);
    },
  };
}

function isUnknown(error: unknown): boolean {
  return error instanceof ProblemError && ['delivery_unknown', 'upstream_invalid'].includes(error.code);
}

function toStored(body: object): StoredAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function toResponse({ status, body }: StoredAnswer, trace: DeliveryTrace): Response {
  const code = status < 300 ? undefined : readProblemCode(body);
  if (code) trace.code = code;
  return new Response(body, {
    status,
    headers: { 'Content-Type': status < 300 ? 'application/json' : problemType },
  });
}
