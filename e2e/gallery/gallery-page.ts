// Serves the gallery's page to the specs that look at it, with the built bundle in it and its clock at rest.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { build } from 'vite';
import { english, extraEnglish, fill } from '../../src/widget/labels.ts';
import arabicLabels from '../../src/widget/locales/ar.ts';
import { partsOf, readBuilt } from '../support/world.ts';
import { rest } from '../support/rest.ts';
import { states } from './states.ts';

export interface View {
  theme?: 'light' | 'dark';
  dir?: 'ltr' | 'rtl';
  /** Options besides the state's own. */
  options?: object;
}

/** All of a test's pages show this time, so that no picture depends on the day. */
const now = new Date('2026-11-20T14:32:00Z');

/** The gallery in one file, as it is wanted for each of its states anew. */
async function buildGallery(): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: join(import.meta.dirname, 'gallery.ts') },
    },
  });
  const [chunk] = 'output' in built ? built.output : [];
  if (!chunk) throw new Error('There is no gallery.');
  return chunk.code;
}

export const test = base.extend<
  { show(state: string, view?: View): Promise<ReturnType<typeof partsOf>> },
  { gallery: string }
>({
  timezoneId: 'UTC',
  locale: 'en-GB',
  gallery: [
    async ({ browserName: _ }, use) => {
      const page = readFileSync(join(import.meta.dirname, 'gallery.html'));
      const script = await buildGallery();
      const server = createServer(({ url = '' }, response) => {
        const name = /^\/(parley|extras|locales\/[\w-]+)\.js/.exec(url)?.[1];
        const isPage = !name && !url.endsWith('/gallery.ts');
        response
          .writeHead(200, { 'Content-Type': isPage ? 'text/html' : 'text/javascript' })
          .end(isPage ? page : name ? readBuilt(`${name}.js`) : script);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/e2e/gallery/gallery.html`);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    { scope: 'worker' },
  ],
  show: async ({ page, gallery }, use) => {
    await page.clock.setFixedTime(now);
    await use(async (state, { theme = 'light', dir = 'ltr', options = {} } = {}) => {
      const query = new URLSearchParams({ state, theme, dir, options: JSON.stringify(options) });
      await page.goto(`${gallery}?${query.toString()}`);
      await page.locator(`html[data-shown="${state}"]`).waitFor();
      const chat = partsOf(page);
      const { awaited } = states[state] ?? {};
      const labels = dir === 'rtl' ? arabicLabels : { ...english, ...extraEnglish };
      if (awaited) {
        const text = fill(labels[awaited] as string, { name: dir === 'rtl' ? 'آفا' : 'Ava' });
        await chat.panel.getByText(text).first().waitFor({ state: 'attached' });
      }
      if (state === 'teaser') await chat.host.locator('[part=teaser]').waitFor();
      await rest(page);
      return chat;
    });
  },
});
