// What a page is like, so that it can be compared with itself: once without the chat, and then with it.
import type { Page } from '@playwright/test';

export interface PageState {
  /** Computed styles, boxes and attributes by the `data-h` of an element, besides those of `html` and `body`. */
  elements: Record<string, Record<string, string>>;
  globals: string[];
  scrollY: number;
}

export function readPageState(page: Page): Promise<PageState> {
  return page.evaluate(() => {
    const elements: PageState['elements'] = {};
    for (const element of document.querySelectorAll('html, body, [data-h]')) {
      const style = getComputedStyle(element);
      const read: Record<string, string> = {};
      for (let index = 0; index < style.length; index++) {
        const property = style.item(index);
        if (!property.startsWith('--')) read[property] = style.getPropertyValue(property);
      }
      const { x, y, width, height } = element.getBoundingClientRect();
      read['box'] = [x + scrollX, y + scrollY, width, height].map((length) => length.toFixed(1)).join(' ');
      const name = element.getAttribute('data-h') ?? element.localName;
      if (element === document.documentElement || element === document.body)
        read['attributes'] = [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ');
      elements[name] = read;
    }
    return { elements, globals: Object.getOwnPropertyNames(window), scrollY };
  });
}

/** What is not as it was with the page's elements, in words. */
export function findChanges(before: PageState, after: PageState): string[] {
  return Object.entries(before.elements).flatMap(([name, styles]) => {
    const now = after.elements[name];
    if (!now) return [`${name} is gone`];
    return Object.entries(styles)
      .filter(([property, value]) => now[property] !== value)
      .map(([property, value]) => `${name}: ${property} was ${value} and is ${now[property]}`);
  });
}
