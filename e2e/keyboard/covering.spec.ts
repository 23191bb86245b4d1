// What the launcher and the teaser hide of the page. They lie above it in a corner, so that something small can be under
// them where the page ends; what the chat can do is to be small, to be round, and to take nothing besides.
import { rest } from '../support/rest.ts';
import { expect, partsOf, test } from '../support/world.ts';

/** Links all over a page that is longer than the screen. */
const grid = (width: number, height: number) => `<style>
  body { margin: 0 } nav { display: flex; flex-wrap: wrap } nav a { width: ${width}px; height: ${height}px }
</style><nav>${'<a href="#end">x</a>'.repeat(Math.ceil((1280 * 900) / (width * height)))}</nav>`;

const screens = [
  { width: 1280, height: 800 },
  { width: 375, height: 667 },
  { width: 320, height: 256 },
];

for (const screen of screens)
  for (const [kind, width, height] of [
    ['small', 30, 20],
    ['as large as the launcher', 57, 57],
  ] as const)
    test(`B8: of focused links that are ${kind}, launcher and teaser hide only what fits under them, at ${screen.width} × ${screen.height}`, async ({
      page,
      world,
    }) => {
      await page.setViewportSize(screen);
      await world.visit(`${grid(width, height)}${world.tag('data-teaser="Any questions?|0.1"')}`);
      const chat = partsOf(page);
      await expect(chat.launcher).toBeVisible();
      const teaser = chat.host.locator('[part=teaser]');
      // On a small screen it does not come.
      if (screen.width >= 480) await expect(teaser).toBeVisible();
      await rest(page);
      const boxes = await chat.host
        .locator('[part=launcher], [part=teaser]')
        .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
      expect(boxes).toHaveLength(screen.width >= 480 ? 2 : 1);
      const hidden = await page.evaluate(() => {
        const steps = [0.02, 0.2, 0.4, 0.6, 0.8, 0.98];
        return Array.from(document.querySelectorAll<HTMLElement>('nav a')).flatMap((link) => {
          link.focus();
          const box = link.getBoundingClientRect();
          const isSeen = steps.some((x) =>
            steps.some(
              (y) => document.elementFromPoint(box.x + x * box.width, box.y + y * box.height) === link,
            ),
          );
          // Firefox takes a link for seen of which a tenth of a pixel is in the window.
          const isOut = box.top > innerHeight - 1;
          return isSeen || isOut ? [] : [{ box: box.toJSON() as DOMRect, scrolledTo: scrollY }];
        });
      });
      const isUnder = (inner: DOMRect) =>
        boxes.some(
          (outer) =>
            inner.left >= outer.left - 2 &&
            inner.right <= outer.right + 2 &&
            inner.top >= outer.top - 2 &&
            inner.bottom <= outer.bottom + 2,
        );
      expect(hidden.filter(({ box }) => !isUnder(box))).toEqual([]);
      // The teaser is wider, and can be sent away.
      const [launcher] = boxes;
      const underLauncher = hidden.filter(({ box }) => launcher && box.top >= launcher.top - 1);
      // At once: Firefox scrolls one row after the other no further than into sight, and so under it.
      const counts = underLauncher.map(
        ({ scrolledTo }) => underLauncher.filter((other) => other.scrolledTo === scrolledTo).length,
      );
      expect(Math.max(0, ...counts)).toBeLessThanOrEqual(kind === 'small' ? 4 : 0);
    });
