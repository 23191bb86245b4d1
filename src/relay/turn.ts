// One turn, from the browser's body to the agent and back: checks, the sealed id, delivery, and the answer of the contract.
import type { Operation } from '../protocol/contract.ts';
import { toCreateAnswer, toRespondAnswer } from '../protocol/write-answer.ts';
import { createDelivery, type DeliveryTrace } from './deliver.ts';
import { readBody } from './read-body.ts';
import { readCreateRequest, readRespondRequest } from './read-request.ts';
import type { ResolvedOptions } from './relay-options.ts';
import { createSeal } from './seal.ts';

/** Answers a request to one of the two operations, or rejects with a `ProblemError`. */
export type Turn = (request: Request, trace: DeliveryTrace) => Promise<Response>;

/** The cheap checks come first, so that whatever is refused has cost the agent nothing. */
export function createTurns(options: ResolvedOptions): Record<Operation, Turn> {
  const { upstream, secrets, conversationTtlMs, upstreamTimeoutMs, maxBodyBytes, fetch, now } = options;
  const seal = createSeal({ secrets, agent: upstream.base, ttlMs: conversationTtlMs, now });
  const delivery = createDelivery({ upstream, timeoutMs: upstreamTimeoutMs, fetch, now });

  return {
    async create(request, trace) {
      const body = readCreateRequest(await readBody(request, maxBodyBytes), options);
      const { user_id: userId, message, metadata } = body;
      const { conversationId, reply } = await delivery.create({ userId, message, metadata }, trace);
      return toJsonAnswer(toCreateAnswer({ conversationId: await seal.close(conversationId), reply }));
    },
    async respond(request, trace) {
      const body = readRespondRequest(await readBody(request, maxBodyBytes), options);
      const token = body.conversation_id;
      const conversationId = await seal.open(token);
      const reply = await delivery.respond({ conversationId, message: body.message }, trace);
      // Today's API repeats the id; the browser knows the conversation by its token alone.
      const repeated = reply.conversationId !== undefined && { conversation_id: token };
      return toJsonAnswer({ ...toRespondAnswer(reply), ...repeated });
    },
  };
}

function toJsonAnswer(body: object): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
}
