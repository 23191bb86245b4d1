import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { rest } from '../support/rest.ts';
import { test } from './gallery-page.ts';
import { states } from './states.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Names what is found without ending the test: the states after it are judged too. */
async function expectNothing(builder: AxeBuilder, where: string): Promise<void> {
  const { violations } = await builder.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect.soft(found, where).toEqual([]);
}

// The page has no frames that would need a page of their own to be judged in.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode();
const everyRule = (page: Page) => axe(page).withTags(rules);
const oneRule = (page: Page, rule: string) => axe(page).withRules([rule]);

// Every state, one after the other on one page.
test.describe.configure({ timeout: 240_000 });

const views = [
  { theme: 'light', dir: 'ltr' },
  { theme: 'dark', dir: 'ltr' },
  { theme: 'light', dir: 'rtl' },
] as const;

test('A7: axe finds nothing on any state, nor in its colours when it turns dark', async ({ page, show }) => {
  for (const state of Object.keys(states)) {
    await show(state);
    await expectNothing(everyRule(page), state);
    await page.evaluate(() => window.Parley?.update?.({ theme: 'dark' }));
    await rest(page);
    await expectNothing(oneRule(page, 'color-contrast').include('parley-chat'), `${state}, dark`);
  }
});

const mirrored = 'A7: axe finds nothing on any state, right to left';
test(mirrored, { tag: '@full' }, async ({ page, show }) => {
  for (const state of Object.keys(states)) {
    await show(state, { dir: 'rtl' });
    await expectNothing(everyRule(page), state);
  }
});

const inDark = 'A7: axe finds nothing on any state that begins dark';
test(inDark, { tag: '@full' }, async ({ page, show }) => {
  for (const state of Object.keys(states)) {
    await show(state, { theme: 'dark' });
    await expectNothing(everyRule(page), state);
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 667 } });

  for (const view of views) {
    test(`A7: axe finds nothing on full-screen, ${view.theme}, ${view.dir}`, async ({ page, show }) => {
      for (const state of ['empty', 'conversation', 'failed', 'ended']) {
        await show(state, view);
        await expectNothing(everyRule(page), state);
      }
    });
  }
});

const brands = ['#4f46e5', '#1f93ff', '#e74266', '#20b69e', '#f97316', '#ffd400', '#111827', '#ffffff'];

for (const theme of ['light', 'dark'] as const) {
  // The palette's own tests try thousands.
  const name = `G1: axe finds every contrast kept in each accent, ${theme}`;
  test(name, { tag: '@full' }, async ({ page, show }) => {
    for (const accent of [...brands, '#808080', '#00ff00', 'rebeccapurple', 'oklch(0.7 0.3 330)']) {
      for (const state of ['empty', 'handed-over']) {
        await show(state, { theme, options: { accent } });
        await expectNothing(oneRule(page, 'color-contrast'), `${accent} on ${state}`);
      }
    }
  });

  test(`G4: axe finds 7:1 for every text where more contrast is wanted, ${theme}`, async ({ page, show }) => {
    await page.emulateMedia({ contrast: 'more' });
    for (const state of ['empty', 'conversation', 'failed', 'offline', 'handed-over']) {
      await show(state, { theme });
      await expectNothing(oneRule(page, 'color-contrast-enhanced').include('parley-chat'), state);
    }
  });
}
