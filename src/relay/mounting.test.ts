// The README's ways into an application that is there already, run as they stand there.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterEach, expect, test, vi } from 'vitest';
import { findCode } from '../../e2e/support/readme.ts';
import { createAgent } from '../agent.ts';
import { polyai } from '../client.ts';
import { createRelay, type Relay, type RelayOptions } from '../relay.ts';
import { toRequestListener } from './request-listener.ts';
import { created } from './test-support.ts';

const origin = 'https://www.example.com';
let server: Server | undefined;
afterEach(async () => {
  vi.unstubAllGlobals();
  if (server) await new Promise((resolve) => server?.close(resolve));
  server = undefined;
});

/** Runs the README's code with its imports, and the names that the reader has to fill in, taken from here. */
async function run<T>(words: string, names: Record<string, unknown>, exported: string): Promise<T> {
  const code = findCode('js', words).replaceAll(/^import .*;$/gm, '');
  vi.stubGlobal('readme', names);
  const script = `const { ${Object.keys(names).join(', ')} } = readme;\n${code}\nexport { ${exported} };`;
  const module = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as Record<string, T>;
  return module[exported] as T;
}

const account = { accountId: 'a', projectId: 'p', apiKey: 'key', token: 'token' };
const script = { body: 'globalThis.Parley = {};', type: 'text/javascript' };

const names = () => ({
  ...account,
  Hono,
  polyai,
  createRelay: (options: RelayOptions) => createRelay({ ...options, fetch: createAgent().fetch }),
  readWidgetFiles: () => () => Promise.resolve(script),
  process: { env: { RELAY_SECRETS: `1:${btoa('abcdefghijklmnopqrstuvwxyz0123456789')}` } },
});

const request = (url: string) =>
  new Request(url, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(created),
  });

test('in an application of Hono', async () => {
  const app = await run<Hono>('new Hono()', names(), 'app');
  const answer = await app.fetch(request('https://www.example.com/parley/chat/create'));
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  const widget = await app.fetch(new Request('https://www.example.com/parley/parley.js'));
  expect(await widget.text()).toBe(script.body);
  expect((await app.fetch(request('https://www.example.com/chat/create'))).status).toBe(404);
});

test('in a server of Node', async () => {
  const relay = await run<Relay>('new Hono()', names(), 'relay');
  const listen = (listener: RequestListener) => (server = createServer(listener));
  await run('toRequestListener(relay)', { relay, toRequestListener, createServer: listen }, 'answer');
  await vi.waitFor(() => expect(server?.listening).toBe(true));
  const url = `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}`;
  expect((await fetch(request(`${url}/parley/chat/create`))).status).toBe(200);
  expect(await (await fetch(`${url}/`)).text()).toBe('your site');
});
