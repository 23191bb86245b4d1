// Every unsuccessful answer there is, and what a visitor needs to tell apart.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes } from './chat-error.ts';
import type { Operation } from './contract.ts';
import { readFailure } from './read-failure.ts';

const now = Date.UTC(2026, 0, 1);

function read(
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
  operation: Operation = 'respond',
) {
  return readFailure(operation, status, body, (name) => headers[name.toLowerCase()] ?? null, now);
}

const today = (error_code: string) => ({
  success: false,
  error: 'Bad Request',
  error_id: 'abc',
  error_code,
  error_message: 'Something for developers',
  data: null,
});
const old = { error_message: 'Something for developers' };

describe("today's error body", () => {
  test.each([
    [400, 'CHAT_TIMEOUT', 'expired'],
    [410, 'ChatConversationEnded', 'ended'],
    [404, 'CONVERSATIONS_NOT_FOUND', 'expired'],
    [400, 'CHAT_DRAFT_NOT_EXIST', 'unavailable'],
    [400, 'SCHEMA_VALIDATION_FAILED', 'unavailable'],
    [401, 'UNAUTHORIZED', 'unavailable'],
    [400, 'SOMETHING_NEW', 'rejected'],
  ])('%i %s is %s', (status, detail, code) => {
    expect(read(status, today(detail))).toEqual({ code, status, detail, requestId: 'abc' });
  });

  test('the id of its header is the same, and comes first', () => {
    expect(read(500, today('X'), { 'x-polyai-correlation-id': 'def' }).requestId).toBe('def');
  });
});

describe('the old error body, and bodies that are none', () => {
  test.each([
    ['respond', 400, 'rejected'],
    ['respond', 422, 'rejected'],
    ['respond', 401, 'unavailable'],
    ['respond', 403, 'unavailable'],
    ['respond', 404, 'expired'],
    ['create', 404, 'unavailable'],
    ['respond', 410, 'ended'],
    ['respond', 413, 'too_long'],
    ['respond', 415, 'unavailable'],
    ['respond', 429, 'rate_limited'],
    ['respond', 408, 'unconfirmed'],
    ['respond', 500, 'unconfirmed'],
    ['respond', 502, 'unconfirmed'],
    ['respond', 503, 'unconfirmed'],
    ['respond', 302, 'unavailable'],
  ] as const)('%s answered with a bare %i is %s', (operation, status, code) => {
    for (const body of [old, undefined, null, '<!doctype html>', [], 7]) {
      expect(read(status, body, {}, operation)).toEqual({ code, status });
    }
  });
});

describe('the problems of the relay', () => {
  const problem = (code: string, retryable = false) => ({
    type: `urn:parley:problem:${code}`,
    title: 'For developers',
    status: 0,
    code,
    retryable,
    request_id: 'r1',
  });

  test.each([
    [410, 'conversation_expired', 'expired'],
    [410, 'conversation_ended', 'ended'],
    [404, 'conversation_invalid', 'expired'],
    [403, 'origin_not_allowed', 'unavailable'],
    [502, 'upstream_auth', 'unavailable'],
    [502, 'upstream_misconfigured', 'unavailable'],
    [502, 'delivery_unknown', 'unconfirmed'],
    [422, 'rejected_by_agent', 'rejected'],
    [413, 'body_too_large', 'too_long'],
    [500, 'internal', 'unconfirmed'],
  ])('%i %s is %s', (status, detail, code) => {
    expect(read(status, problem(detail))).toEqual({
      code,
      status,
      detail,
      retryable: false,
      requestId: 'r1',
    });
  });

  test.each([
    [503, 'upstream_unavailable', 'unreachable'],
    [409, 'conversation_busy', 'unreachable'],
    [429, 'rate_limited', 'rate_limited'],
  ])('%i %s may be sent again', (status, detail, code) => {
    expect(read(status, problem(detail, true))).toMatchObject({ code, retryable: true });
  });

  test('whether it is the last word only true and false say', () => {
    expect(read(503, { ...problem('overloaded'), retryable: 'true' })).not.toHaveProperty('retryable');
  });

  test('its own wait in milliseconds comes before the header', () => {
    const body = { ...problem('rate_limited', true), retry_after_ms: 1500 };
    expect(read(429, body, { 'retry-after': '9' }).retryAfterMs).toBe(1500);
  });
});

describe('Retry-After', () => {
  test.each([
    ['5', 5000],
    [' 120 ', 120_000],
    ['0', 0],
    ['9999999999', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('%j means %j milliseconds', (header, retryAfterMs) => {
    expect(read(429, undefined, { 'retry-after': header }).retryAfterMs).toBe(retryAfterMs);
  });

  test('a wait that no timer can hold is cut to a day', () => {
    expect(read(429, JSON.parse('{"retry_after_ms":1e999}')).retryAfterMs).toBe(86_400_000);
  });

  test.each([[-1], ['5'], [Number.NaN], [null]])('a wait of %j in the body is none', (retry_after_ms) => {
    expect(read(429, { retry_after_ms })).not.toHaveProperty('retryAfterMs');
  });
});

test('names that every object inherits are no codes', () => {
  for (const error_code of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(read(400, today(error_code)).code).toBe('rejected');
  }
});

test('no body whatever makes it throw, and the code is always one of the ten', () => {
  const fields = fc.record(
    {
      code: fc.anything(),
      error_code: fc.anything(),
      retryable: fc.anything(),
      retry_after_ms: fc.anything(),
      request_id: fc.anything(),
      error_id: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.constantFrom<Operation>('create', 'respond'),
      fc.integer({ min: 300, max: 599 }),
      fc.oneof(fc.anything(), fields),
      fc.option(fc.string()),
      (operation, status, body, header) => {
        const failure = readFailure(operation, status, body, () => header, now);
        expect(errorCodes).toContain(failure.code);
        expect(failure.status).toBe(status);
        expect(failure.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(typeof (failure.detail ?? '')).toBe('string');
        expect(typeof (failure.requestId ?? '')).toBe('string');
      },
    ),
    { numRuns: process.env['FULL'] ? 2000 : 500 },
  );
});
