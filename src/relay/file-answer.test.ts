import { afterEach, describe, expect, test } from 'vitest';
import { polyai } from '../protocol/upstream.ts';
import type { RelayFile, RelayFiles } from './file-answer.ts';
import { createRelay } from './relay.ts';
import { account, type Bench, secrets, setUp, ways } from './test-support.ts';

const type = 'text/javascript; charset=utf-8';
const asked: string[] = [];
const files: RelayFiles = (path) => {
  asked.push(path);
  const isThere = ['/parley.js', '/parley@1.2.3.js', '/locales/de.js', '/secret.js'].includes(path);
  return Promise.resolve(isThere ? { body: `/* ${path} ü */`, type } : undefined);
};
const site: RelayFiles = (path) =>
  Promise.resolve(
    path === '/index.html'
      ? { body: new TextEncoder().encode('<h1>Demo</h1>'), type: 'text/html; charset=utf-8' }
      : undefined,
  );

describe.each(ways)('files %s', (way) => {
  let bench: Bench;
  afterEach(() => bench.close());

  test.each([
    ['/parley.js', 'public, max-age=300'],
    ['/parley@1.2.3.js', 'public, max-age=31536000, immutable'],
    ['/locales/de.js', 'public, max-age=300'],
  ])('%s can be loaded by any page', async (path, caching) => {
    bench = await setUp(way, { files });
    const answer = await bench.send(path, { headers: { origin: 'https://any.example' } });
    expect(await answer.text()).toBe(`/* ${path} ü */`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'content-type': type,
      'cache-control': caching,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(bench.log).toEqual([]);
  });

  test('a browser is sent the smallest coding that it takes, and caches are told so', async () => {
    const body = new TextEncoder().encode('whole');
    const br = new TextEncoder().encode('br');
    const gzip = new TextEncoder().encode('gzip!');
    const coded: RelayFile = { body, type, coded: { br, gzip } };
    const relay = createRelay({
      upstream: polyai(account),
      secrets,
      allowedOrigins: [],
      files: () => Promise.resolve(coded),
    });
    const ask = (accepted: string, method = 'GET', headers = {}) =>
      relay.fetch(
        new Request('https://relay.example/parley.js', {
          method,
          headers: { 'accept-encoding': accepted, ...headers },
        }),
      );
    const etags = new Set<string>();
    for (const [accepted, coding, text] of [
      ['gzip, br', 'br', 'br'],
      ['gzip', 'gzip', 'gzip!'],
      ['identity', null, 'whole'],
    ] as const) {
      const answer = await ask(accepted);
      const etag = answer.headers.get('etag') ?? '';
      etags.add(etag);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': type,
        'content-length': String(text.length),
        'x-content-type-options': 'nosniff',
        vary: 'Accept-Encoding',
      });
      expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([coding, text]);
      const again = await ask(accepted, 'GET', { 'if-none-match': etag });
      expect([again.status, again.headers.get('vary')]).toEqual([304, 'Accept-Encoding']);
      const head = await ask(accepted, 'HEAD');
      expect([head.headers.get('content-encoding'), head.headers.get('etag')]).toEqual([coding, etag]);
    }
    // A cache that took one for the other would hand out bytes that cannot be read.
    expect(etags.size).toBe(3);
  });

  test('HEAD has the same headers and no body; a known ETag is answered with 304', async () => {
    bench = await setUp(way, { files });
    const whole = await bench.send('/parley.js');
    const etag = whole.headers.get('etag') ?? '';
    const head = await bench.send('/parley.js', { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    expect(head.headers.get('content-length')).toBe(String((await whole.arrayBuffer()).byteLength));
    for (const known of [etag, `"x", W/${etag}`, '*']) {
      const answer = await bench.send('/parley.js', { headers: { 'if-none-match': known } });
      expect([known, answer.status, answer.headers.get('etag')]).toEqual([known, 304, etag]);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await bench.send('/parley.js', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('nothing but the widget’s own paths is ever asked of its files', async () => {
    bench = await setUp(way, { files });
    asked.length = 0;
    const paths = [
      '/secret.js',
      '/locales/../secret.js',
      '/locales/%2e%2e/secret.js',
      '/parley@../secret.js',
      '/locales/a%2fb.js',
      '/parley.js/',
      '/',
    ];
    for (const path of paths) expect([path, (await bench.send(path)).status]).toEqual([path, 404]);
    expect(asked).toEqual([]);
    expect((await bench.send('/locales/xx.js')).status).toBe(404);
  });

  test('a file takes no other method', async () => {
    bench = await setUp(way, { files });
    const answer = await bench.post('/parley.js', {});
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('a site answers all other paths, and its index the base path', async () => {
    bench = await setUp(way, { site, basePath: '/parley' });
    const answer = await bench.send('/parley/');
    expect(await answer.text()).toBe('<h1>Demo</h1>');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect((await bench.send('/parley/none')).status).toBe(404);
    expect((await bench.send('/index.html')).status).toBe(404);
    expect((await bench.send('/parley/', { method: 'POST' })).status).toBe(404);
  });
});
