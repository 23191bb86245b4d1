import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { findPort } from '../../e2e/support/find-port.ts';
import { createAgent } from '../agent.ts';
import { runCommand } from './command.ts';
import type { CommandSurroundings } from './configuration.ts';
import type { Environment } from './setting-reader.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'dist/demo'), { recursive: true });
mkdirSync(join(root, 'dist/locales'));
writeFileSync(join(root, 'dist/parley.js'), 'globalThis.Parley = {};');
writeFileSync(join(root, 'dist/locales/de.js'), 'export default {};');
writeFileSync(join(root, 'dist/demo/index.html'), '<h1>Fern</h1>');
const folder = pathToFileURL(join(root, 'dist/'));

const secret = `1:${btoa(String.fromCharCode(...Array.from({ length: 32 }, (_, index) => index * 7)))}`;
const right: Environment = {
  POLYAI_API_KEY: 'CANARY-key-4711',
  POLYAI_TOKEN: 'CANARY-token-4712',
  POLYAI_REGION: 'uk-1',
  POLYAI_ACCOUNT_ID: 'poly-scs-uk',
  POLYAI_PROJECT_ID: 'PROJECT-1',
  ALLOWED_ORIGINS: 'https://shop.example',
  RELAY_SECRETS: secret,
  DAILY_TURN_BUDGET: '1000',
  PORT: '0',
  ADMIN_PORT: '0',
  DRAIN_DELAY: '0s',
};
/** What a start with these has to say in any case. */
const aboutBudget: unknown = expect.stringMatching(/^DAILY_TURN_BUDGET is counted in memory/);

/** Runs a command and gathers what it says; `stop` asks it to end, and `url` is where it listens. */
function run(args: string, given: Partial<CommandSurroundings> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const exits: number[] = [];
  let stop = () => {};
  let onReady = (_url: string) => {};
  const url = new Promise<string>((resolve) => (onReady = resolve));
  const hear = (lines: string[]) => (line: string) => {
    lines.push(line);
    const address = /http:\/\/localhost:\d+/.exec(line);
    if (address) onReady(address[0]);
  };
  const code = runCommand(args.split(' ').filter(Boolean), {
    standIn: () => createAgent({ persona: 'shop' }),
    env: {},
    folder,
    print: hear(out),
    warn: hear(err),
    onStop: (listener) => (stop = listener),
    exit: (status) => exits.push(status),
    ...given,
  });
  return { code, url, out, err, exits, stop: () => stop() };
}

test('S-3 relay without settings ends with 78 and one line for each fault', async () => {
  const { code, err, out } = run('relay');
  expect(await code).toBe(78);
  expect(err).toHaveLength(7);
  expect(out).toEqual([]);
});

test('relay without the widget’s files says which one is missing', async () => {
  const { code, err } = run('relay', { env: right, folder: pathToFileURL(`${root}/`) });
  expect(await code).toBe(78);
  expect(err).toEqual([aboutBudget, expect.stringMatching(/^parley\.js is missing in .*npm run build/)]);
});

test('relay serves, writes its log to stdout as JSON alone, and ends with 0', async () => {
  const { code, url, out, err, stop } = run('relay', { env: right });
  const answer = await fetch(`${await url}/chat/create`, { method: 'POST' });
  expect(answer.status).toBe(403);
  stop();
  expect(await code).toBe(0);
  expect(out.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual(['origin_not_allowed']);
  expect(err.join('\n')).toMatch(/<script async src="https:\/\/YOUR-RELAY\/parley\.js"><\/script>/);
  expect([...out, ...err].join('\n')).not.toMatch(/CANARY|poly-scs|PROJECT/);
});

test('relay --demo serves page, widget and a talking stand-in without any setting', async () => {
  const { code, url, out, err, stop } = run('relay --demo', {
    env: { PORT: '0', ALLOWED_ORIGINS: 'http://localhost:1' },
  });
  const base = await url;
  expect(await (await fetch(base)).text()).toBe('<h1>Fern</h1>');
  expect(await (await fetch(`${base}/parley.js`)).text()).toBe('globalThis.Parley = {};');
  expect((await fetch(`${base}/locales/de.js`)).status).toBe(200);
  const answer = await fetch(`${base}/chat/create`, {
    method: 'POST',
    headers: { origin: 'http://localhost:1', 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: crypto.randomUUID(), message: '', metadata: {} }),
  });
  expect(await answer.json()).toMatchObject({ response: expect.stringContaining('Fern') });
  expect(err).toEqual([]);
  expect(out.join('\n')).toMatch(/Open http:\/\/localhost:\d+\/\n[^]*stand-in[^]*Ctrl\+C/);
  stop();
  expect(await code).toBe(0);
});

test('relay --demo before a real account warns as relay does: turns cost something then', async () => {
  const env = { ...right, DAILY_TURN_BUDGET: '', ALLOW_ANY_ORIGIN: '1' };
  const { code, url, out, err, stop } = run('relay --demo', { env });
  await url;
  expect(out.join('\n')).toContain('The agent is PolyAI’s');
  stop();
  expect(await code).toBe(0);
  expect(err).toEqual([
    expect.stringMatching(/^ALLOW_ANY_ORIGIN is on/),
    expect.stringMatching(/^DAILY_TURN_BUDGET is not set/),
  ]);
});

test('relay --demo moves to the next port where nobody named one, and its origins move with it', async () => {
  const blocker = createServer();
  const isMine = await new Promise<boolean>((resolve) => {
    blocker.once('error', () => resolve(false)).listen(8787, '127.0.0.1', () => resolve(true));
  });
  const { code, url, out, stop } = run('relay --demo');
  const base = await url;
  expect(base).not.toBe('http://localhost:8787');
  expect(out[0]).toContain('Port 8787 is taken');
  const answer = await fetch(`${base}/chat/create`, { method: 'POST', headers: { origin: base } });
  expect(answer.status).toBe(415);
  stop();
  expect(await code).toBe(0);
  if (isMine) await new Promise((resolve) => blocker.close(resolve));
});

test('with PORT=0 the demo allows the page on the port it got', async () => {
  const { code, url, stop } = run('relay --demo', { env: { PORT: '0' } });
  const base = await url;
  const answer = await fetch(`${base}/chat/create`, { method: 'POST', headers: { origin: base } });
  expect(answer.status).toBe(415);
  stop();
  expect(await code).toBe(0);
});

test('a port that was named and is taken is a fault', async () => {
  const first = run('relay --demo', { env: { PORT: '0' } });
  const { port } = new URL(await first.url);
  const second = run('relay', { env: { ...right, PORT: port } });
  expect(await second.code).toBe(78);
  expect(second.err).toEqual([aboutBudget, `PORT: ${port} is taken by another program`]);
  first.stop();
  await first.code;
});

test('relay tells its figures on the admin port, and says where', async () => {
  const port = await findPort();
  const { code, url, err, stop } = run('relay', { env: { ...right, ADMIN_PORT: String(port) } });
  await url;
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await answer.text()).toMatch(/^# TYPE relay_requests_total counter$/m);
  expect(err.join('\n')).toContain(`Port ${port} tells /healthz, /readyz and /metrics`);
  const second = run('relay', { env: { ...right, ADMIN_PORT: String(port) } });
  expect(await second.code).toBe(78);
  expect(second.err).toEqual([aboutBudget, `ADMIN_PORT: ${port} is taken by another program`]);
  stop();
  expect(await code).toBe(0);
});

test('LOG_LEVEL keeps the log to what matters', async () => {
  const { code, url, out, stop } = run('relay', { env: { ...right, LOG_LEVEL: 'error' } });
  await fetch(`${await url}/chat/create`, { method: 'POST' });
  stop();
  expect([await code, out]).toEqual([0, []]);
});

test('H-7 the second request to stop does not wait', async () => {
  const { code, url, exits, stop } = run('relay --demo', { env: { PORT: '0' } });
  await url;
  stop();
  stop();
  expect(exits).toEqual([130]);
  await code;
});

test('S-4 secrets come from files too, without the line end', async () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const { POLYAI_API_KEY: key, RELAY_SECRETS: secrets, ...rest } = right;
  const agent = createAgent({ apiKey: key });
  const env = {
    ...rest,
    POLYAI_API_KEY_FILE: file('key', `${key}\n`),
    RELAY_SECRETS_FILE: file('secrets', `${secrets}\r\n`),
  };
  const { code, out } = run('check', { env, fetch: agent.fetch });
  expect(await code).toBe(0);
  expect(out[0]).toMatch(/^All is well/);
  const missing = run('check', { env: { ...env, POLYAI_API_KEY_FILE: '/none/CANARY' } });
  expect(await missing.code).toBe(78);
  expect(missing.err).toEqual(['POLYAI_API_KEY_FILE names a file that cannot be read']);
  const both = run('check', { env: { ...env, POLYAI_API_KEY: key } });
  expect(await both.code).toBe(78);
  expect(both.err).toEqual(['POLYAI_API_KEY and POLYAI_API_KEY_FILE are both set: keep one']);
});

test('help, version, and what is neither', async () => {
  const help = run('--help');
  expect([await help.code, help.out.join()]).toEqual([0, expect.stringContaining('relay --demo')]);
  const version = run('--version');
  expect([await version.code, version.out.join()]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  const other = run('rely');
  expect([await other.code, other.err.join()]).toEqual([64, expect.stringContaining('Usage')]);
});

test('check needs the account alone: no pages and no secrets', async () => {
  const { ALLOWED_ORIGINS: _origins, RELAY_SECRETS: _secrets, ...account } = right;
  const agent = createAgent({ apiKey: right['POLYAI_API_KEY'] ?? '' });
  const { code, out, err } = run('check', { env: account, fetch: agent.fetch });
  expect(await code).toBe(0);
  expect(out).toHaveLength(1);
  expect(agent.received.create).toBe(1);
  // But it does not hide that the relay needs more.
  expect(err.map((line) => /^The relay would not start: (\w+)/.exec(line)?.[1])).toEqual([
    'ALLOWED_ORIGINS',
    'RELAY_SECRETS',
  ]);
});

test('check tells a store that is not there, without the password in its address', async () => {
  const STORE_URL = `redis://:CANARY-password@127.0.0.1:${await findPort()}`;
  const agent = createAgent({ apiKey: right['POLYAI_API_KEY'] ?? '' });
  const { code, out, err } = run('check', { env: { ...right, STORE_URL }, fetch: agent.fetch });
  expect(await code).toBe(1);
  expect(out).toHaveLength(1);
  expect(err).toEqual([expect.stringMatching(/^STORE_URL: .*ECONNREFUSED/)]);
  expect(err.join()).not.toContain('CANARY');
});

test('S-3 a key that no visitor’s token can be checked with ends the start', async () => {
  const path = join(root, 'agents-with-key.json');
  const jwk = { kty: 'RSA', e: 'AQAB', n: 'CANARY' };
  writeFileSync(path, JSON.stringify({ shop: { IDENTITY_JWT_KEY: JSON.stringify(jwk) } }));
  for (const [change, start] of [
    [{ IDENTITY_JWT_KEY: '{"kty":"RSA"}', IDENTITY_JWT_ALG: 'RS256' }, 'IDENTITY_JWT_KEY: '],
    [{ IDENTITY_JWT_KEY: JSON.stringify(jwk), IDENTITY_JWT_ALG: 'ES512' }, 'IDENTITY_JWT_KEY: '],
    [{ AGENTS_FILE: path, IDENTITY_JWT_ALG: 'RS256' }, 'AGENTS_FILE: shop: IDENTITY_JWT_KEY: '],
  ] as const) {
    const { code, err } = run('relay', { env: { ...right, ...change } });
    expect(await code).toBe(78);
    expect(err).toEqual([expect.stringMatching(new RegExp(`^${start}`))]);
    expect(err.join()).not.toContain('CANARY');
  }
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const IDENTITY_JWT_KEY = JSON.stringify(await exportJWK(publicKey));
  const { code, url, stop } = run('relay', {
    env: { ...right, IDENTITY_JWT_KEY, IDENTITY_JWT_ALG: 'ES256' },
  });
  await url;
  stop();
  expect(await code).toBe(0);
});

test('check with an account of empty variables says what is missing', async () => {
  const { code, err } = run('check', { env: { POLYAI_API_KEY: '', POLYAI_TOKEN: '' } });
  expect(await code).toBe(78);
  expect(err.join('\n')).toContain('POLYAI_API_KEY is missing');
});

test('check waits for the agent no longer than the relay would', async () => {
  const { fetch } = createAgent({ mishap: 'hang' });
  const { code, err } = run('check', { env: { ...right, UPSTREAM_FIRST_BYTE_TIMEOUT: '1s' }, fetch });
  expect(await code).toBe(1);
  expect(err).toEqual([
    expect.stringMatching(/within 1 s/),
    expect.stringMatching(/UPSTREAM_TIMEOUT.*UPSTREAM_FIRST_BYTE_TIMEOUT/),
  ]);
});

test('check looks at each agent of AGENTS_FILE, and relay speaks for all of them', async () => {
  const path = join(root, 'agents.json');
  writeFileSync(path, '{"shop":{},"garden":{"POLYAI_PROJECT_ID":"PROJECT-2"}}');
  const env = { ...right, AGENTS_FILE: path };
  const agent = createAgent({ projectId: 'PROJECT-1' });
  const checked = run('check', { env, fetch: agent.fetch });
  expect(await checked.code).toBe(1);
  expect([checked.out.map(toHead), checked.err.map(toHead)]).toEqual([
    ['All is well', 'shop: All is well'],
    ['garden: api', 'garden: Look at POLYAI_PROJECT_ID'],
  ]);
  const { code, url, err, stop } = run('relay', { env });
  expect((await fetch(`${await url}/garden/chat/create`, { method: 'POST' })).status).toBe(403);
  stop();
  expect(await code).toBe(0);
  expect(err[1]).toMatch(/speaks for \S+, \S+ \(shop\), \S+ \(garden\)\.$/);
});

const toHead = (line: string) => /^(\w+: )?[^:.]*/.exec(line)?.[0];
