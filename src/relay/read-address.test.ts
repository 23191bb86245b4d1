import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress } from './read-address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  [' 203.0.113.7:51234 ', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:203.0.113.7', '203.0.113.7'],
  ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
  ['::ffff:102:304', '1.2.3.4'],
  ['0:0:0:0:0:ffff:0102:0304', '1.2.3.4'],
  ['64:ff9b::102:304', '1.2.3.4'],
  ['64:ff9b::1.2.3.4', '1.2.3.4'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]:8080', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9%eth0', '2001:db8:1:2::/64'],
  ['fe80::1%25en0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('L-4 %s counts as %s', (text, name) => {
  expect(readAddress(text)?.name).toBe(name);
});

test.each([
  '',
  'unknown',
  '_hidden',
  '1.2.3',
  '1.2.3.4.',
  '1.2.3.256',
  '010.1.1.1',
  '1.2.3.4, 5.6.7.8',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':::',
  '12345::',
  'g::1',
  '1.2.3.4::',
  '::1.2.3.4:5',
  '[1.2.3.4',
  'localhost',
  '1'.repeat(10_000),
])('L-3 %j is no address', (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test('L-4 a visitor who moves about in a /64 stays one, and its /48 is told beside it', () => {
  const seen = new Set<string | undefined>();
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 }), (groups) => {
      const address = readAddress(`2001:db8:a:b:${groups.map((group) => group.toString(16)).join(':')}`);
      expect(address?.site).toBe('2001:db8:a::/48');
      seen.add(address?.name);
    }),
  );
  expect([...seen]).toEqual(['2001:db8:a:b::/64']);
});

test('L-4 no two IPv4 addresses share a bucket, however they are written into IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (one, two) => {
      const mapped = readAddress(`::ffff:${two}`)?.name;
      expect(readAddress(one)?.name).toBe(one);
      expect(mapped === one).toBe(one === two);
    }),
  );
});

test('no text whatever makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.stringMatching(/^[\da-f:.[\]%]{0,60}$/)), (text) => {
      const address = readAddress(text);
      expect(address === undefined || /^[\da-f.:/]{3,30}$/.test(address.name)).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.ipV6(), (text) => readAddress(text) !== undefined));
});
