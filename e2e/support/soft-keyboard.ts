// A soft keyboard, which no headless browser has: the visual viewport as a phone reports it while one is up.
import type { Page } from '@playwright/test';

export interface View {
  height: number;
  offsetTop?: number;
  /** How far the visitor has zoomed in. */
  scale?: number;
}

/** To be called before the page is visited. Returns what changes the view, as a keyboard or a zoom does. */
export async function stubView(page: Page): Promise<(view: View) => Promise<void>> {
  await page.addInitScript(() => {
    const view = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
    Object.defineProperty(window, 'visualViewport', { value: view });
  });
  return (change) =>
    page.evaluate((values) => {
      const view = window.visualViewport ?? new EventTarget();
      Object.assign(view, values);
      for (const type of ['resize', 'scroll']) view.dispatchEvent(new Event(type));
    }, change);
}
