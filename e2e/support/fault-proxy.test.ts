// What each fault of the proxy does to a client and to the server behind it, over real sockets.
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type FaultProxyOptions, startFaultProxy, type Toxic } from './fault-proxy.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

/** A server that answers each request with its body, behind a proxy. */
async function setUp(options: Omit<FaultProxyOptions, 'target'>) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push(body);
      response.end(`echo ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy = await startFaultProxy({ target, ...options });
  closing.push(proxy.close, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    seen,
    proxy,
    async post(body: string, init?: RequestInit): Promise<string> {
      const answer = await fetch(proxy.url, { method: 'POST', body, ...init });
      return answer.text();
    },
    /** Sends bytes as they are, and tells what came back until the end, and how it ended. */
    raw(text: string): Promise<{ got: string; how: string; tookMs: number }> {
      const startedAt = performance.now();
      return new Promise((resolve) => {
        let got = '';
        const end = (how: string) => resolve({ got, how, tookMs: performance.now() - startedAt });
        const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1', () => socket.write(text));
        socket
          .on('data', (bytes) => (got += bytes.toString()))
          .on('end', () => end('end'))
          .on('error', (error: NodeJS.ErrnoException) => end(error.code ?? ''));
      });
    },
  };
}

const rawPost = (body: string, extra = '') =>
  `POST / HTTP/1.1\r\nHost: x\r\n${extra}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('the fault proxy', () => {
  test('passes on what no fault is chosen for, several requests on one connection', async () => {
    const turns: string[] = [];
    const { post, raw, seen } = await setUp({
      onRequest: ({ connection, turn, method, path, headers, body }) => {
        turns.push(`${connection}.${turn} ${method} ${path} ${headers['content-length']} ${body}`);
        return undefined;
      },
    });
    expect(await post('héllo')).toBe('echo héllo');
    const { got, how } = await raw(rawPost('one') + rawPost('two', 'Connection: close\r\n'));
    expect(got).toMatch(/echo one[^]*echo two/);
    expect(how).toBe('end');
    expect(seen).toEqual(['héllo', 'one', 'two']);
    expect(turns).toEqual(['1.1 POST / 6 héllo', '2.1 POST / 3 one', '2.2 POST / 3 two']);
  });

  test('reads a chunked request to its end before it decides', async () => {
    const bodies: string[] = [];
    const { post } = await setUp({ onRequest: ({ body }) => void bodies.push(body) });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('in '));
        controller.enqueue(new TextEncoder().encode('parts'));
        controller.close();
      },
    });
    const init = { body, duplex: 'half' };
    expect(await post('', init as RequestInit)).toBe('echo in parts');
    expect(bodies).toHaveLength(1);
  });

  test.each(['reset_peer', 'close'] as const)(
    '%s on the way up keeps the request from the server',
    async (type) => {
      const { post, seen, proxy } = await setUp({
        onRequest: ({ body }) => (body === 'second' ? { type, stream: 'upstream' } : undefined),
      });
      expect(await post('first')).toBe('echo first');
      await expect(post('second')).rejects.toThrow('fetch failed');
      expect(await post('third')).toBe('echo third');
      expect(seen).toEqual(['first', 'third']);
      expect(proxy.chosen).toEqual({ [type]: 1 });
    },
  );

  test.each([
    ['reset_peer', 'ECONNRESET'],
    ['close', 'end'],
  ] as const)('%s on the way down takes the answer away after the work is done', async (type, how) => {
    const { raw, seen } = await setUp({ onRequest: () => ({ type }) });
    expect(await raw(rawPost('x'))).toMatchObject({ got: '', how });
    expect(seen).toEqual(['x']);
  });

  test('a fault of the connection holds for all its requests', async () => {
    const { post, seen } = await setUp({
      onConnection: (connection) => (connection === 1 ? { type: 'close', stream: 'upstream' } : undefined),
    });
    await expect(post('one')).rejects.toThrow('fetch failed');
    expect(await post('two')).toBe('echo two');
    expect(seen).toEqual(['two']);
  });

  test('timeout without a time keeps the connection open and silent, upwards and downwards', async () => {
    for (const stream of ['upstream', 'downstream'] as const) {
      const { post, seen } = await setUp({ onRequest: () => ({ type: 'timeout', stream }) });
      await expect(post('x', { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
      expect(seen).toEqual(stream === 'upstream' ? [] : ['x']);
    }
  });

  test('timeout with a time ends the connection then, without a byte', async () => {
    const { raw } = await setUp({ onRequest: () => ({ type: 'timeout', timeoutMs: 30 }) });
    const { got, how, tookMs } = await raw(rawPost('x'));
    expect({ got, how }).toEqual({ got: '', how: 'end' });
    expect(tookMs).toBeGreaterThan(25);
  });

  test('latency holds the answer back, jitter adds its share', async () => {
    const { raw } = await setUp({
      onRequest: () => ({ type: 'latency', latencyMs: 20, jitterMs: 40 }),
      random: () => 0.5,
    });
    const { got, tookMs } = await raw(rawPost('x', 'Connection: close\r\n'));
    expect(got).toContain('echo x');
    expect(tookMs).toBeGreaterThan(35);
  });

  test('slow_close lets everything through and ends late', async () => {
    const { raw } = await setUp({ onRequest: () => ({ type: 'slow_close', delayMs: 40 }) });
    const { got, how, tookMs } = await raw(rawPost('x', 'Connection: close\r\n'));
    expect(got).toContain('echo x');
    expect(how).toBe('end');
    expect(tookMs).toBeGreaterThan(35);
  });

  test('slicer cuts the bytes small and loses none', async () => {
    const { post } = await setUp({ onRequest: () => ({ type: 'slicer', bytes: 7 }) });
    expect(await post('a longer text than one slice')).toBe('echo a longer text than one slice');
  });

  test('limit_data ends the connection after so many bytes', async () => {
    const { raw, seen } = await setUp({ onRequest: () => ({ type: 'limit_data', bytes: 20 }) });
    const { got, how } = await raw(rawPost('x'));
    expect(got).toBe('HTTP/1.1 200 OK\r\nDat');
    expect(how).toBe('end');
    expect(seen).toEqual(['x']);
  });

  test.each(['upstream', 'downstream'] as const)(
    'forge puts its own bytes in the place of answers, %s',
    async (stream) => {
      const chunks = ['HTTP/1.1 200 OK\r\nContent-Length: 6\r\n', '\r\nforged'];
      const toxic: Toxic = { type: 'forge', chunks, stream };
      const { post, seen } = await setUp({ onRequest: ({ body }) => (body === 'last' ? undefined : toxic) });
      expect(await post('one')).toBe('forged');
      expect(await post('two')).toBe('forged');
      expect(await post('last')).toBe('echo last');
      expect(seen).toEqual(stream === 'upstream' ? ['last'] : ['one', 'two', 'last']);
    },
  );

  test('forge stops where the client has gone', async () => {
    let taken = 0;
    function* pour() {
      for (; taken < 2 ** 30; taken += 2 ** 16) yield Buffer.alloc(2 ** 16);
    }
    const { proxy } = await setUp({ onRequest: () => ({ type: 'forge', chunks: pour() }) });
    await expect(fetch(proxy.url)).rejects.toThrow('fetch failed');
    expect(taken).toBeLessThan(2 ** 25);
  });

  test('refuse resets a connection as soon as it is there', async () => {
    const { post, seen } = await setUp({
      onConnection: (connection) => (connection === 1 ? { type: 'refuse' } : undefined),
    });
    await expect(post('one')).rejects.toThrow('fetch failed');
    expect(await post('two')).toBe('echo two');
    expect(seen).toEqual(['two']);
  });

  test('its port can be closed and opened again, and its connections dropped', async () => {
    const connections: number[] = [];
    const { post, proxy } = await setUp({ onConnection: (connection) => void connections.push(connection) });
    await post('one');
    proxy.drop();
    await post('two');
    await proxy.close();
    await expect(post('three')).rejects.toThrow('fetch failed');
    await proxy.open();
    expect(await post('four')).toBe('echo four');
    expect(connections).toEqual([1, 2, 3]);
  });

  test('asks for its target at each connection, and resets where nobody listens', async () => {
    const { proxy: other } = await setUp({});
    let target = 'http://127.0.0.1:1';
    const proxy = await startFaultProxy({ target: () => target });
    closing.push(proxy.close);
    await expect(fetch(proxy.url)).rejects.toThrow('fetch failed');
    target = other.url;
    expect(await (await fetch(proxy.url, { method: 'POST', body: 'x' })).text()).toBe('echo x');
  });
});
