import { expect } from '@playwright/test';
import { test, type View } from './gallery-page.ts';

const font = 'DejaVu Sans';
const sizes = {
  floating: { width: 480, height: 760 },
  375: { width: 375, height: 667 },
  320: { width: 320, height: 568 },
  zoomed: { width: 320, height: 256 },
};

type Picture = Pick<View, 'theme' | 'dir'> & { size: keyof typeof sizes; telling?: string; full?: string };

/** The telling ones at each run, the others in the full run. */
const pictures: Picture[] = [
  {
    size: 'floating',
    telling:
      'unread empty conversation pending failed rate-limited offline ended handed-over menu consent cards rich-text teaser',
    full: 'long-wait confirm-delete long-title',
  },
  {
    size: 'floating',
    theme: 'dark',
    telling: 'unread conversation failed rich-text',
    full: 'empty offline ended consent-line',
  },
  { size: 'floating', dir: 'rtl', telling: 'conversation ended menu', full: 'empty failed' },
  { size: 375, telling: 'conversation', full: 'ended' },
  { size: 375, theme: 'dark', dir: 'rtl', telling: 'conversation' },
  { size: 320, telling: 'failed long-title', full: 'empty offline rich-text' },
  { size: 'zoomed', full: 'conversation long-title' },
];

const split = (states = '') => states.split(' ').filter(Boolean);

// `npx playwright test -c e2e gallery/pictures -u` takes them anew.
for (const { size, theme = 'light', dir = 'ltr', telling, full } of pictures) {
  for (const state of [...split(telling), ...split(full)]) {
    const name = `${state}-${theme}-${dir}-${size}`;
    const tag = split(full).includes(state) ? ['@full'] : [];
    test(`M3: it looks as before: ${name}`, { tag }, async ({ page, show }) => {
      await page.setViewportSize(sizes[size]);
      await show(state, { theme, dir, options: { font: `"${font}"` } });
      const hasFont = await page.evaluate((family) => {
        const context = document.createElement('canvas').getContext('2d');
        const widths = ['', `"${family}",`].map((fonts) => {
          if (context) context.font = `100px ${fonts}monospace`;
          return context?.measureText('A picture').width;
        });
        return widths[0] !== widths[1];
      }, font);
      test.skip(!hasFont, `there is no ${font}: apt-get install fonts-dejavu-core`);
      await page.addStyleTag({ content: `body { font-family: "${font}" }` });
      // The browser's two builds smooth edges a little differently.
      await expect(page).toHaveScreenshot(`${name}.png`, {
        threshold: 0.03,
        maxDiffPixels: 10,
        animations: 'disabled',
      });
    });
  }
}
