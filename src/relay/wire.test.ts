// The relay on the wire, byte by byte: what odd, slow and malicious clients are told, and that nothing gets past.
import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import { createMemoryStore } from './memory-store.ts';
import { serveRelay, type ServedRelay, type ServeRelayOptions } from './serve.ts';
import { account, created, origin, secrets } from './test-support.ts';

let served: ServedRelay | undefined;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await served?.close();
  served = undefined;
});

async function serve(options: Partial<ServeRelayOptions> = {}) {
  const agent = createAgent();
  served = await serveRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: agent.fetch,
    files: () => Promise.resolve(undefined),
    rates: 'off',
    // To a memory of its own the first message would wait until that is older.
    store: createMemoryStore(),
    port: 0,
    ...options,
  });
  return { agent, port: served.port };
}

const body = JSON.stringify(created);
const post = (target: string, more = '') =>
  `POST ${target} HTTP/1.1\r\nHost: relay.example\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n${more}`;
const whole = (target: string, more = '') =>
  `${post(target, more)}Content-Length: ${body.length}\r\n\r\n${body}`;
const last = 'Connection: close\r\n';

/** What the server says to these bytes, until it closes the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    sockets.push(socket);
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    // Whatever was said before the connection broke.
    socket.on('close', () => resolve(answer)).on('error', () => undefined);
  });
}

const statuses = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

test.each<[name: string, bytes: string, told: number[], asked: number]>([
  ['two requests at once', whole('/chat/create') + whole('/chat/create', last), [200, 200], 2],
  ['HEAD', `HEAD /chat/create HTTP/1.1\r\nHost: x\r\n${last}\r\n`, [405], 0],
  ['a method of WebDAV', `PROPFIND /chat/create HTTP/1.1\r\nHost: x\r\n${last}\r\n`, [405], 0],
  ['TRACE', `TRACE /chat/create HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\n${last}\r\n`, [405], 0],
  ['an unknown method', 'FOO /chat/create HTTP/1.1\r\nHost: x\r\n\r\n', [400], 0],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', [], 0],
  ['the address of another host', whole('http://evil.example/chat/create', last), [200], 1],
  ['another address and no route', whole('http://evil.example/v1/a/p/chat/create', last), [404], 0],
  ['an address of another scheme', whole('file:///chat/create', last), [400], 0],
  ['dots that are encoded', whole('/x/%2e%2e/chat/create', last), [200], 1],
  ['a slash that is encoded', whole('/chat%2fcreate', last), [404], 0],
  ['a doubled slash', whole('//chat/create', last), [404], 0],
  ['NUL in the path', whole('/chat/create%00', last), [404], 0],
  ['a path of 2 KiB', whole(`/${'x'.repeat(2048)}`, last), [404], 0],
  ['a query of 2 KiB', whole(`/chat/create?${'x'.repeat(2048)}`, last), [404], 0],
  ['no host', `POST /chat/create HTTP/1.1\r\nOrigin: ${origin}\r\n\r\n`, [400], 0],
  ['a host that is none', whole('/chat/create', last).replace('relay.example', 'a b'), [400], 0],
  ['HTTP/1.0', whole('/chat/create').replace('1.1', '1.0'), [200], 1],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400], 0],
  [
    'an upgrade',
    whole('/chat/create', `${last.replace('close', 'close, upgrade')}Upgrade: websocket\r\n`),
    [200],
    1,
  ],
  [
    '200 headers more',
    whole(
      '/chat/create',
      `${Array.from({ length: 200 }, (_, index) => `X-${index}: 1\r\n`).join('')}${last}`,
    ),
    [200],
    1,
  ],
  ['9 KiB of headers', `GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(9000)}\r\n\r\n`, [431], 0],
  ['a name of a header that is none', `GET /healthz HTTP/1.1\r\nHost: x\r\n(: 1\r\n\r\n`, [400], 0],
  ['TLS', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03', [400], 0],
])(
  'H-4 %s is told as it should, and asks the agent no more often than that',
  async (_, bytes, told, asked) => {
    const { agent, port } = await serve();
    const answer = await exchange(port, bytes);
    expect(statuses(answer)).toEqual(told);
    expect(agent.received.create).toBe(asked);
    expect(answer).not.toMatch(/^(Server|X-Powered-By|Set-Cookie):/im);
  },
);

const smuggled = whole('/chat/create');
/** Requests that two servers could read in two ways: in each hides a second one. */
const smugglingSet: [name: string, bytes: string][] = [
  [
    'length and chunks',
    `${post('/healthz')}Content-Length: ${smuggled.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  [
    'two lengths',
    `${post('/healthz')}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  ],
  ['two lengths in one', `${post('/healthz')}Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`],
  ['a length with a sign', `${post('/healthz')}Content-Length: +0\r\n\r\n${smuggled}`],
  ['a length in hexadecimal', `${post('/healthz')}Content-Length: 0x0\r\n\r\n${smuggled}`],
  ['another coding', `${post('/healthz')}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
  ['two codings', `${post('/healthz')}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`],
  [
    'a coding with a tab',
    `${post('/healthz')}Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  ['a coding after a space', `${post('/healthz')}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`],
  [
    'a folded header',
    `${post('/healthz')}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  ['bare line feeds', smuggled.replaceAll('\r\n', '\n')],
  ['a bare carriage return', `${post('/healthz')}X: a\rContent-Length: 0\r\n\r\n${smuggled}`],
  ['NUL in a header', `${post('/healthz')}X: a\0b\r\n\r\n${smuggled}`],
  ['a chunk of negative size', `${post('/chat/create')}Transfer-Encoding: chunked\r\n\r\n-1\r\n${smuggled}`],
  ['a chunk without its end', `${post('/chat/create')}Transfer-Encoding: chunked\r\n\r\n2\r\n{}${smuggled}`],
];

test.each(smugglingSet)(
  'H-1 %s is refused, the connection closed, and what hides behind never heard',
  async (_, bytes) => {
    const { agent, port } = await serve();
    const answer = await exchange(port, bytes);
    expect(statuses(answer)).toEqual([400]);
    expect(agent.received.create).toBe(0);
  },
);

test.each<[name: string, header: string, rest: string, told: number[]]>([
  ['more than it says', 'Content-Length: 2', '{}{}{}', [400]],
  [
    'in chunks, without an end',
    'Transfer-Encoding: chunked',
    `2000\r\n${' '.repeat(0x2000)}\r\n`.repeat(40),
    [413],
  ],
  ['over the limit, as it says', 'Content-Length: 99999999', ' '.repeat(200_000), [413]],
  ['over the limit, and says less than nothing', 'Content-Length: -5', ' '.repeat(100), [400]],
  ['over the limit, and says NaN', 'Content-Length: NaN', ' '.repeat(200_000), [400]],
])('V-2 a body that is %s is not heard beyond the limit', async (_, header, rest, told) => {
  const { agent, port } = await serve({ headersTimeoutMs: 400, requestTimeoutMs: 400 });
  const answer = await exchange(port, `${post('/chat/create')}${header}\r\n\r\n${rest}`);
  expect(statuses(answer)).toEqual(told);
  expect(agent.received.create).toBe(0);
});

test('H-2 a client that drips is cut off without a word, and the others are served meanwhile', async () => {
  const { port } = await serve({ headersTimeoutMs: 100, requestTimeoutMs: 100 });
  const drip = new Promise<string>((resolve) => {
    let answer = '';
    let timer: NodeJS.Timeout | undefined;
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('POST /chat/create HTTP/1.1\r\n');
      timer = setInterval(() => socket.write('X: 1\r\n'), 10);
    });
    sockets.push(socket);
    socket.on('data', (text) => (answer += text.toString())).on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
  });
  expect(statuses(await exchange(port, whole('/chat/create', last)))).toEqual([200]);
  expect(await drip).toBe('');
});

test('H-3 beyond the cap connections are closed unheard, and there is room again when one goes', async () => {
  const { port } = await serve({ maxConnections: 3 });
  const idle = await Promise.all(
    Array.from(
      { length: 3 },
      () =>
        new Promise<Socket>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket));
          sockets.push(socket);
        }),
    ),
  );
  await expect.poll(async () => exchange(port, whole('/chat/create', last))).toBe('');
  idle[0]?.destroy();
  await expect.poll(async () => statuses(await exchange(port, whole('/chat/create', last)))).toEqual([200]);
});

test('H-5 a Node that was told to parse loosely serves nothing', async () => {
  process.execArgv.push('--insecure-http-parser');
  try {
    await expect(serve()).rejects.toThrow(/^serveRelay: .*--insecure-http-parser/);
  } finally {
    process.execArgv.pop();
  }
});

test('H-7 connections that a browser opened in advance, or half a request, do not hold a relay that is stopping', async () => {
  const { port } = await serve({ shutdownTimeoutMs: 60_000 });
  const closed: Promise<unknown>[] = [];
  for (const bytes of ['', 'POST /chat/create HTTP/1.1\r\n', whole('/chat/create')]) {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    sockets.push(socket);
    closed.push(new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve)));
    await new Promise((resolve) => socket.once(bytes.endsWith('}') ? 'data' : 'connect', resolve));
  }
  await served?.close();
  served = undefined;
  expect(await Promise.all(closed)).toHaveLength(3);
});
