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

test('is made of the random bytes, and needs no randomUUID', () => {
  vi.stubGlobal('crypto', {
    getRandomValues: (bytes: Uint8Array) => {
      bytes.forEach((_, index) => (bytes[index] = index));
      return bytes;
    },
  });
  expect(newUuid()).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f');
});

test('is another one each time', () => {
  const seen = new Set(Array.from({ length: 1000 }, newUuid));
  expect(seen.size).toBe(1000);
});
