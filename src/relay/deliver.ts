// One turn's way to the agent: the upstream call, once, and what its outcome means for the browser.
import type { ChatError } from '../protocol/chat-error.ts';
import { type ChatClientOptions, createChatClient } from '../protocol/client.ts';
import type { Operation } from '../protocol/contract.ts';
import type { Created, Reply } from '../protocol/reply.ts';
import { readConnectFailure } from './connect-failure.ts';
import { type ProblemCode, ProblemError } from './problem.ts';

/** What a delivery tells about itself, for the log. */
export interface DeliveryTrace {
  requestId: string;
  /** How long the agent took, in milliseconds. */
  upstreamMs?: number;
  /** How often it was called. */
  attempts?: number;
  /** Whether another request had begun the run. */
  replayed?: boolean;
  code?: ProblemCode;
}

/** Both operations reject with a `ProblemError`. Neither follows the browser's own abort: a sent turn is seen through. */
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
}

export interface DeliveryOptions {
  upstream: Pick<ChatClientOptions, 'base' | 'headers'>;
  upstreamTimeoutMs: number;
  fetch?: ChatClientOptions['fetch'];
  now: () => number;
}

const maxReplyBytes = 65_536;
/** The API's words for an agent that is not there or is spoken to in the wrong way. Source: chat contract, "Errors". */
const misconfigured = new Set(['CHAT_DRAFT_NOT_EXIST', 'SCHEMA_VALIDATION_FAILED']);

export function createDelivery({ upstream, upstreamTimeoutMs, fetch, now }: DeliveryOptions): Delivery {
  const client = createChatClient({
    base: upstream.base,
    headers: { Accept: 'application/json', 'User-Agent': 'parley-relay', ...upstream.headers },
    timeoutMs: upstreamTimeoutMs,
    // A redirect is seen and refused here: following it would carry the key to another host.
    init: { redirect: 'manual' },
    ...(fetch && { fetch }),
  });

  async function send<T extends Created | Reply>(
    operation: Operation,
    leaseEndsAtMs: number,
    trace: DeliveryTrace,
    call: (options: { headers: Record<string, string> }) => Promise<T>,
  ): Promise<T> {
    const startedAt = now();
    // A process that was stopped meanwhile may have lost its record and its place in the conversation to another.
    if (startedAt + upstreamTimeoutMs > leaseEndsAtMs) throw new ProblemError('upstream_unavailable');
    try {
      trace.attempts = (trace.attempts ?? 0) + 1;
      const answer = await call({ headers: { 'X-Request-Id': trace.requestId } });
      const { text } = 'reply' in answer ? answer.reply : answer;
      if (new TextEncoder().encode(text).length > maxReplyBytes) throw new ProblemError('upstream_invalid');
      return answer;
    } catch (error) {
      throw error instanceof ProblemError ? error : toProblem(operation, error as ChatError);
    } finally {
      trace.upstreamMs = now() - startedAt;
    }
  }

  return {
    create: (request, leaseEndsAtMs, trace) =>
      send('create', leaseEndsAtMs, trace, (options) => client.create(request, options)),
    respond: (request, leaseEndsAtMs, trace) =>
      send('respond', leaseEndsAtMs, trace, (options) => client.respond(request, options)),
  };
}

/** What the client's failure means: by status and by the API's own code. Source: chat contract, "Errors". */
function toProblem(operation: Operation, failure: ChatError): ProblemError {
  const { status, detail = '', cause, retryAfterMs } = failure;
  if (status === undefined)
    return new ProblemError(readConnectFailure(cause) ? 'upstream_unavailable' : 'delivery_unknown');
  if (status >= 200 && status < 300)
    return new ProblemError(detail === 'malformed' ? 'upstream_invalid' : 'delivery_unknown');
  if (status === 401 || status === 403) return new ProblemError('upstream_auth');
  if (status === 429) return new ProblemError('upstream_busy', { retryAfterMs });
  if (status === 503 && retryAfterMs !== undefined)
    return new ProblemError('upstream_unavailable', { retryAfterMs });
  if (status === 408 || status >= 500) return new ProblemError('delivery_unknown');
  if (operation === 'respond' && status === 410) return new ProblemError('conversation_ended');
  if (operation === 'respond' && (status === 404 || (status === 400 && detail === 'CHAT_TIMEOUT')))
    return new ProblemError('conversation_expired');
  if ((status === 400 || status === 422) && !misconfigured.has(detail))
    return new ProblemError('rejected_by_agent');
  // Redirects, a wrong address, a method or form that the API does not take.
  return new ProblemError('upstream_misconfigured');
}
