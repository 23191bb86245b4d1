import { readdirSync, readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { english, extraEnglish } from '../../src/widget/labels.ts';
import { test } from '../gallery/gallery-page.ts';

const folder = new URL('../../src/widget/locales/', import.meta.url);
/** Without those whose words are another's. */
const names = readdirSync(folder)
  .filter((file) => readFileSync(new URL(file, folder), 'utf8').includes('satisfies'))
  .map((file) => file.replace('.ts', ''));

/** Where words stand. The gallery's conversations are in English. */
const states = {
  telling: ['conversation', 'menu', 'consent'],
  full: ['empty', 'failed', 'unconfirmed', 'ended', 'unavailable'],
};
const each = [
  ...states.telling.map((state) => ({ state, tag: [] })),
  ...states.full.map((state) => ({ state, tag: '@full' })),
];

test.use({ viewport: { width: 320, height: 568 } });
test.describe.configure({ timeout: 120_000 });

/** Has the chat speak it, and waits until it does. */
async function speak(page: Page, locale: string): Promise<void> {
  await page.evaluate((locale) => window.Parley?.update?.({ locale }), locale);
  await expect(page.locator('parley-chat .root')).toHaveAttribute('lang', locale);
}

/** What cannot be read whole, and what is shown or named in English words of the widget's own. */
function inspect(page: Page, words: string[]) {
  return page.locator('parley-chat').evaluate((host, words) => {
    const clipped: string[] = [];
    const left: string[] = [];
    for (const node of host.shadowRoot?.querySelectorAll<HTMLElement>('.root *') ?? []) {
      const own = Array.from(node.childNodes, (child) => (child instanceof Text ? child.data : '')).join('');
      const said = [own, node.ariaLabel ?? '', node.getAttribute('placeholder') ?? ''].map((text) =>
        text.trim(),
      );
      left.push(...said.filter((text) => words.includes(text)));
      if (!own.trim() || node.closest('.visually-hidden,[hidden]') || !node.checkVisibility()) continue;
      const box = node.getBoundingClientRect();
      const isOut = box.left < -1 || box.right > innerWidth + 1;
      if (isOut || node.scrollWidth > node.clientWidth + 1)
        if (getComputedStyle(node).display !== 'inline')
          clipped.push(`${node.className || node.tagName}: ${own}`);
    }
    return { clipped, left };
  }, words);
}

/** The English words that the language does not share. */
async function listForeignWords(name: string): Promise<string[]> {
  const labels = ((await import(`../../src/widget/locales/${name}.ts`)) as { default: object }).default;
  const list = (texts: object): string[] =>
    Object.values(texts).flatMap((text: unknown) => (typeof text === 'string' ? [text] : list(Object(text))));
  const own = new Set(list(labels));
  return list({ ...english, ...extraEnglish }).filter((text) => !own.has(text) && text !== 'ltr');
}

for (const { state, tag } of each) {
  const name = `I1, I4, I7: in every language nothing is clipped and nothing left in English: ${state}`;
  test(name, { tag }, async ({ page, show }) => {
    await show(state);
    for (const name of names) {
      await speak(page, name);
      const direction = /^(ar|fa|he|ur)$/.test(name) ? 'rtl' : 'ltr';
      await expect(page.locator('parley-chat .root')).toHaveAttribute('dir', direction);
      const found = await inspect(page, await listForeignWords(name));
      expect.soft(found, name).toEqual({ clipped: [], left: [] });
    }
  });
}

test('A7: axe finds nothing in five scripts', async ({ page, show }) => {
  for (const state of ['conversation', 'consent']) {
    await show(state);
    for (const name of ['ar', 'de', 'hi', 'ja', 'th']) {
      await speak(page, name);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect
        .soft(
          violations.map(({ id }) => id),
          `${state} in ${name}`,
        )
        .toEqual([]);
    }
  }
});

/** Longer by half, and with marks on what it is made of. */
function toPseudo(texts: object): object {
  const stretch = (text: string) =>
    text === 'ltr'
      ? text
      : `«${text.replaceAll(/[aeiou](?![^{]*\})/g, (vowel) => `${vowel}${vowel}\u0301`)}»`;
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]: [string, unknown]) => [
      key,
      typeof text === 'string' ? stretch(text) : toPseudo(Object(text)),
    ]),
  );
}

for (const { state, tag } of each) {
  const name = `I1, I7: a language of long words clips nothing, and every word can be replaced: ${state}`;
  test(name, { tag }, async ({ page, show }) => {
    const labels = toPseudo({ ...english, ...extraEnglish });
    await show(state);
    await page.evaluate((labels) => window.Parley?.update?.({ labels: labels as never }), labels);
    await expect(page.locator('parley-chat .root [aria-label^="«"]').first()).toBeAttached();
    const words = Object.values({ ...english, ...extraEnglish, ...english.errors }).filter(
      (text) => typeof text === 'string',
    );
    expect(await inspect(page, words)).toEqual({ clipped: [], left: [] });
  });
}

test('I5: right to left all of it mirrors: sides, order, corners and badge', async ({ page, show }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  const measure = async () => {
    const boxes = await page.locator('parley-chat').evaluate((host) => {
      const find = (selector: string) => host.shadowRoot?.querySelector(selector)?.getBoundingClientRect();
      const panel = find('.panel');
      return ['.header .avatar', '[part=close]', '.visitor .bubble', '.agent .bubble', '.send'].map(
        (selector) => {
          const { left = 0, width = 0 } = find(selector) ?? {};
          return left + width / 2 < (panel?.left ?? 0) + (panel?.width ?? 0) / 2;
        },
      );
    });
    const left = await page
      .locator('parley-chat [part=launcher]')
      .evaluate((node) => node.getBoundingClientRect().left);
    return [...boxes, left < 450];
  };
  await show('conversation');
  const ltr = await measure();
  expect(ltr).toEqual([true, false, false, true, false, false]);
  await speak(page, 'ar');
  await expect(page.locator('parley-chat .root')).toHaveAttribute('dir', 'rtl');
  expect(await measure()).toEqual(ltr.map((isLeft) => !isLeft));
});
