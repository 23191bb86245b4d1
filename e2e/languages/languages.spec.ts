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
  full: (
    'empty failed unconfirmed ended unavailable consent-line confirm-delete ' +
    'teaser cards handed-over long-wait rate-limited offline'
  ).split(' '),
};
const each = [
  ...states.telling.map((state) => ({ state, tag: [] })),
  ...states.full.map((state) => ({ state, tag: '@full' })),
];

test.use({ viewport: { width: 320, height: 568 } });
test.describe.configure({ timeout: 120_000 });

/** Whether a font of this machine has its letters: where none has, all look as one that does not exist. */
function hasBengali(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    const [letter, none] = ['\u0985', '\u0984'].map((sign) => context?.measureText(sign).width);
    return letter !== none;
  });
}

/** On a narrower screen nothing comes by itself. */
async function makeRoom(page: Page, state: string): Promise<void> {
  if (state === 'teaser') await page.setViewportSize({ width: 480, height: 568 });
}

/** Has the chat speak it, and waits until it does. */
async function speak(page: Page, locale: string): Promise<void> {
  await page.evaluate((locale) => window.Parley?.update?.({ locale }), locale);
  await expect(page.locator('parley-chat .root')).toHaveAttribute('lang', locale);
}

/** What cannot be read whole, and what is shown or named in English words of the widget's own. */
function inspect(page: Page, patterns: string[]) {
  return page.locator('parley-chat').evaluate((host, patterns) => {
    const english = patterns.map((pattern) => new RegExp(pattern, 'v'));
    const clipped: string[] = [];
    const left: string[] = [];

    /** Whether a part of it is cut off, by whatever it stands in and cannot be scrolled to. */
    function isCut({ top, bottom }: DOMRect, node: Element): boolean {
      for (let around: Element | null = node; around; around = around.parentElement) {
        const { overflowY } = getComputedStyle(around);
        const box = around.getBoundingClientRect();
        if (/auto|scroll/.test(overflowY) && around.scrollHeight > around.clientHeight) return false;
        if (overflowY !== 'visible' && (top < box.top - 1 || bottom > box.bottom + 1)) return true;
      }
      return top < -1 || bottom > innerHeight + 1;
    }

    for (const node of host.shadowRoot?.querySelectorAll<HTMLElement>('.root *') ?? []) {
      const texts = Array.from(node.childNodes).filter((child) => child instanceof Text);
      const own = texts.map(({ data }) => data).join('');
      const said = [own, node.ariaLabel ?? '', node.getAttribute('placeholder') ?? ''].map((text) =>
        text.trim(),
      );
      left.push(...said.filter((text) => english.some((pattern) => pattern.test(text))));
      if (node.closest('.visually-hidden,[hidden]') || !node.checkVisibility()) continue;
      if (node instanceof HTMLTextAreaElement && node.scrollHeight > node.clientHeight + 1)
        clipped.push(`${node.className}: ${node.placeholder}`);
      if (!own.trim()) continue;
      const box = node.getBoundingClientRect();
      const isOut = box.left < -1 || box.right > innerWidth + 1;
      const isWide = node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline';
      const range = document.createRange();
      const isHigh = texts.some((text) => {
        range.selectNodeContents(text);
        return isCut(range.getBoundingClientRect(), node);
      });
      if (isOut || isWide || isHigh) clipped.push(`${node.className || node.tagName}: ${own}`);
    }
    return { clipped, left };
  }, patterns);
}

/** English words as what is shown may hold them, with their places filled in. */
function toPatterns(words: string[]): string[] {
  const quoted = words.map((text) => text.replaceAll(/[$()*+.?[\\\]^|]/g, '\\$&'));
  return quoted.map((text) => `^${text.replaceAll(/\{\w+\}/g, '.+')}$`);
}

/** A plural's forms are texts of their own. */
function listTexts(labels: object): string[] {
  const texts = Object.values(labels).flatMap((text: unknown) =>
    typeof text === 'string' ? [text] : listTexts(Object(text)),
  );
  return texts.filter((text) => text !== 'ltr');
}

const whole = { ...english, ...extraEnglish };

/** The English words that the language does not share. */
async function listForeignWords(name: string): Promise<string[]> {
  const labels = ((await import(`../../src/widget/locales/${name}.ts`)) as { default: object }).default;
  const own = new Set(listTexts(labels));
  return toPatterns(listTexts(whole).filter((text) => !own.has(text)));
}

/** Nothing of the chat is clipped, and nothing left in English. */
async function expectWhole(page: Page, languages: string[]): Promise<void> {
  for (const name of languages) {
    await speak(page, name);
    const direction = /^(ar|fa|he|ur)$/.test(name) ? 'rtl' : 'ltr';
    await expect(page.locator('parley-chat .root')).toHaveAttribute('dir', direction);
    const found = await inspect(page, await listForeignWords(name));
    expect.soft(found, name).toEqual({ clipped: [], left: [] });
  }
}

for (const { state } of each) {
  const name = `I1, I4, I7: in every language nothing is clipped and nothing left in English: ${state}`;
  test(name, { tag: state === 'conversation' ? [] : '@full' }, async ({ page, show, browserName }) => {
    test.skip(
      browserName === 'firefox' && !(await hasBengali(page)),
      'there Firefox draws wide boxes for some languages: apt-get install fonts-noto-core',
    );
    await makeRoom(page, state);
    await show(state);
    await expectWhole(page, names);
  });
}

for (const state of ['menu', 'consent'])
  test(`I1, I4, I7: in languages of long words and of other scripts nothing is clipped and nothing left in English: ${state}`, async ({
    page,
    show,
  }) => {
    await show(state);
    await expectWhole(page, 'ar de el fi hi hu ja ru th'.split(' '));
  });

for (const state of ['conversation', 'consent']) {
  const tag = state === 'conversation' ? [] : '@full';
  test(`A7: axe finds nothing in five scripts: ${state}`, { tag }, async ({ page, show }) => {
    await show(state);
    for (const name of ['ar', 'de', 'hi', 'ja', 'th']) {
      await speak(page, name);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect
        .soft(
          violations.map(({ id }) => id),
          name,
        )
        .toEqual([]);
    }
  });
}

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
    const labels = toPseudo(whole);
    await makeRoom(page, state);
    await show(state);
    await page.evaluate((labels) => window.Parley?.update?.({ labels: labels as never }), labels);
    await expect(page.locator('parley-chat .root [aria-label^="«"]').first()).toBeAttached();
    expect(await inspect(page, toPatterns(listTexts(whole)))).toEqual({ clipped: [], left: [] });
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

test.describe('on the smallest screen', () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test(
    'K1: in every language the AI notice is seen whole, without scrolling, before the first word',
    { tag: '@full' },
    async ({ page, show }) => {
      const { disclosure, input, panel } = await show('empty');
      for (const name of names) {
        await speak(page, name);
        const box = await disclosure.boundingBox();
        expect.soft(box?.y, name).toBeGreaterThan(0);
        expect.soft((box?.y ?? 0) + (box?.height ?? 0), name).toBeLessThanOrEqual(256);
        expect.soft((await inspect(page, [])).clipped, name).toEqual([]);
        await expect.soft(input, name).toBeInViewport({ ratio: 1 });
        await expect.soft(panel, name).toHaveAccessibleDescription((await disclosure.textContent()) ?? '');
        const { size, isOnTop } = await disclosure.evaluate((node) => {
          const { x, y, width, height } = node.getBoundingClientRect();
          const root = node.getRootNode() as ShadowRoot;
          const top = root.elementFromPoint(x + width / 2, y + height / 2);
          return { size: Number.parseFloat(getComputedStyle(node).fontSize), isOnTop: top === node };
        });
        expect.soft(size, name).toBeGreaterThanOrEqual(12);
        expect.soft(isOnTop, name).toBe(true);
      }
    },
  );
});
