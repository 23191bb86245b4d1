// One turn, from the browser's body to the agent and back: checks, the sealed id, the key, the conversation's own order,
// delivery, and the answer of the contract.
import type { Operation } from '../protocol/contract.ts';
import { toCreateAnswer, toRespondAnswer } from '../protocol/write-answer.ts';
import { createConversationOrder } from './conversation-order.ts';
import { createDelivery, type DeliveryTrace } from './deliver.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { createOnce, type Work } from './once.ts';
import { ProblemError, problemType, readProblemCode } from './problem.ts';
import { readBody } from './read-body.ts';
import { readCreateRequest, readRespondRequest } from './read-request.ts';
import type { ResolvedOptions } from './relay-options.ts';
import { createSeal } from './seal.ts';
import { findOldest } from './secrets.ts';
import type { StoredAnswer } from './store.ts';
import { createStoreNames } from './store-names.ts';

/** Answers a request to one of the two operations, or rejects with a `ProblemError`. */
export type Turn = (request: Request, trace: DeliveryTrace) => Promise<Response>;

export interface Turns extends Record<Operation, Turn> {
  /** Begins no more turns, and resolves when those under way are over and their answers kept. */
  close(): Promise<void>;
}

/** The cheap checks come first, so that whatever is refused has cost the agent nothing. */
export function createTurns(options: ResolvedOptions): Turns {
  const { upstream, secrets, conversationTtlMs, maxBodyBytes, leaseMs, now } = options;
  const { base: agent } = upstream;
  const seal = createSeal({ secrets, agent, ttlMs: conversationTtlMs, now, observe: options.observe });
  const names = createStoreNames(secrets);
  const logNames = createStoreNames(secrets, 'log');
  const delivery = createDelivery(options);
  const order = createConversationOrder(options);
  const once = createOnce({
    ...options,
    ttlMs: options.idempotencyTtlMs,
    takesOver: options.onUnknown === 'resend',
  });
  // A conversation's names are made with the secret that sealed it, and so hold as long as the conversation does, through
  // every change of secrets. A create has no such mark: it goes by the oldest secret, which stays while new ones are
  // brought in. Only a create whose answer is lost just when the oldest is dropped can be run a second time.
  const oldestSecret = findOldest(secrets);
  const newestSecret = secrets[0]?.id ?? '';

  let inFlight = 0;
  let isDraining = false;

  /** Not every request: those that join a turn, or are given the answer to an earlier one, cost nothing. */
  const guard =
    (work: Work): Work =>
    async (leaseEndsAtMs) => {
      if (isDraining) throw new ProblemError('draining', { retryAfterMs: 1000 });
      if (inFlight >= options.maxInFlight) throw new ProblemError('overloaded', { retryAfterMs: 1000 });
      options.observe({ event: 'turns', underWay: (inFlight += 1) });
      try {
        return await work(leaseEndsAtMs);
      } finally {
        options.observe({ event: 'turns', underWay: (inFlight -= 1) });
      }
    };

  async function run(
    { headers }: Request,
    [secretId, operation, subject]: [secretId: string, operation: Operation, subject: string],
    body: object,
    trace: DeliveryTrace,
    work: Work,
  ): Promise<Response> {
    const keyed = readIdempotencyKey(headers, options.requireIdempotencyKey);
    if (!keyed) return toResponse(await guard(work)(now() + leaseMs), trace);
    const [name, fingerprint] = await Promise.all([
      names.name(secretId, agent, operation, subject, keyed.key),
      names.fingerprint(body),
    ]);
    const turn = { name, fingerprint, issuedAtMs: keyed.issuedAtMs };
    return toResponse(await once.run(turn, trace, guard(work)), trace);
  }

  /** Enough to tell conversations apart, and too little to be anything else. */
  async function nameInLog(secretId: string, conversationId: string): Promise<string> {
    return (await logNames.name(secretId, agent, conversationId)).slice(0, 12);
  }

  return {
    async close() {
      isDraining = true;
      await once.rest();
    },
    async create(request, trace) {
      const body = readCreateRequest(await readBody(request, maxBodyBytes), options);
      const { user_id: userId, message, metadata } = body;
      return run(request, [oldestSecret, 'create', userId], body, trace, async (leaseEndsAtMs) => {
        const place = await names.name(oldestSecret, agent, 'user', userId);
        const { conversationId, reply } = await order.take(place, () =>
          delivery.create({ userId, message, metadata }, leaseEndsAtMs, trace),
        );
        trace.conversation = await nameInLog(newestSecret, conversationId);
        if (reply.ended)
          await order.end(await names.name(newestSecret, agent, 'conversation', conversationId));
        return toStored(toCreateAnswer({ conversationId: await seal.close(conversationId), reply }));
      });
    },
    async respond(request, trace) {
      const body = readRespondRequest(await readBody(request, maxBodyBytes), options);
      const { conversation_id: token, message } = body;
      const { conversationId, secretId } = await seal.open(token);
      trace.conversation = await nameInLog(secretId, conversationId);
      return run(request, [secretId, 'respond', conversationId], body, trace, async (leaseEndsAtMs) => {
        const place = await names.name(secretId, agent, 'conversation', conversationId);
        const reply = await order.take(place, () =>
          delivery.respond({ conversationId, message }, leaseEndsAtMs, trace),
        );
        // Today's API repeats the id; the browser knows the conversation by its token alone.
        const repeated = reply.conversationId !== undefined && { conversation_id: token };
        return toStored({ ...toRespondAnswer(reply), ...repeated });
      });
    },
  };
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
