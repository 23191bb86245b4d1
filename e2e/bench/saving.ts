// Takes the page's own bench into a real Chromium: storage of another kind would say nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { findChromium } from '../../.ci/find-chromium.mjs';
import type { measureSaving as measureInPage } from './saving-page.ts';

type Saving = Awaited<ReturnType<typeof measureInPage>>;

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, 'saving-page.ts') },
      modulePreload: false,
    },
  });
  return (result as Rolldown.RolldownOutput).output[0].code;
}

export async function measureSaving(): Promise<Saving> {
  const html = `<!doctype html><title>Bench</title><script type="module">${await bundle()}</script>`;
  const server = createServer((_, response) => {
    // On a page that is isolated from all others, time is told to five microseconds.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
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
    return await page.evaluate(() => (Reflect.get(window, 'measureSaving') as typeof measureInPage)());
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
