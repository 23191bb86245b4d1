// Where the focus is, looking into the shadow root.
import type { Page } from '@playwright/test';

/** The `part` of the element, or its tag outside the chat. */
export function deepActive(page: Page): Promise<string> {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('part') ?? node?.tagName ?? '';
  });
}

/** Where the focus is after each of so many presses of a key. */
export async function pressAndLook(page: Page, key: string, times: number): Promise<string[]> {
  const seen: string[] = [];
  for (let step = 0; step < times; step++) {
    await page.keyboard.press(key);
    seen.push(await deepActive(page));
  }
  return seen;
}
