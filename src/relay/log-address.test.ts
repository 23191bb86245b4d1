import { expect, test } from 'vitest';
import { createLogAddress } from './log-address.ts';
import { readAddress } from './read-address.ts';
import { secrets } from './test-support.ts';

const addresses = ['203.0.113.77', '203.0.113.78', '2001:db8:1:2::3', '2001:db8:1:9::3'].map(readAddress);
const note = (how: 'prefix' | 'hash' | 'off') => addresses.map(createLogAddress(how, secrets));

test('a prefix is the network that many people share', () => {
  expect(note('prefix')).toEqual(['203.0.113.0/24', '203.0.113.0/24', '2001:db8:1::/48', '2001:db8:1::/48']);
});

test('a hash tells addresses apart, says nothing of them, and is another one by another secret', () => {
  const hashes = note('hash');
  expect(new Set(hashes)).toHaveLength(4);
  for (const hash of hashes) expect(hash).toMatch(/^[\w-]{12}$/);
  const others = [{ id: '1', key: crypto.getRandomValues(new Uint8Array(32)) }];
  expect(createLogAddress('hash', others)(addresses[0])).not.toBe(hashes[0]);
  expect(createLogAddress('hash', secrets)(addresses[0])).toBe(hashes[0]);
});

test('off is nothing, and so is an address that is not known', () => {
  expect(note('off')).toEqual(addresses.map(() => undefined));
  expect(createLogAddress('prefix', secrets)(undefined)).toBeUndefined();
});
