// The headers of every answer that is no file: what browsers of foreign pages may read, and what nobody may keep.

import type { LimitTrace } from './limits.ts';

/** What a page's script may read of an answer, besides the few headers that it always may. */
const exposed = [
  'X-Server-Time',
  'X-Request-Id',
  'Idempotency-Replayed',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
].join(', ');

const sentByWidget = 'content-type, idempotency-key, idempotency-issued';

/** How long a browser may keep a preflight, in seconds: the most that Chromium keeps. */
const preflightSeconds = '7200';

/** Headers that make an answer private, inert and never guessed at. */
export function addApiHeaders(headers: Headers, requestId: string, nowMs: number): void {
  headers.set('Cache-Control', 'no-store');
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  headers.set('X-Request-Id', requestId);
  headers.set('X-Server-Time', String(Math.round(nowMs)));
}

/** Lets the page at `origin` read the answer. Never with credentials: the relay has no use for any. */
export function addCorsHeaders(headers: Headers, origin: string | null, mayRead: boolean): void {
  headers.append('Vary', 'Origin');
  // An origin is short and printable; nothing else is written back.
  if (!mayRead || origin === null || !/^[\u0021-\u007e]{1,300}$/.test(origin)) return;
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Expose-Headers', exposed);
}

/** How much of its limit an address has left. Form: draft-ietf-httpapi-ratelimit-headers-10. */
export function addLimitHeaders(headers: Headers, { room }: LimitTrace): void {
  if (!room) return;
  const { rate, remaining } = room;
  const quota = Math.max(1, Math.floor(60_000 / rate.perMs));
  const windowSeconds = quota > 1 ? 60 : Math.ceil(rate.perMs / 1000);
  headers.set('RateLimit-Policy', `"address";q=${quota};w=${windowSeconds}`);
  headers.set('RateLimit', `"address";r=${remaining}`);
}

/**
 * The answer to a preflight. The requested headers are granted as they come, since pages that wrap `fetch` add their own;
 * a refused origin is told so by the request itself, which it could not read if the preflight failed.
 */
export function toPreflightAnswer(requestedHeaders: string | null): Response {
  const isGranted = requestedHeaders !== null && /^[\w!#$%&'*+.^`|~, -]{1,1024}$/.test(requestedHeaders);
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': isGranted ? requestedHeaders : sentByWidget,
      'Access-Control-Max-Age': preflightSeconds,
      Vary: 'Access-Control-Request-Headers',
    },
  });
}
