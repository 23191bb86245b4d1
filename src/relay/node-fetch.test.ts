import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createNodeFetch } from './node-fetch.ts';

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener?: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat` };
}

const post = { method: 'POST', headers: { 'X-Api-Key': 'key' }, body: '{"message":"Grüße"}' };

test('a request goes out as it was written, and the answer comes back with its status, headers and text', async () => {
  let heard: IncomingMessage | undefined;
  let text = '';
  const { url } = await serve((request, answer) => {
    heard = request;
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      answer.writeHead(
        429,
        [
          ['Retry-After', '7'],
          ['X-Many', 'one'],
          ['X-Many', 'two'],
        ].flat(),
      );
      answer.end('zu schnell, ärgerlich');
    });
  });
  const answer = await createNodeFetch(1000)(url, post);
  expect([answer.status, answer.ok, await answer.text()]).toEqual([429, false, 'zu schnell, ärgerlich']);
  expect([answer.headers.get('retry-after'), answer.headers.get('x-many')]).toEqual(['7', 'one, two']);
  expect(text).toBe(post.body);
  expect([heard?.method, heard?.url, heard?.headers['x-api-key']]).toEqual(['POST', '/chat', 'key']);
});

test('no coding is asked for, as none would be taken off', async () => {
  const { url } = await serve((request, answer) => answer.end(request.headers['accept-encoding']));
  expect(await (await createNodeFetch(1000)(url, post)).text()).toBe('identity');
});

test('a redirect is told and not followed, since the key would go with it', async () => {
  let requests = 0;
  const { url } = await serve((_, answer) => {
    requests += 1;
    answer.writeHead(307, { Location: '/elsewhere' }).end();
  });
  expect((await createNodeFetch(1000)(url, post)).status).toBe(307);
  expect(requests).toBe(1);
});

test('the proxy of the environment is taken where Node is told to take it', async () => {
  const { url } = await serve((_, answer) => answer.end('the agent'));
  const tunnels: (string | undefined)[] = [];
  const { server: proxy, url: proxyUrl } = await serve();
  proxy.on('connect', ({ url: place }: IncomingMessage, socket) => {
    tunnels.push(place);
    const { port } = new URL(url);
    const onwards = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    for (const end of [socket, onwards]) end.on('error', () => undefined);
  });
  vi.stubEnv('HTTP_PROXY', new URL(proxyUrl).origin);
  expect(await (await createNodeFetch(1000)(url, post)).text()).toBe('the agent');
  expect(tunnels).toEqual([]);
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  expect(await (await createNodeFetch(1000)(url, post)).text()).toBe('the agent');
  expect(tunnels).toEqual([new URL(url).host]);
});
