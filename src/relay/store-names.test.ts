import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStoreNames } from './store-names.ts';
import { secrets } from './test-support.ts';

test('names are what any HMAC of the derived key gives, since relays of two versions share one store', () => {
  const [{ id, key } = { id: '', key: new Uint8Array() }] = secrets;
  const derived = hkdfSync('sha256', key, '', 'parley relay: names in the store, version 1', 32);
  const hash = (parts: string[]) =>
    createHmac('sha256', Buffer.from(derived)).update(JSON.stringify(parts)).digest('base64url');
  const names = createStoreNames(secrets);
  for (const parts of [
    ['agent', 'respond'],
    ['agent', 'réspond', '"'],
    ['agent', 'respond'],
  ])
    expect(names.name(id, ...parts)).toBe(hash(parts));
});

test('bodies that mean the same have one fingerprint, others another', () => {
  const { fingerprint } = createStoreNames(secrets);
  expect(fingerprint({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(fingerprint({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 2 }));
});
