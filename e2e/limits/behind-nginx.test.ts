// Who a visitor is, told by a real nginx: forged headers reach the relay as nginx passes them on.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createAgent } from '../../src/agent.ts';
import { serveRelay } from '../../src/relay-node.ts';
import { origin, secrets, toUpstream } from '../delivery/shop.ts';
import { hasNginx, startNginx } from '../support/nginx.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function setUp(proxies: number) {
  const warnings: string[] = [];
  const relay = await serveRelay({
    upstream: toUpstream('https://agent.invalid'),
    secrets,
    allowedOrigins: [origin],
    fetch: createAgent().fetch,
    files: () => Promise.resolve(undefined),
    rates: { createIp: '1/h:1', anyIp: 'off' },
    trustedProxyHops: proxies,
    warn: (line) => warnings.push(line),
    port: 0,
  });
  closing.push(relay.close);
  let url = relay.url.replace('localhost', '127.0.0.1');
  for (let proxy = 0; proxy < proxies; proxy += 1) {
    const nginx = await startNginx({
      server: `location / {
        proxy_pass ${url};
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_bind 127.0.0.${proxy + 2};
      }`,
    });
    closing.unshift(nginx.close);
    url = nginx.url;
  }
  const create = async (headers: Record<string, string>) => {
    const answer = await fetch(`${url}/chat/create`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ user_id: randomUUID(), message: '', metadata: {} }),
    });
    return answer.status;
  };
  return { create, warnings };
}

const forgeries = [
  '192.0.2.1',
  '192.0.2.1, 192.0.2.2, 192.0.2.3',
  '2001:db8::1',
  '[2001:db8::1]:4711',
  '192.0.2.1:80',
  '::ffff:192.0.2.9',
  'unknown',
  ',',
  ', ,',
  '127.0.0.1',
  `${'192.0.2.1, '.repeat(200)}x`,
];

describe.skipIf(!hasNginx)('behind nginx (package nginx-light)', () => {
  test.each([1, 2])('L-3 with %i of them no forged header makes another visitor', async (proxies) => {
    const { create, warnings } = await setUp(proxies);
    expect(await create({})).toBe(200);
    for (const forged of forgeries) {
      const headers = { 'x-forwarded-for': forged, 'x-real-ip': '192.0.2.1', forwarded: 'for=192.0.2.1' };
      expect([forged, await create(headers)]).toEqual([forged, 429]);
    }
    expect(warnings).toEqual([]);
  });
});
