import { expect, test } from 'vitest';
import { createClientAddresses } from './client-address.ts';

function setUp(options: { trustedProxyHops?: number; clientIpHeader?: string }) {
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  const addresses = createClientAddresses({ trustedProxyHops: 0, ...options, warn });
  const come = (address: string) => {
    const headers = { 'x-forwarded-for': address, 'x-real-ip': address };
    addresses.watch(new Request('https://relay.example', { headers }), {
      incoming: { socket: { remoteAddress: '198.51.100.1' } },
    });
  };
  return { warnings, come };
}

test.each(['10.0.0.9', '172.17.0.1', '192.168.1.1', '127.0.0.1', '100.64.0.1', 'fd00::1', 'fe80::1', '::1'])(
  'that everybody seems to come from %s is told once: another proxy stands before the one that is named',
  (address) => {
    for (const options of [{ trustedProxyHops: 1 }, { clientIpHeader: 'x-real-ip' }]) {
      const { warnings, come } = setUp(options);
      for (let index = 0; index < 99; index += 1) come(address);
      expect(warnings).toEqual([]);
      for (let index = 0; index < 200; index += 1) come(address);
      expect(warnings).toEqual([expect.stringMatching(/^The first 100 requests.*TRUSTED_PROXY_HOPS/)]);
    }
  },
);

test.each([
  ['of a public address', () => '203.0.113.7'],
  ['of a house with private addresses', (index: number) => `192.168.1.${index % 2}`],
  [
    'of an office behind a private address, after somebody else',
    (index: number) => (index ? '10.0.0.9' : '2001:db8::1'),
  ],
  ['of public addresses that look like private ones', () => '172.32.0.1'],
])('visitors %s are no proxy', (_, toAddress) => {
  const { warnings, come } = setUp({ trustedProxyHops: 1 });
  for (let index = 0; index < 300; index += 1) come(toAddress(index));
  expect(warnings).toEqual([]);
});
