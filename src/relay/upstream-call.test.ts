// Byte-level rows of the fault table: a raw server in the agent's place, Node's own fetch, and the whole relay between.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { polyai } from '../protocol/upstream.ts';
import { createNodeFetch } from './node-fetch.ts';
import { account, created, type Setup, setUp } from './test-support.ts';

const greeting = JSON.stringify({ conversation_id: 'c', response: 'Hello' });
const head = (length: number, type = 'application/json') =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
const answerWith = (body: string, type?: string) => `${head(Buffer.byteLength(body), type)}${body}`;

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  if (server) await new Promise((resolve) => server?.close(resolve));
  server = undefined;
});

/** Listens, and does `react` with each whole request; counts them. */
async function serveRaw(
  react: (socket: Socket, count: number) => void,
  onConnect?: (socket: Socket) => void,
) {
  const seen = { requests: 0, connections: 0 };
  server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnect?.(socket);
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Infinity);
      const start = text.indexOf('\r\n\r\n') + 4;
      if (start < 4 || Buffer.byteLength(text.slice(start)) < length) return;
      text = '';
      react(socket, (seen.requests += 1));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { seen, port, base: `http://127.0.0.1:${port}` };
}

async function turnAgainst(baseUrl: string, setup: Setup = {}, message = 'Hello') {
  const bench = await setUp('in process', {
    upstream: polyai({ ...account, baseUrl }),
    fetch: createNodeFetch(3000),
    ...setup,
  });
  const headers = { 'idempotency-key': '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84' };
  const send = () => bench.post('/chat/create', { ...created, message }, headers);
  const answer = await send();
  const { code } = (await answer.clone().json()) as { code?: string };
  return { bench, send, answer, outcome: [answer.status, code] };
}

const unknown = [502, 'delivery_unknown'];
const invalid = [502, 'upstream_invalid'];
const rows: [row: string, react: (socket: Socket) => void, outcome: unknown[], setup?: Setup][] = [
  ['row 5 a reset after the request was read', (socket) => socket.resetAndDestroy(), unknown],
  ['row 6 an end after the request was read', (socket) => socket.end(), unknown],
  ['row 7 no answer at all', () => undefined, unknown, { firstByteTimeoutMs: 50 }],
  ['row 7 headers, then nothing', (s) => s.write(head(40)), unknown, { upstreamTimeoutMs: 80 }],
  ['row 8 half an answer', (s) => s.end(`${head(900)}${greeting}`), unknown],
  ['row 9 an answer in single bytes', sendBytewise, [200, undefined]],
  ['row 10 a garbled status line', (s) => s.end('HTTP/1.1 banana\r\n\r\n'), unknown],
  ['row 10 headers of 20 KB', (s) => s.end(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`), unknown],
  ['row 11 a web page', (s) => s.end(answerWith('<!doctype html>', 'text/html')), invalid],
  ['row 11 nothing in it', (s) => s.end(answerWith('')), invalid],
  ['row 11 other types', (s) => s.end(answerWith('{"conversation_id":1,"response":[]}')), invalid],
];

function sendBytewise(socket: Socket): void {
  socket.setNoDelay();
  const bytes = answerWith(greeting).split('');
  const timer = setInterval(() => {
    const byte = bytes.shift();
    if (byte === undefined) clearInterval(timer);
    else socket.write(byte);
  }, 1);
}

describe('U-1', () => {
  test.each(rows)('%s: sent once, told once, and told the same again', async (_, react, outcome, setup) => {
    const { seen, base } = await serveRaw(react);
    const turn = await turnAgainst(base, setup);
    expect([turn.outcome, seen.requests]).toEqual([outcome, 1]);
    const again = await turn.send();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(await turn.answer.text());
    expect(seen.requests).toBe(1);
  });

  test('row 4 a reset on accept is never sent twice', async () => {
    const { seen, base } = await serveRaw(
      (socket) => socket.end(answerWith(greeting)),
      (socket) => (seen.connections === 1 ? socket.resetAndDestroy() : undefined),
    );
    const { outcome } = await turnAgainst(base);
    // Whether the system tells the reset while connecting or after it is a matter of microseconds.
    expect([[200, undefined], unknown]).toContainEqual(outcome);
    expect(seen.requests).toBeLessThanOrEqual(1);
  });

  test('row 5 on a connection that was used before, it is sent once too', async () => {
    const { seen, base } = await serveRaw((socket, count) =>
      count === 1 ? socket.write(answerWith(greeting)) : socket.resetAndDestroy(),
    );
    const { bench, outcome } = await turnAgainst(base);
    expect(outcome).toEqual([200, undefined]);
    const answer = await bench.post('/chat/create', { ...created, message: 'Hello again' });
    expect([answer.status, seen]).toEqual([502, { requests: 2, connections: 1 }]);
  });
});

test('I-7 row 1 an agent that comes up while the relay tries gets the message once', async () => {
  const { port } = await serveRaw(() => undefined);
  await new Promise((resolve) => server?.close(resolve));
  let count = 0;
  const late = createServer((socket) =>
    socket.once('data', () => {
      count += 1;
      socket.end(answerWith(greeting));
    }),
  );
  setTimeout(() => late.listen(port, '127.0.0.1'), 150);
  const { outcome } = await turnAgainst(`http://127.0.0.1:${port}`, { random: () => 0.2 });
  await new Promise((resolve) => late.close(resolve));
  expect([outcome, count]).toEqual([[200, undefined], 1]);
});

test('U-3 row 11 an endless answer is cut while it is read, and its connection closed', async () => {
  let sent = 0;
  const { base } = await serveRaw((socket) => {
    socket.write(head(1_073_741_824));
    const part = Buffer.alloc(65_536, 0x20);
    const pump = () => {
      while (socket.writable && socket.write(part));
    };
    socket.on('drain', pump).on('close', () => (sent = socket.bytesWritten));
    pump();
  });
  const { outcome } = await turnAgainst(base);
  expect(outcome).toEqual(invalid);
  await vi.waitFor(() => expect(sent).toBeGreaterThan(0));
  // What is under way in buffers of the system is some megabytes.
  expect(sent).toBeLessThan(32 * 1_048_576);
});

test('row 3 a connection that is never made is given up by its own limit, and nothing was sent', async () => {
  // The system connects, but nobody answers to TLS, which is part of connecting.
  const { base, seen } = await serveRaw(() => undefined);
  const impatient = createNodeFetch(100);
  let calls = 0;
  const { outcome } = await turnAgainst(base.replace('http:', 'https:'), {
    random: () => 0,
    fetch: (url, init) =>
      (calls += 1) === 1 ? impatient(url, init) : Promise.resolve(new Response(greeting)),
  });
  // That there was a second call shows that the first was known not to have been sent.
  expect([outcome, calls, seen]).toEqual([[200, undefined], 2, { connections: 1, requests: 0 }]);
});

test('U-6 an agent that does not speak TLS is not asked again, and never without it', async () => {
  const { base, seen } = await serveRaw(
    () => undefined,
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const { outcome } = await turnAgainst(base.replace('http:', 'https:'));
  expect([outcome, seen.connections]).toEqual([[503, 'upstream_unavailable'], 1]);
});
