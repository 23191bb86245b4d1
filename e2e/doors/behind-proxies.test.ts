// The relay behind real proxies that keep their connections: none of them is ever closed under a request, and no request can
// hide in another one.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createAgent } from '../../src/agent.ts';
import { createMemoryStore } from '../../src/relay.ts';
import { serveRelay, type ServeRelayOptions } from '../../src/relay-node.ts';
import { origin, secrets, toUpstream } from '../delivery/shop.ts';
import { hasHaproxy, startHaproxy } from '../support/haproxy.ts';
import { hasNginx, startNginx } from '../support/nginx.ts';

const total = process.env['FULL'] ? 10_000 : 500;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const proxies = [
  {
    name: 'nginx',
    packageName: 'nginx-light',
    isThere: hasNginx,
    start: (port: number) =>
      startNginx({
        http: `upstream relay { server 127.0.0.1:${port}; keepalive 16; }`,
        server: `location / { proxy_pass http://relay; proxy_http_version 1.1; proxy_set_header Connection ""; }`,
      }),
  },
  { name: 'HAProxy', packageName: 'haproxy', isThere: hasHaproxy, start: startHaproxy },
];

async function setUp(
  { start }: Pick<(typeof proxies)[number], 'start'>,
  options: Partial<ServeRelayOptions> = {},
) {
  const agent = createAgent();
  const heard: number[] = [];
  const relay = await serveRelay({
    upstream: toUpstream('https://agent.invalid'),
    secrets,
    allowedOrigins: [origin],
    fetch: agent.fetch,
    files: () => Promise.resolve(undefined),
    rates: 'off',
    log: ({ status }) => heard.push(status),
    // To a memory of its own the first message would wait until that is older.
    store: createMemoryStore(),
    port: 0,
    ...options,
  });
  closing.push(relay.close);
  const proxy = await start(relay.port);
  closing.unshift(proxy.close);
  // All is there and awake: what is counted comes after this, which the relay refuses.
  await fetch(`${proxy.url}/chat/create`, { method: 'POST', headers: { origin }, body: 'x' });
  expect(heard.splice(0)).toEqual([415]);
  return { agent, heard, url: proxy.url };
}

const body = () => JSON.stringify({ user_id: randomUUID(), message: '', metadata: {} });
const headers = { origin, 'content-type': 'application/json' };

/** What comes back for these bytes until the connection is closed, or is silent for a while. */
function exchange(url: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    socket
      .setTimeout(300, () => socket.destroy())
      .on('data', (text) => (answer += text.toString()))
      .on('error', () => undefined)
      .on('close', () => resolve(answer));
  });
}

const hidden = `POST /chat/create HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\nContent-Length: ${body().length}\r\n\r\n${body()}`;
const begin = `POST /chat/respond HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;

/** How long nginx keeps a silent connection in the test below, in milliseconds; the relay keeps it a little longer. */
const keptMs = 200;

test.skipIf(!hasNginx)(
  'H-6 requests that come just when a kept connection is given up find another one (package nginx-light)',
  async () => {
    const keeping = {
      start: (port: number) =>
        startNginx({
          http: `upstream relay { server 127.0.0.1:${port}; keepalive 16; keepalive_timeout ${keptMs}ms; }`,
          server: `location / { proxy_pass http://relay; proxy_http_version 1.1; proxy_set_header Connection ""; }`,
        }),
    };
    const { agent, url } = await setUp(keeping, { keepAliveTimeoutMs: keptMs + 100 });
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, line) => {
        for (let turn = 0; turn < 12; turn += 1) {
          const answer = await fetch(`${url}/chat/create`, { method: 'POST', headers, body: body() });
          seen.push(answer.status);
          await answer.arrayBuffer();
          // From well before that moment to well after both have given it up.
          await pause(keptMs - 60 + ((turn * 8 + line) % 24) * 10);
        }
      }),
    );
    expect([seen.length, new Set(seen)]).toEqual([96, new Set([200])]);
    expect(agent.received.create).toBe(96);
  },
);

for (const proxy of proxies) {
  const { name, packageName, isThere } = proxy;
  describe.skipIf(!isThere)(`behind ${name} (package ${packageName})`, () => {
    test(`H-6 of ${total} requests over kept connections none comes to a 502`, async () => {
      const { agent, heard, url } = await setUp(proxy);
      let left = total;
      const seen = new Map<number, number>();
      async function ask(): Promise<void> {
        while (left > 0) {
          left -= 1;
          // One in ten is a turn, the others are refused early, with their bodies unread.
          const isTurn = left % 10 === 0;
          const type = isTurn ? headers : { ...headers, 'content-type': 'text/plain' };
          const answer = await fetch(`${url}/chat/create`, { method: 'POST', headers: type, body: body() });
          await answer.arrayBuffer();
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        }
      }
      await Promise.all(Array.from({ length: 24 }, ask));
      expect(Object.fromEntries(seen)).toEqual({ 200: total / 10, 415: total * 0.9 });
      expect([heard.length, agent.received.create]).toEqual([total, total / 10]);
    });

    test.each([
      [
        'length and chunks',
        `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      ],
      ['two lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
      ['two lengths in one', `Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
      ['another coding', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
      [
        'a coding after a space',
        `Transfer-Encoding : chunked\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      ],
      [
        'a folded header',
        `X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      ],
      ['a chunk that is longer than it says', `Transfer-Encoding: chunked\r\n\r\n2\r\n{}${hidden}`],
      ['a body where none is', `\r\n${hidden}`],
    ])('H-1 %s: the relay hears as many requests as the proxy answers', async (_, rest) => {
      const { agent, heard, url } = await setUp(proxy);
      const answer = await exchange(url, begin + rest);
      // The relay names each request that it answers; what the proxy refuses by itself has no such name.
      const answered = [...answer.matchAll(/^x-request-id: /gim)].length;
      expect(heard).toHaveLength(answered);
      expect(agent.received.create).toBe(heard.filter((status) => status === 200).length);
    });
  });
}
