// The package as its users get it: packed, installed into an empty folder, and run.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const project = join(import.meta.dirname, '../..');
let folder = '';

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
}

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: project });
  const [tarball = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"shop","private":true,"type":"module"}');
  run('npm', 'install', '--silent', '--no-audit', '--no-fund', `./${tarball}`);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('P-3: it brings the widget’s dependencies and nothing else', () => {
  const installed = readdirSync(join(folder, 'node_modules'))
    .filter((name) => !name.startsWith('.'))
    .toSorted();
  expect(installed).toEqual(['@preact', 'parley-chat', 'preact']);
  expect(readdirSync(join(folder, 'node_modules/@preact')).toSorted()).toEqual(['signals', 'signals-core']);
});

test('every entry can be imported in Node, without side effects', () => {
  const entries = ['', '/element', '/conversation', '/client', '/relay', '/relay/node', '/agent'];
  const code = `
    const before = Object.getOwnPropertyNames(globalThis).length;
    for (const entry of ${JSON.stringify(entries)}) await import('parley-chat' + entry);
    if (Object.getOwnPropertyNames(globalThis).length !== before) throw new Error('a global has been made');
    console.log('fine');`;
  expect(run('node', '--input-type=module', '-e', code).trim()).toBe('fine');
});

test('a relay of the package serves the widget’s files without being told where they are', () => {
  const code = `
    import { polyai } from 'parley-chat/client';
    import { serveRelay } from 'parley-chat/relay/node';
    const relay = await serveRelay({
      upstream: polyai({ baseUrl: 'http://127.0.0.1:9', accountId: 'a', projectId: 'b', apiKey: 'c', token: 'd' }),
      secrets: '1:${randomBytes(32).toString('base64')}',
      allowedOrigins: ['https://shop.example'],
      port: 0,
    });
    for (const name of ['parley.js', 'extras.js', 'locales/de.js']) {
      const { ok, headers } = await fetch(relay.url + '/' + name, { headers: { 'accept-encoding': 'br' } });
      console.log(name + ': ' + ok + ', ' + headers.get('content-encoding'));
    }
    await relay.close();`;
  expect(run('node', '--input-type=module', '-e', code).trim().split('\n')).toEqual([
    'parley.js: true, br',
    'extras.js: true, br',
    'locales/de.js: true, br',
  ]);
});

test('the published types need no package that is not there', () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import { createChat, type ChatOptions } from 'parley-chat';
     import 'parley-chat/element';
     import { createConversation } from 'parley-chat/conversation';
     import { createChatClient, polyai } from 'parley-chat/client';
     import { createRelay } from 'parley-chat/relay';
     import { serveRelay } from 'parley-chat/relay/node';
     import { createAgent } from 'parley-chat/agent';
     const options: ChatOptions = { relay: 'https://relay.example.com' };
     export const made = [createChat(options), createConversation({ client: createChatClient({ base: 'https://x.example' }) })];
     export const entries = [polyai, createRelay, serveRelay, createAgent];
    `,
  );
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  run(
    'node',
    tsc,
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom',
    'use.ts',
  );
});

test('`npx parley-chat relay --demo` serves page, bundle and agent, and stops when asked', async ({
  request,
}) => {
  const child = spawn('npx', ['--no-install', 'parley-chat', 'relay', '--demo'], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    detached: true,
  });
  let printed = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /Open (http:\/\/\S+?)\/?\s/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`It stopped with ${code}: ${printed}`)));
  });
  const page = await request.get(`${address}/`);
  expect(await page.text()).toContain('parley.js');
  expect((await request.get(`${address}/parley.js`)).headers()['cache-control']).toBe('public, max-age=300');
  const created = await request.post(`${address}/chat/create`, {
    headers: { Origin: address },
    data: { user_id: '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84', message: '', metadata: {} },
  });
  expect(await created.json()).toMatchObject({ response: 'Hi, how can I help you today?' });
  const stopped = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await stopped;
});
