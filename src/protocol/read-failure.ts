// From an answer that is no success to a Failure: the relay's problems, both of PolyAI's error bodies, and bare statuses.
import type { ErrorCode, Failure } from './chat-error.ts';
import type { Operation } from './contract.ts';
import { present, readFields, readText } from './shape.ts';

/** Codes of the relay and of the Chat API that say other than their status. Source: chat contract, "Errors". */
const byDetail: Record<string, ErrorCode> = {
  CHAT_TIMEOUT: 'expired',
  conversation_expired: 'expired',
  CHAT_DRAFT_NOT_EXIST: 'unavailable',
  SCHEMA_VALIDATION_FAILED: 'unavailable',
  upstream_auth: 'unavailable',
  upstream_misconfigured: 'unavailable',
  // Both may come with `retryable`, which then means that the same key may ask again, and not that nothing was sent.
  in_progress: 'unconfirmed',
  delivery_unknown: 'unconfirmed',
};

/**
 * Reads one unsuccessful answer.
 *
 * @param body the parsed JSON, or undefined where the body was no JSON
 * @param now the current time in epoch milliseconds, for a `Retry-After` that is a date
 */
export function readFailure(
  operation: Operation,
  status: number,
  body: unknown,
  header: (name: string) => string | null,
  now: number,
): Failure {
  const fields = readFields(body);
  const detail = readText(fields['code']) ?? readText(fields['error_code']);
  const { retryable } = fields;
  const isRefused = retryable === true;
  return present<Failure>({
    code:
      (detail && Object.hasOwn(byDetail, detail) && byDetail[detail]) ||
      byStatus(operation, status, isRefused),
    status,
    detail,
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    retryAfterMs: readRetryAfter(fields['retry_after_ms'], header('retry-after'), now),
    requestId:
      readText(fields['request_id']) ??
      header('x-polyai-correlation-id') ??
      readText(fields['error_id']) ??
      undefined,
  });
}

function byStatus(operation: Operation, status: number, isRefused: boolean): ErrorCode {
  if (status === 429) return 'rate_limited';
  if (isRefused) return 'unreachable';
  if (status === 410) return 'ended';
  if (status === 404) return operation === 'respond' ? 'expired' : 'unavailable';
  if (status === 413) return 'too_long';
  if (status === 400 || status === 422) return 'rejected';
  if (status === 408 || status >= 500) return 'unconfirmed';
  return 'unavailable';
}

/** Longer waits overflow a timer, which then fires at once (a delay of more than 2^31 - 1 ms, HTML Standard, "timers"). */
const longestWaitMs = 86_400_000;

function readRetryAfter(ms: unknown, header: string | null, now: number): number | undefined {
  if (typeof ms === 'number' && ms >= 0) return Math.min(ms, longestWaitMs);
  if (!header) return undefined;
  // RFC 9110 §10.2.3: a number of seconds, or a date.
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return wait >= 0 ? Math.min(wait, longestWaitMs) : undefined;
}
