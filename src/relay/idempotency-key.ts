// The two headers of a keyed request: the key under which a message is sent once, and when it was first sent.
// Form: draft-ietf-httpapi-idempotency-key-header-07, a quoted string; the bare one is common and taken too.
import { ProblemError } from './problem.ts';

export interface KeyedRequest {
  key: string;
  /** When the message was first sent, in the relay's own time as its answers told it. */
  issuedAtMs?: number;
}

/**
 * Reads the headers; undefined where there is no key.
 *
 * @throws ProblemError `idempotency_key_invalid`, or `idempotency_key_missing` where one is required
 */
export function readIdempotencyKey(headers: Headers, isRequired: boolean): KeyedRequest | undefined {
  const text = headers.get('idempotency-key')?.trim();
  if (text === undefined) {
    if (isRequired) throw new ProblemError('idempotency_key_missing');
    return undefined;
  }
  const [, quoted, bare] = /^(?:"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,64}))$/.exec(text) ?? [];
  const key = quoted ?? bare;
  const issued = headers.get('idempotency-issued')?.trim();
  if (!key || (issued !== undefined && !/^\d{1,15}$/.test(issued)))
    throw new ProblemError('idempotency_key_invalid');
  return { key, ...(issued !== undefined && { issuedAtMs: Number(issued) }) };
}
