// What clients can ask of a server without taking any of it.
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import { serveRelay, type ServedRelay, type ServeRelayOptions } from './serve.ts';
import { account, created, origin, secrets } from './test-support.ts';

// Much is sent here, and the machine may have other work to do.
vi.setConfig({ testTimeout: 30_000 });
let served: ServedRelay | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await served?.close();
});

const megabyte = 2 ** 20;
const type = 'text/javascript; charset=utf-8';

/** A relay whose bundle is so large that no kernel takes it from a client that does not read. */
async function serve(options: Partial<ServeRelayOptions> = {}, fileBytes = 16 * megabyte) {
  const file = { body: new Uint8Array(fileBytes), type };
  const seen = { files: 0 };
  served = await serveRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: createAgent().fetch,
    files: () => {
      seen.files += 1;
      return Promise.resolve(file);
    },
    port: 0,
    rates: 'off',
    ...options,
  });
  return { ...served, seen };
}

/** Sends the bytes and reads nothing until it is told to. */
function ask(port: number, bytes: string): { socket: Socket; closed: Promise<void> } {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  sockets.push(socket);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  return { socket, closed };
}

const get = 'GET /parley.js HTTP/1.1\r\nHost: x\r\n\r\n';

test('H-3 who asks for thousands of answers in one connection and takes none is cut off before they are made', async () => {
  const { port, seen } = await serve({}, 30_000);
  const before = process.memoryUsage();
  const greedy = Array.from({ length: 10 }, () => ask(port, get.repeat(1500)));
  let peakBytes = 0;
  const look = setInterval(() => {
    const { arrayBuffers } = process.memoryUsage();
    peakBytes = Math.max(peakBytes, arrayBuffers - before.arrayBuffers);
  }, 5);
  for (const { socket } of greedy) socket.resume();
  await Promise.all(greedy.map(({ closed }) => closed));
  clearInterval(look);
  expect(seen.files).toBeLessThanOrEqual(10 * 16);
  // All of the 15,000 answers would be 450 MB.
  expect(peakBytes).toBeLessThan(20 * megabyte);
});

test('H-3 as many as a connection may wait for are answered, and share the bytes of a file', async () => {
  const { port, seen } = await serve();
  const { closed } = ask(port, get.repeat(16));
  const before = process.memoryUsage().arrayBuffers;
  await vi.waitFor(() => expect(seen.files).toBe(16), { timeout: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  // Sixteen copies would be 256 MiB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * megabyte);
  sockets[0]?.destroy();
  await closed;
});

test('H-2 a client that takes nothing of its answer is cut off', async () => {
  const { port, adminPort } = await serve({ answerTimeoutMs: 60, adminPort: 0 });
  const { socket, closed } = ask(port, get);
  socket.pause();
  const told = async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  await vi.waitFor(async () => expect(await told()).toContain('relay_clients_aborted_total 1'), {
    timeout: 20_000,
  });
  // Its end is seen by reading what was on the way, which is not all.
  let bytes = 0;
  socket.on('data', (data) => (bytes += data.length)).resume();
  await closed;
  expect(bytes).toBeLessThan(16 * megabyte);
});

test('H-2 a client that takes its answer slowly, or waits for a turn, is not', async () => {
  const agent = createAgent();
  const { port, url } = await serve({
    answerTimeoutMs: 300,
    fetch: async (input, init) => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      return agent.fetch(input, init);
    },
  });
  const turn = fetch(`${url}/chat/create`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(created),
  });
  const { socket, closed } = ask(port, get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  let bytes = 0;
  let pauses = 0;
  socket.on('data', (data) => {
    bytes += data.length;
    if (bytes < (pauses + 1) * 3 * megabyte) return;
    pauses += 1;
    socket.pause();
    setTimeout(() => socket.resume(), 150);
  });
  await closed;
  expect(bytes).toBeGreaterThan(16 * megabyte);
  expect([pauses, (await turn).status]).toEqual([5, 200]);
});

test('H-6 who asks is told that the connection is kept for 65 s', async () => {
  const { port } = await serve();
  const { socket } = ask(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  expect(answer).toContain('Keep-Alive: timeout=65');
});
