// What the relay says about a request: a closed set of fields, none of which holds anything that people or secrets put in.
import type { LimitTrace } from './limits.ts';
import type { ProblemCode } from './problem.ts';

/** One request to the API. There is no field for texts, ids of conversations, tokens or origins. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  time: string;
  /** `error`: the operator has to act. `warn`: a turn failed on the way. */
  level: 'info' | 'warn' | 'error';
  event: 'request';
  /** The same as in the answer's `X-Request-Id`, and sent upstream under that name. */
  request_id: string;
  route: RouteName;
  /** Which of several agents, by its alias. */
  agent?: string;
  status: number;
  /** Where it came from, as `logAddress` has it; absent where that is not known, or off. */
  address?: string;
  /** The problem's code; absent on success. */
  code?: ProblemCode;
  /** The limit that refused it; absent where none did. */
  limit?: NonNullable<LimitTrace['limit']>;
  /**
   * The same for all requests of one conversation: 12 characters of a keyed hash, which leads back to no id. Absent where
   * no conversation was opened.
   */
  conversation?: string;
  /** From the request's arrival to its answer, in milliseconds. */
  ms: number;
  /** How much of it the agent took; absent where it was not asked. */
  upstream_ms?: number;
  /** How often the agent was called for it; absent where it was not. */
  attempts?: number;
  /** Whether another request with the same key had begun it; absent without a key. */
  replayed?: boolean;
  /** How many names of the page's metadata were dropped; absent where none were. */
  dropped_keys?: number;
}

/**
 * `prefix` is the network around it (/24 of IPv4, /48 of IPv6); `hash` tells visitors apart (IPv6 by its /64), and leads back
 * to nobody without the relay's secret.
 */
export type LogAddress = 'prefix' | 'hash' | 'off';

/** `other` stands for a path that is none of the relay's. */
export type RouteName = 'create' | 'respond' | 'close' | 'preflight' | 'health' | 'file' | 'other';

/** How much a problem matters to the operator. */
export function toLogLevel(status: number, code: ProblemCode | undefined): LogEntry['level'] {
  const calls: (ProblemCode | undefined)[] = [
    'internal',
    'upstream_auth',
    'upstream_misconfigured',
    'store_unavailable',
  ];
  if (calls.includes(code)) return 'error';
  return status >= 500 ? 'warn' : 'info';
}
