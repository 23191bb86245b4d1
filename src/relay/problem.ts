// Every refusal of the relay: a closed table of codes, written as RFC 9457 problems. No word of the upstream gets in here.
import type { ProblemBody } from '../protocol/contract.ts';

interface Kind {
  status: number;
  /** English, for developers: the widget has its own words for each code. */
  title: string;
  /** True where the same request may be sent again, under the same key: nothing reached the agent, or it is on its way. */
  retryable: boolean;
}

const kinds = {
  bad_json: { status: 400, title: 'The body is not JSON in UTF-8.', retryable: false },
  bad_request: { status: 400, title: 'The body does not have the required shape.', retryable: false },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key has to be 16 to 64 letters, digits, - or _, and Idempotency-Issued milliseconds.',
    retryable: false,
  },
  idempotency_key_missing: { status: 400, title: 'Idempotency-Key is required here.', retryable: false },
  origin_not_allowed: {
    status: 403,
    title: 'This origin may not use the relay. Its operator can add it to ALLOWED_ORIGINS.',
    retryable: false,
  },
  challenge_required: {
    status: 403,
    title: 'The visitor has to prove something first; nothing was sent.',
    retryable: false,
  },
  identity_invalid: {
    status: 403,
    title: 'The visitor’s token is missing, not valid or valid for too long; nothing was sent.',
    retryable: false,
  },
  not_found: { status: 404, title: 'There is nothing at this path.', retryable: false },
  method_not_allowed: { status: 405, title: 'This path does not take this method.', retryable: false },
  conversation_invalid: { status: 404, title: 'The conversation is not known here.', retryable: false },
  in_progress: { status: 409, title: 'This message is still on its way.', retryable: true },
  conversation_busy: {
    status: 409,
    title: 'Other messages of this conversation are on their way; nothing was sent.',
    retryable: true,
  },
  conversation_expired: { status: 410, title: 'The conversation has expired.', retryable: false },
  conversation_ended: { status: 410, title: 'The conversation has ended.', retryable: false },
  body_too_large: { status: 413, title: 'The body or the message is too long.', retryable: false },
  unsupported_media_type: {
    status: 415,
    title: 'The body has to be application/json in UTF-8, without content encoding.',
    retryable: false,
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This key was used with another body.',
    retryable: false,
  },
  issued_in_future: {
    status: 422,
    title: 'Idempotency-Issued is ahead of X-Server-Time; nothing was sent.',
    retryable: true,
  },
  rejected_by_agent: { status: 422, title: 'The agent refused this request.', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests; this one was not looked at.', retryable: true },
  budget_exhausted: {
    status: 429,
    title: 'The turns that this agent may have today are used up; nothing was sent.',
    retryable: true,
  },
  upstream_busy: { status: 429, title: 'The agent takes no more requests just now.', retryable: true },
  internal: { status: 500, title: 'Something went wrong in the relay.', retryable: false },
  delivery_unknown: {
    status: 502,
    title: 'Whether the agent received the message is not known.',
    retryable: false,
  },
  upstream_auth: {
    status: 502,
    title: 'The agent refused the credentials of the relay.',
    retryable: false,
  },
  upstream_misconfigured: {
    status: 502,
    title: 'The relay is not set up rightly for this agent.',
    retryable: false,
  },
  upstream_invalid: { status: 502, title: 'The agent gave no readable answer.', retryable: false },
  upstream_unavailable: {
    status: 503,
    title: 'The agent cannot be reached; nothing was sent.',
    retryable: true,
  },
  overloaded: { status: 503, title: 'The relay has too much to do; nothing was sent.', retryable: true },
  draining: { status: 503, title: 'The relay is stopping; nothing was sent.', retryable: true },
  store_unavailable: {
    status: 503,
    title: 'The relay’s store does not answer; nothing was sent.',
    retryable: true,
  },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof kinds;
export const problemType = 'application/problem+json';
export const problemCodes = Object.keys(kinds) as ProblemCode[];

/** Where in the body something is wrong (RFC 6901), and what, without the value. */
export type BodyFault = NonNullable<ProblemBody['errors']>[number];

interface Facts {
  errors?: BodyFault[];
  retryAfterMs?: number | undefined;
  /** Overrules what the code's row says. */
  retryable?: boolean;
  /** The methods that a path does take, for `Allow`. */
  allow?: string;
}

/** Thrown anywhere below the relay's routes, and answered by them. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly facts: Facts;

  constructor(code: ProblemCode, facts: Facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** A problem as it goes over the wire. */
export interface Problem {
  code: ProblemCode;
  status: number;
  body: string;
  headers: Headers;
  /** Whether the same key is given this answer again; else nothing was sent, and it may try anew. */
  isKept: boolean;
}

/** Nothing came of these either: once operator or page have set things right, the same message may go. */
const repairable: readonly ProblemCode[] = [
  'upstream_auth',
  'upstream_misconfigured',
  'challenge_required',
  'identity_invalid',
];
const isRepairable = (code: ProblemCode) => repairable.includes(code);

/** Whether a turn that came to this has not reached the agent, or came to nothing there. */
export function provesNothingSent(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.code === 'delivery_unknown') return false;
  return (error.facts.retryable ?? kinds[error.code].retryable) || isRepairable(error.code);
}

/** Whatever was thrown, as a problem; what is no `ProblemError` is `internal` and says no more than that. */
export function toProblem(error: unknown, requestId: string): Problem {
  const { code, facts } = error instanceof ProblemError ? error : new ProblemError('internal');
  const { status, title } = kinds[code];
  const retryable = facts.retryable ?? kinds[code].retryable;
  const body: ProblemBody = {
    type: `urn:parley:problem:${code}`,
    title,
    status,
    code,
    retryable,
    ...(facts.retryAfterMs !== undefined && { retry_after_ms: facts.retryAfterMs }),
    request_id: requestId,
    ...(facts.errors && { errors: facts.errors }),
  };
  const headers = new Headers({ 'Content-Type': problemType });
  if (facts.allow) headers.set('Allow', facts.allow);
  if (facts.retryAfterMs !== undefined)
    headers.set('Retry-After', String(Math.ceil(facts.retryAfterMs / 1000)));
  return { code, status, body: JSON.stringify(body), headers, isKept: !retryable && !isRepairable(code) };
}

/** The code that a stored problem has, where it is one of ours. */
export function readProblemCode(body: string): ProblemCode | undefined {
  const { code }: Partial<ProblemBody> = JSON.parse(body);
  return problemCodes.find((known) => known === code);
}
