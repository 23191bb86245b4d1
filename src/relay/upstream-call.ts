// One call to the agent, sent once, and what its outcome means: for the browser, for another try, and for the breaker.
import { createBoundedReader } from '../protocol/bounded.ts';
import type { ChatError } from '../protocol/chat-error.ts';
import type { CallOptions, ChatClientOptions } from '../protocol/client.ts';
import type { Operation } from '../protocol/contract.ts';
import { speak2026 } from '../protocol/contract-2026.ts';
import type { Upstream } from '../protocol/upstream.ts';
import { readConnectFailure } from './connect-failure.ts';
import { ProblemError } from './problem.ts';
import type { SetTimer } from './timer.ts';

export interface UpstreamOptions {
  upstream: Pick<Upstream, 'base' | 'headers' | 'contract'>;
  /** How long the agent may take until its answer begins, in milliseconds. */
  firstByteTimeoutMs: number;
  fetch?: ChatClientOptions['fetch'];
  setTimer: SetTimer;
}

interface CallFacts {
  operation: UpstreamOperation;
  requestId: string;
  timeoutMs: number;
  /** Called when the request leaves: it may also be refused before, as one that the agent's API has no words for. */
  onSend: () => void;
}

/** What can be asked of the agent: closing is not in the seed. */
export type UpstreamOperation = Operation | 'close';

/** A call that came to nothing. */
export interface FailedCall {
  problem: ProblemError;
  /** Certainly nothing was done, and it may be tried again after this time. */
  retryAfterMs?: number;
  /** The connection broke before there was an answer: something may have been done. */
  isLost: boolean;
  /** The agent is not well. */
  isOutage: boolean;
}

export type CallOutcome<T> = { answer: T; failed?: never } | { answer?: never; failed: FailedCall };

/** The longest wait that the agent may ask for while the browser is kept waiting. */
const longestRetryAfterMs = 2000;
/** Timers of more than 2^31 - 1 ms fire at once (HTML Standard, "timers"). */
const longestTimerMs = 2_147_483_647;
/** The API's words for an agent that is not there or is spoken to in the wrong way. Source: chat contract, "Errors". */
const misconfigured = new Set(['CHAT_DRAFT_NOT_EXIST', 'SCHEMA_VALIDATION_FAILED']);

export async function callUpstream<T>(
  { upstream, firstByteTimeoutMs, fetch: given, setTimer }: UpstreamOptions,
  { operation, requestId, timeoutMs, onSend }: CallFacts,
  call: (agent: ChatClientOptions, options: CallOptions) => Promise<T>,
): Promise<CallOutcome<T>> {
  const platform = (url: string, init: RequestInit) => {
    onSend();
    return given ? given(url, init) : fetch(url, init);
  };
  const send = upstream.contract === '2026' ? speak2026(platform) : platform;
  const abort = new AbortController();
  // For a fetch that does not listen to its signal: the turn's place must be free again in any case.
  const late = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(new Error('too late')));
  });
  const hasBegun = setTimer(() => abort.abort(), firstByteTimeoutMs);
  const hasEnded = setTimer(() => abort.abort(), timeoutMs);
  const agent: ChatClientOptions = {
    base: upstream.base,
    headers: { Accept: 'application/json', 'User-Agent': 'parley-relay', ...upstream.headers },
    readBody: createBoundedReader(),
    // Time is kept here, by the relay's own clock.
    timeoutMs: longestTimerMs,
    // A redirect is seen and refused here: following it would carry the key to another host.
    init: { redirect: 'manual' },
    fetch: (url, init) => Promise.race([send(url, init), late]).finally(hasBegun),
  };
  try {
    const options = { headers: { 'X-Request-Id': requestId }, signal: abort.signal };
    return { answer: await call(agent, options) };
  } catch (error) {
    return { failed: toFailedCall(operation, error as ChatError, abort.signal.aborted) };
  } finally {
    hasBegun();
    hasEnded();
  }
}

function toFailedCall(operation: UpstreamOperation, failure: ChatError, isLate: boolean): FailedCall {
  const { status, cause, retryAfterMs = Infinity } = failure;
  // Refused before it was sent.
  if (failure.code === 'rejected' && status === undefined)
    return { problem: new ProblemError('rejected_by_agent'), isLost: false, isOutage: false };
  const problem = toProblem(operation, failure);
  const connect = status === undefined ? readConnectFailure(cause) : undefined;
  // A certificate does not get better by asking again.
  const isUnreached = connect === 'dns' || connect === 'connect';
  const isPutOff = (status === 429 || status === 503) && retryAfterMs <= longestRetryAfterMs;
  return {
    problem,
    ...(isUnreached && { retryAfterMs: 0 }),
    ...(isPutOff && { retryAfterMs }),
    isLost: problem.code === 'delivery_unknown' && !isLate && (status === undefined || status < 300),
    isOutage: status === undefined || status === 408 || status >= 500 || isLate,
  };
}

/** What the client's failure means: by status and by the API's own code. Source: chat contract, "Errors". */
function toProblem(operation: UpstreamOperation, failure: ChatError): ProblemError {
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
  if (operation !== 'create' && status === 410) return new ProblemError('conversation_ended');
  if (operation !== 'create' && (status === 404 || (status === 400 && detail === 'CHAT_TIMEOUT')))
    return new ProblemError('conversation_expired');
  if ((status === 400 || status === 422) && !misconfigured.has(detail))
    return new ProblemError('rejected_by_agent');
  // Redirects, a wrong address, a method or form that the API does not take.
  return new ProblemError('upstream_misconfigured');
}
