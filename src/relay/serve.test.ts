import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { serveRelay, type ServedRelay, type ServeRelayOptions } from './serve.ts';
import { account, created, origin, secrets } from './test-support.ts';
import { platformTimer, sleep } from './timer.ts';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';

let served: ServedRelay | undefined;
afterEach(() => served?.close());

async function serve(options: Partial<ServeRelayOptions> = {}): Promise<ServedRelay> {
  served = await serveRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: createAgent().fetch,
    files: () => Promise.resolve(undefined),
    port: 0,
    ...options,
  });
  return served;
}

const create = (url: string, message = '') =>
  fetch(`${url}/chat/create`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ ...created, message }),
  });

/** What the server says to these bytes, until it closes the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

test.each([
  ['silence', ''],
  ['half the headers', 'POST /chat/create HTTP/1.1\r\nHost: x\r\n'],
  [
    'half the body',
    'POST /chat/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nOrigin: https://shop.example\r\nContent-Length: 99\r\n\r\n{',
  ],
])('H-2 a client that sends %s and then nothing is cut off without a word', async (_, bytes) => {
  const { port } = await serve({ headersTimeoutMs: 40, requestTimeoutMs: 40 });
  expect(await exchange(port, bytes)).toBe('');
});

test.each([
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  ['length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'Content-Length : 5\r\n\r\nhello'],
  ['another coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
])('H-1 %s is refused, and the connection closed', async (_, rest) => {
  const { port } = await serve();
  expect(await exchange(port, `POST /chat/create HTTP/1.1\r\nHost: x\r\n${rest}`)).toMatch(
    /^HTTP\/1\.1 400 /,
  );
});

test('H-4 9 KiB of headers are answered with 431', async () => {
  const { port } = await serve();
  const answer = await exchange(port, `GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(9000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

const headers = `Host: x\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;
const text = JSON.stringify(created);

test.each([
  ['an absolute address of another host', 'POST http://evil.example/chat/create', 200],
  ['HEAD', 'HEAD /chat/create', 405],
  ['a method of others', 'PURGE /chat/create', 405],
  ['a method of nobody', 'HELLO /chat/create', 400],
  ['two slashes', 'POST //chat/create', 404],
  ['a way up, in disguise', 'POST /chat/%2e%2e/chat/%2e%2e/secret', 404],
  ['a way around', 'POST /none/../chat/create', 200],
  ['an address of 4 KiB', `POST /${'a'.repeat(4096)}`, 404],
])('H-4, S-5 %s gets its answer, and the agent is where it was', async (_, line, status) => {
  const asked: string[] = [];
  const agent = createAgent();
  const { port } = await serve({
    fetch: (url, init) => {
      asked.push(new URL(url).origin);
      return agent.fetch(url, init);
    },
  });
  const request = `${line} HTTP/1.1\r\n${headers}X-Forwarded-Host: evil.example\r\nConnection: close\r\n`;
  const answer = await exchange(port, `${request}Content-Length: ${text.length}\r\n\r\n${text}`);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(asked).toEqual(status === 200 ? [account.baseUrl] : []);
});

test('H-4 requests that come at once in one connection are answered in their order', async () => {
  const { port } = await serve();
  const post = `POST /chat/create HTTP/1.1\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`;
  const last = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const answers = (await exchange(port, post + post + last)).split(/(?=HTTP\/1\.1 \d)/);
  expect(answers.map((answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])).toEqual(['200', '200', '200']);
  expect(answers.map((answer) => answer.includes('conversation_id'))).toEqual([true, true, false]);
});

test('O-3 413 is readable over the wire too, though the body was never read to its end', async () => {
  const { url } = await serve();
  const answer = await fetch(`${url}/chat/create`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: new ReadableStream({
      start(controller) {
        for (let part = 0; part < 40; part += 1) controller.enqueue(new Uint8Array(4096));
        controller.close();
      },
    }),
    duplex: 'half',
  } as RequestInit);
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([413, origin]);
});

test('what a page that comes new sends at once after a start is not taken for a message of the relay before', async () => {
  const { url } = await serve();
  const send = (path: string, body: object, issued?: number) =>
    fetch(`${url}/chat/${path}`, {
      method: 'POST',
      headers: {
        origin,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...(issued && { 'idempotency-issued': String(issued) }),
      },
      body: JSON.stringify(body),
    });
  const begun = await send('create', { ...created, message: '' });
  const { conversation_id } = (await begun.json()) as { conversation_id: string };
  // As a page does that has heard the time from this answer.
  const issued = Number(begun.headers.get('x-server-time'));
  const answer = await send('respond', { conversation_id, message: 'returns' }, issued);
  expect(answer.status).toBe(200);
});

test('H-7 closing lets the turn under way end, says so, and takes no more', async () => {
  const { promise: isAsked, resolve: onAsked } = withResolver();
  const { promise: mayAnswer, resolve: answerNow } = withResolver();
  const agent = createAgent();
  const { url, close } = await serve({
    fetch: async (input, init) => {
      onAsked();
      await mayAnswer;
      return agent.fetch(input, init);
    },
  });
  const turn = create(url);
  await isAsked;
  const closing = close();
  await expect(create(url)).rejects.toThrow('fetch failed');
  answerNow();
  const answer = await turn;
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  await closing;
});

test.each(['create', 'close'])(
  'H-7 a %s whose visitor has left, and which has no key, is waited for too',
  async (operation) => {
    const { promise: isAsked, resolve: onAsked } = withResolver();
    const { promise: mayAnswer, resolve: answerNow } = withResolver();
    const agent = createAgent();
    let isAnswered = false;
    const { url, close } = await serve({
      close: true,
      fetch: async (input, init) => {
        if (!input.endsWith(operation)) return agent.fetch(input, init);
        onAsked();
        await mayAnswer;
        isAnswered = true;
        return new Response(JSON.stringify({ success: true, conversation_id: 'c', response: '' }), {
          headers: { 'content-type': 'application/json' },
        });
      },
    });
    const begun = operation === 'close' ? ((await (await create(url)).json()) as object) : created;
    const leaving = new AbortController();
    const turn = fetch(`${url}/chat/${operation}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify(begun),
      signal: leaving.signal,
    });
    turn.catch(() => undefined);
    await isAsked;
    leaving.abort();
    const closing = close().then(() => isAnswered);
    await expect(Promise.race([closing, sleep(platformTimer, 50)])).resolves.toBeUndefined();
    answerNow();
    expect(await closing).toBe(true);
  },
);

test('the operator’s door has an address of its own where it is told one', async () => {
  const { port, adminPort } = await serve({ host: '127.0.0.2', adminHost: '127.0.0.3', adminPort: 0 });
  const ask = (host: string) => fetch(`http://${host}:${adminPort}/readyz`).then(({ status }) => status);
  expect(await ask('127.0.0.3')).toBe(200);
  await expect(ask('127.0.0.2')).rejects.toThrow('fetch failed');
  expect((await fetch(`http://127.0.0.2:${port}/healthz`)).status).toBe(200);
});

test('H-7 a turn that outlasts the shutdown’s limit does not hold it', async () => {
  const { promise: isAsked, resolve: onAsked } = withResolver();
  const { url, close } = await serve({
    shutdownTimeoutMs: 10,
    fetch: () => {
      onAsked();
      return new Promise(() => undefined);
    },
  });
  const turn = create(url);
  turn.catch(() => undefined);
  await isAsked;
  await close();
  await expect(turn).rejects.toThrow('fetch failed');
});

test('U-1 a port that nobody listens at is told as unavailable, with the platform’s own fetch', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  for (const host of ['127.0.0.1', 'localhost']) {
    const { url, close } = await serve({ upstream: { base: `http://${host}:${port}` }, fetch });
    const answer = await create(url);
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'upstream_unavailable' }]);
    await close();
  }
});

test('U-1 a connection that ends after the request was read is told as unknown, and used once', async () => {
  let asked = 0;
  const upstream = createServer((socket) => {
    socket.once('data', () => {
      asked += 1;
      socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const { url } = await serve({ upstream: { base: `http://127.0.0.1:${port}` }, fetch });
  const answer = await create(url, 'Hello');
  expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'delivery_unknown' }]);
  expect(asked).toBe(1);
  await new Promise((resolve) => upstream.close(resolve));
});

test.each([301, 302, 307, 308])(
  'S-5 a redirect with %i is not followed, so that the key stays where it belongs',
  async (status) => {
    let canaryCalls = 0;
    const canary = createHttpServer((_request, answer) => {
      canaryCalls += 1;
      answer.end('{}');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port: canaryPort } = canary.address() as AddressInfo;
    const upstream = createHttpServer((_request, answer) => {
      answer.writeHead(status, { location: `http://127.0.0.1:${canaryPort}/` }).end();
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    const { url } = await serve({ upstream: { base: `http://127.0.0.1:${port}` }, fetch });
    const answer = await create(url);
    expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'upstream_misconfigured' }]);
    expect(canaryCalls).toBe(0);
    for (const server of [upstream, canary]) await new Promise((resolve) => server.close(resolve));
  },
);

test('several relays without one memory, and a memory shorter than conversations, are refused at the start', async () => {
  await expect(serve({ replicas: 2 })).rejects.toThrow(/^serveRelay: replicas is 2.*storeUrl/);
  const storeUrl = 'redis://127.0.0.1:1';
  await expect(serve({ storeUrl, idempotencyTtlMs: 3_600_000 })).rejects.toThrow(
    /^serveRelay: idempotencyTtlMs is shorter than conversationTtlMs/,
  );
  await expect(serve({ storeUrl: 'http://u:secret@cache' })).rejects.toThrow(/^createRedisStore: url/);
});

test('a relay whose store is not there yet starts, and says so to each message', async () => {
  const { url } = await serve({ storeUrl: 'redis://127.0.0.1:1', replicas: 2 });
  const answer = await create(url);
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'store_unavailable' }]);
});

test('a port that is taken is an error of its own name', async () => {
  const { port } = await serve();
  await expect(
    serveRelay({
      upstream: polyai(account),
      secrets,
      allowedOrigins: [origin],
      files: () => Promise.resolve(undefined),
      port,
    }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
