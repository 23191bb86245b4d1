import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { polyai } from '../protocol/upstream.ts';
import { serveRelay } from './serve.ts';
import { account, secrets } from './test-support.ts';
import { readSite, readWidgetFiles } from './widget-files.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-files-'));
afterAll(() => rmSync(root, { recursive: true }));
const script = `globalThis.Parley = {}; /* ${'widget '.repeat(400)} */`;
for (const name of ['parley.js', 'extras.js']) writeFileSync(join(root, name), script);
mkdirSync(join(root, 'locales'));
writeFileSync(join(root, 'locales/de.js'), 'export default {};');
mkdirSync(join(root, 'demo'));
writeFileSync(join(root, 'demo/index.html'), `<h1>${'Fern '.repeat(400)}</h1>`);
writeFileSync(join(root, 'demo/lamp.png'), new Uint8Array(4000));
const folder = pathToFileURL(`${root}/`);

/** As it comes over the wire: fetch would undo the coding. */
function ask(url: string, coding: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': coding } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

test('the script, and what it brings from beside it, go over the wire in brotli or gzip, and are the same', async () => {
  const served = await serveRelay({
    upstream: polyai(account),
    secrets,
    allowedOrigins: [],
    port: 0,
    files: readWidgetFiles(folder, '1.2.3'),
  });
  for (const [accepted, undo] of [
    ['gzip, deflate, br', brotliDecompressSync],
    ['gzip', gunzipSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const) {
    for (const path of ['parley.js', 'parley@1.2.3.js', 'extras.js']) {
      const { headers, bytes } = await ask(`${served.url}/${path}`, accepted);
      expect(undo(bytes).toString()).toBe(script);
      expect(headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'content-length': String(bytes.length),
        'x-content-type-options': 'nosniff',
        'access-control-allow-origin': '*',
        vary: 'Accept-Encoding',
      });
      if (accepted !== 'identity') expect(bytes.length).toBeLessThan(script.length / 10);
    }
  }
  await served.close();
});

test('what is small, or small already, is left as it is', async () => {
  const locale = await readWidgetFiles(folder)('/locales/de.js');
  expect(locale).not.toHaveProperty('coded');
  const site = readSite(new URL('demo/', folder));
  expect(await site?.('/lamp.png')).not.toHaveProperty('coded');
  expect(await site?.('/index.html')).toHaveProperty('coded.br');
});

test('a folder without the script is told with the command that makes it', () => {
  expect(() => readWidgetFiles(pathToFileURL('/none/'))).toThrow(/parley\.js is missing in .*npm run build/);
});
