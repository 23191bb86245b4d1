import { afterEach, expect, test, vi } from 'vitest';
import { newUuid } from './new-uuid.ts';

afterEach(() => vi.unstubAllGlobals());

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('has the form of RFC 9562, version 4, whatever the random bytes are', () => {
  for (const byte of [0, 1, 127, 128, 255]) {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte) });
    expect(newUuid()).toMatch(version4);
  }
});

test('is made of random bytes alone, and needs no randomUUID', () => {
  let byte = 0;
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte++) });
  expect(newUuid()).toBe('01234567-89ab-4cde-8f01-23456789abcd');
});

test('is another one each time', () => {
  const seen = new Set(Array.from({ length: 1000 }, newUuid));
  expect(seen.size).toBe(1000);
});
