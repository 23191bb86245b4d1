// The one error: its facts, and that it is known by name.
import { describe, expect, test } from 'vitest';
import { ChatError, errorCodes, type Failure, toFailure } from './chat-error.ts';

const failure: Failure = {
  code: 'rate_limited',
  status: 429,
  detail: 'upstream_busy',
  retryAfterMs: 0,
  retryable: true,
  requestId: 'r1',
};

describe('ChatError', () => {
  test('carries the facts, and names them for whoever reads a log', () => {
    const error = new ChatError(failure);
    expect(error).toMatchObject(failure);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('ChatError: rate_limited upstream_busy 429');
  });

  test('has no fields for what is not known', () => {
    const error = new ChatError({ code: 'offline' });
    expect(Object.keys(error).toSorted()).toEqual(['code', 'name']);
    expect(error.message).toBe('offline');
  });

  test("keeps the network's own error as its cause", () => {
    const cause = new TypeError('fetch failed');
    expect(new ChatError({ code: 'unreachable' }, cause).cause).toBe(cause);
  });

  test('knows ten codes, each once', () => {
    expect(new Set(errorCodes).size).toBe(10);
    expect(errorCodes).toHaveLength(10);
  });
});

describe('toFailure', () => {
  test('gives back the facts as plain data that another tab can take', () => {
    const facts = toFailure(new ChatError(failure, new Error('secret')));
    expect(facts).toEqual(failure);
    expect(structuredClone(facts)).toEqual(failure);
    expect(toFailure(new ChatError({ code: 'ended' }))).toEqual({ code: 'ended' });
  });

  test('knows the error of another bundle by its name', () => {
    const foreign = Object.assign(new Error('expired'), { name: 'ChatError', code: 'expired', status: 410 });
    expect(toFailure(foreign)).toEqual({ code: 'expired', status: 410 });
  });

  test.each([
    [new TypeError('own fault'), 'TypeError: own fault'],
    [Object.assign(new Error('no name'), { code: 'expired' }), 'Error: no name'],
    [{ name: 'ChatError' }, '[object Object]'],
    ['text', 'text'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('%s counts as unconfirmed', (error, detail) => {
    expect(toFailure(error)).toEqual({ code: 'unconfirmed', detail });
  });
});
