// Takes a page of the bench into a real Chromium: another kind of storage, layout or paint would say nothing.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { findChromium } from '../../.ci/find-chromium.mjs';

async function bundle(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, file) },
      modulePreload: false,
    },
  });
  return (result as Rolldown.RolldownOutput).output[0].code;
}

/** Opens a page that runs that file of the bench, the widget as it is shipped beside it at `/parley.js`. */
export async function runInBrowser<T>(file: string, measure: (page: Page) => Promise<T>): Promise<T> {
  const html = `<!doctype html><title>Bench</title><script src="/parley.js" data-mount="none"></script>
    <script type="module">${await bundle(file)}</script>`;
  const server = createServer(({ url }, response) => {
    // On a page that is isolated from all others, time is told to five microseconds.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const [, name] = /^\/((?:parley|extras)\.js)/.exec(url ?? '') ?? [];
    if (name) response.setHeader('Content-Type', 'text/javascript').end(readFileSync(`dist/${name}`));
    else response.setHeader('Content-Type', 'text/html').end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath && { executablePath }),
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await measure(page);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
