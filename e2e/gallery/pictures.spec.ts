import { expect } from '@playwright/test';
import { test, type View } from './gallery-page.ts';

const font = 'DejaVu Sans';
const sizes = {
  floating: { width: 480, height: 760 },
  375: { width: 375, height: 667 },
  320: { width: 320, height: 568 },
  zoomed: { width: 320, height: 256 },
};

type Picture = Pick<View, 'theme' | 'dir'> & { size: keyof typeof sizes; states: string };

const pictures: Picture[] = [
  {
    size: 'floating',
    states:
      'unread empty conversation pending long-wait failed rate-limited offline ended handed-over menu confirm-delete consent cards rich-text long-title teaser',
  },
  {
    size: 'floating',
    theme: 'dark',
    states: 'unread empty conversation failed offline ended rich-text consent-line',
  },
  { size: 'floating', dir: 'rtl', states: 'empty conversation failed ended menu' },
  { size: 375, states: 'conversation ended' },
  { size: 375, theme: 'dark', dir: 'rtl', states: 'conversation' },
  { size: 320, states: 'empty failed offline rich-text long-title' },
  { size: 'zoomed', states: 'conversation long-title' },
];

// `npx playwright test -c e2e gallery/pictures -u` takes them anew.
for (const { size, theme = 'light', dir = 'ltr', states } of pictures) {
  for (const state of states.split(' ')) {
    const name = `${state}-${theme}-${dir}-${size}`;
    test(`M3: it looks as before: ${name}`, async ({ page, show }) => {
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
