// The one error of the project: a closed union of codes for people's words, and facts for developers.

/** Every way in which a turn can fail, as the visitor needs to tell them apart. */
export const errorCodes = [
  /** The visitor's device has no network. */
  'offline',
  /** No answer came within the time limit; the message may have arrived. */
  'timeout',
  /** The service cannot be reached just now. */
  'unreachable',
  /** Too many messages; `retryAfterMs` says how long to wait. */
  'rate_limited',
  /** The message may or may not have reached the agent. */
  'unconfirmed',
  /** The conversation has expired: only a new one helps. */
  'expired',
  /** The conversation has ended: only a new one helps. */
  'ended',
  /** The agent refused this message. */
  'rejected',
  /** The message is too long. */
  'too_long',
  /** The service is not set up rightly; nothing a visitor can do. */
  'unavailable',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What is known about a failure. Plain data: it can be stored and sent to another tab. */
export interface Failure {
  code: ErrorCode;
  /** HTTP status of the answer, where there was one. */
  status?: number;
  /** The relay's or the API's own code (`upstream_auth`, `CHAT_TIMEOUT`), or `malformed`. For developers. */
  detail?: string;
  /** How long to wait before another try, in milliseconds. */
  retryAfterMs?: number;
  /**
   * What the relay says of the same request: true where it may come again, false where this was the last word on it.
   * Undefined where the answer, if any, was not the relay's own.
   */
  retryable?: boolean;
  /** Names the exchange in the server's logs. */
  requestId?: string;
}

/**
 * Thrown by the Chat API client. Recognise it by `name`, not by `instanceof`: two bundles may meet on a page.
 * `cause` holds the network's own error, where there was one.
 */
export class ChatError extends Error implements Failure {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  declare readonly status?: number;
  declare readonly detail?: string;
  declare readonly retryAfterMs?: number;
  declare readonly retryable?: boolean;
  declare readonly requestId?: string;

  constructor(failure: Failure, cause?: unknown) {
    super([failure.code, failure.detail, failure.status].filter(Boolean).join(' '), { cause });
    this.code = failure.code;
    // oxlint-disable-next-line no-restricted-properties -- the fields of a Failure, made by the readers and by nobody else
    Object.assign(this, failure);
  }
}

/** Any thrown value as plain facts; what is not a `ChatError` counts as `unconfirmed`. */
export function toFailure(error: unknown): Failure {
  const { name, ...failure }: ChatError = Object(error);
  return name === 'ChatError' && failure.code ? failure : { code: 'unconfirmed', detail: String(error) };
}
