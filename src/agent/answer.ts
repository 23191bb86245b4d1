// How the stand-in's answers look on the wire: bodies, both error styles, and the correlation id that all of them carry.
import type { ErrorBody, OldErrorBody } from '../protocol/contract.ts';
import type { Fault } from './fault.ts';
import { randomHex } from './random-hex.ts';

/** `old` is the error body of the seed's era. */
export type ErrorStyle = 'old' | 'today';

const phrases: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Any text as an answer. */
export function toAnswer(
  status: number,
  text: string,
  headers: Record<string, string> = {},
  correlationId = randomHex(16),
): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'application/json', 'X-PolyAI-Correlation-Id': correlationId, ...headers },
  });
}

/** A refusal in one of the two styles. */
export function toRefusal({ status, code, message, headers }: Fault, style: ErrorStyle): Response {
  const id = randomHex(16);
  const body: OldErrorBody | ErrorBody =
    style === 'old'
      ? { error_message: message }
      : {
          success: false,
          error: phrases[status] ?? 'Error',
          error_id: id,
          error_code: code,
          error_message: message,
          data: null,
        };
  return toAnswer(status, JSON.stringify(body), headers, id);
}
