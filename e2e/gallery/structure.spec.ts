import { expect, type Locator } from '@playwright/test';
import { measureRing } from '../support/ring.ts';
import { test } from './gallery-page.ts';

/** What stands behind each link, by what it is called. */
function readSigns(links: Locator) {
  return links.evaluateAll((nodes) =>
    nodes.map((node) => {
      const end = node.querySelector('.action') ?? node;
      return [node.textContent, getComputedStyle(end, '::after').content] as const;
    }),
  );
}

test('K5: whatever opens a new tab shows it by the same sign and says so, and nothing else does', async ({
  show,
}) => {
  const found: string[] = [];
  for (const state of ['conversation', 'menu', 'consent', 'cards']) {
    const { host } = await show(state);
    for (const [name, sign] of await readSigns(host.locator('a[target=_blank]'))) {
      expect(name).toContain('(opens in a new tab)');
      expect(sign).toContain('\u2197');
      found.push(name ?? '');
    }
    for (const [, sign] of await readSigns(host.locator('a:not([target])'))) expect(sign).toBe('none');
  }
  expect(found.toString()).toMatch(/your returns.*Privacy.*example\.com\/terms.*Snake plant/);
});

/** States with controls that a plain conversation has not. */
const rarer =
  'menu confirm-delete long-wait failed unavailable handed-over consent consent-line cards teaser'.split(' ');

for (const theme of ['light', 'dark'] as const) {
  const name = `B7: what few conversations need has its focus ring, too (${theme})`;
  test(name, { tag: theme === 'light' ? [] : '@full' }, async ({ page, show }) => {
    const seen = new Set<string>();
    for (const state of rarer) {
      await show(state, { theme });
      for (let step = 0; step < 14; step++) {
        await page.keyboard.press('Tab');
        const ring = await measureRing(page);
        if (!ring) continue;
        seen.add(ring.name ?? '');
        expect.soft(ring.width, `${ring.name} of ${state}`).toBeGreaterThanOrEqual(2);
        expect.soft(ring.contrast, `${ring.name} of ${state}`).toBeGreaterThanOrEqual(3);
      }
    }
    const words = 'Stop waiting|Agree|Decline|Dismiss|Print|Delete|Questions about your order? Ask away.';
    expect([...seen]).toEqual(
      expect.arrayContaining([...words.split('|'), 'card', 'contact', 'retry', 'restart']),
    );
  });
}

test('F5: what few conversations need is as large, and links beside words are 24 pixels high', async ({
  show,
}) => {
  for (const state of rarer) {
    const chat = await show(state);
    const small = await chat.host.locator('button, a').evaluateAll((nodes) =>
      nodes.flatMap((node) => {
        const { width, height } = node.getBoundingClientRect();
        // In the middle of a sentence a link is as high as its line.
        if (!node.checkVisibility() || node.closest('.text')) return [];
        const least = node.closest('.consent') && node.matches('a') ? 24 : 44;
        return width < 24 || height < least ? [`${node.textContent}: ${width} × ${height}`] : [];
      }),
    );
    expect.soft(small, state).toEqual([]);
  }
});
