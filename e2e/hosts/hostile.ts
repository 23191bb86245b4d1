// How a hostile page becomes a test: it is loaded without the chat first, as its own baseline, and then with it.
import { readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, type Page } from '@playwright/test';
import { expect, partsOf, test, type World } from '../support/world.ts';
import { readPageState } from './page-state.ts';
import { arrive, talk, type Visit } from './visitor.ts';

const folder = new URL('pages/', import.meta.url);
const files = readdirSync(folder);
const nonce = 'aG9zdGlsZQ';

interface PageOptions {
  /** What must hold; it begins with the criteria that it proves. */
  holds: string;
  /** One of the telling pages, which every run of the tests has. The others need `FULL`. */
  telling?: boolean;
  /** The page's own headers, with `{{NONCE}}`, `{{WIDGET_ORIGIN}}` and `{{API_ORIGIN}}`. */
  headers?: Record<string, string>;
  /** How the page embeds the chat. @default the world's tag */
  snippet?: (world: World) => string;
  use?: Parameters<typeof test.use>[0];
  /** Part of the address. */
  hash?: string;
  /** What the visitor does. @default arrives and talks */
  act?: (visit: Visit) => Promise<void>;
  /** Requests fail here, which the browser itself tells the console. */
  hasFailures?: boolean;
}

/** Declares the test of the page `pages/<id>.html`. */
export function hostile(id: string, options: PageOptions): void {
  const { holds, telling, use = {}, hash = '', act = meet, hasFailures } = options;
  const name = `${holds} (${id})`;
  test.describe(() => {
    test.use(use);
    test(name, { tag: telling ? [] : '@full' }, async ({ page, context, world, hasTouch }) => {
      const address = publish(world, id, options);
      const before = await readBaseline(context, `${world.origin}/without${address}${hash}`);
      const complaints = listenToComplaints(page);
      const isFramed = files.includes(`${id}-inner.html`);
      const visit: Visit = {
        page,
        world,
        chat: partsOf(isFramed ? page.frameLocator('iframe') : page),
        address: `${world.origin}${address}${hash}`,
        isTouch: hasTouch,
        before,
      };
      await act(visit);
      const caused = complaints.filter((line) => !before.complaints.includes(line));
      expect(hasFailures ? caused.filter((line) => line.startsWith('uncaught')) : caused).toEqual([]);
    });
  });
}

async function meet(visit: Visit): Promise<void> {
  await arrive(visit);
  await talk(visit);
}

/** Puts the page onto the world's server, with the chat and without it. Returns its path. */
function publish(world: World, id: string, { headers = {}, snippet }: PageOptions): string {
  const fill = (text: string, embed: string) =>
    text
      .replaceAll('{{SNIPPET}}', () => embed)
      .replaceAll('{{NONCE}}', nonce)
      .replaceAll(/{{(WIDGET|API)_ORIGIN}}/g, new URL(world.relay.url).origin);
  const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, '')]));
  const own = files.filter((file) => file.startsWith(`${id}.`) || file.startsWith(`${id}-inner.`));
  for (const file of own) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const embed = snippet?.(world) ?? world.tag();
    world.publish(`/${file}`, fill(text, fill(embed, '')), filled);
    world.publish(`/without/${file}`, fill(text, ''), filled);
  }
  world.publish('/favicon.ico', ' ');
  const main = own.find((file) => file.startsWith(`${id}.`));
  if (!main) throw new Error(`there is no page ${id}`);
  return `/${main}`;
}

async function readBaseline(context: BrowserContext, address: string) {
  const page = await context.newPage();
  const complaints = listenToComplaints(page);
  await page.goto(address);
  const state = await readPageState(page);
  await page.close();
  return { ...state, complaints };
}

/** What the browser finds wrong with a page: uncaught errors, broken policies, and all else that is red in its console. */
function listenToComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(`uncaught: ${message}`));
  page.on('console', (message) => {
    const isAboutIcon = /favicon\.ico/.test(message.text() + message.location().url);
    if (message.type() === 'error' && !isAboutIcon) complaints.push(message.text());
  });
  return complaints;
}
