import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { rest } from '../support/rest.ts';
import { test } from './gallery-page.ts';
import { states } from './states.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Judge = Pick<AxeBuilder, 'analyze'>;

/** Names what is found without ending the test: the states after it are judged too. */
async function expectNothing(builder: Judge, where: string): Promise<void> {
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

/** The colours of the chat, by the axe that has come into the page before. */
const coloursAgain = (page: Page): Judge => ({
  analyze: () =>
    page.evaluate(() => {
      const { axe } = window as unknown as { axe: { run(...what: unknown[]): ReturnType<Judge['analyze']> } };
      return axe.run('parley-chat', { runOnly: { type: 'rule', values: ['color-contrast'] } });
    }),
});

/** Ids, tab stops and what is hidden. */
async function expectOrder(page: Page, host: Locator, state: string): Promise<void> {
  const hidden = host.locator('[aria-hidden="true"]');
  await expect(hidden.locator('a, button, input, textarea, [tabindex]'), state).toHaveCount(0);
  const ids = await host.locator('[id]').evaluateAll((nodes) => nodes.map(({ id }) => id));
  expect(new Set(ids).size, state).toBe(ids.length);
  const strange = host.locator(
    '[tabindex]:not([tabindex="0"], [tabindex="-1"]), [role="application"], [title]:not([hidden])',
  );
  await expect(strange, state).toHaveCount(0);

  // Whatever Tab reaches acts, or scrolls and has a name, as the transcript has.
  await host.evaluate((node) => {
    const reached = new Set<string>();
    Reflect.set(window, 'reached', reached);
    const note = ({ target }: Event) => {
      if (!(target instanceof Element)) return;
      const scrolls = target.scrollWidth > target.clientWidth && target.ariaLabel;
      reached.add(scrolls ? 'scrolls' : (target.role ?? target.tagName));
    };
    node.shadowRoot?.addEventListener('focus', note, true);
  });
  for (let step = 0; step < 12; step++) await page.keyboard.press('Tab');
  const reached = await page.evaluate(() => Array.from(Reflect.get(window, 'reached') as Set<string>));
  expect(reached, state).toContain('BUTTON');
  const stops = ['BUTTON', 'A', 'TEXTAREA', 'log', 'scrolls'];
  expect(
    reached.filter((name) => !stops.includes(name)),
    state,
  ).toEqual([]);
}

// Of one page for each state more is read than one thing: to show them all takes a while.
test('A7, A8, A9, G12: in any state axe finds nothing, nor in its colours when it turns dark; ids, tab stops and hidden parts are in order, and there are no tooltips', async ({
  page,
  show,
}) => {
  for (const state of Object.keys(states)) {
    const { host } = await show(state);
    await expectNothing(everyRule(page), state);
    await page.evaluate(() => window.Parley?.update?.({ theme: 'dark' }));
    await rest(page);
    await expectNothing(coloursAgain(page), `${state}, dark`);
    await expectOrder(page, host, state);
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
    const name = `A7: axe finds nothing on full-screen, ${view.theme}, ${view.dir}`;
    const tag = view === views[0] ? [] : '@full';
    test(name, { tag }, async ({ page, show }) => {
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
