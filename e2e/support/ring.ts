// The focus ring as it is drawn.
import type { Page } from '@playwright/test';

/** The ring of what has the focus, and how it stands out from what it lies on. */
export function measureRing(page: Page) {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    if (!node || node.getRootNode() === document) return undefined;
    const ringed = [node, node.closest('.composer')].find(
      (one) => one && getComputedStyle(one).outlineStyle !== 'none',
    );
    const name = node.getAttribute('part') ?? node.getAttribute('aria-label') ?? node.textContent;
    if (!ringed) return { name, width: 0, contrast: 0 };
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    const toLuminance = (colors: string[]) => {
      if (!canvas) return 0;
      for (const color of colors) {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
      }
      const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    // An offset ring lies on what is around the control.
    const around: string[] = [];
    const isInside = Number.parseFloat(getComputedStyle(ringed).outlineOffset) < 0;
    for (let one: Element | null = isInside ? ringed : ringed.parentElement; one; one = one.parentElement)
      around.unshift(getComputedStyle(one).backgroundColor);
    const { outlineColor, outlineWidth } = getComputedStyle(ringed);
    const [dark = 0, light = 0] = [toLuminance(['#fff', ...around]), toLuminance([outlineColor])].toSorted(
      (a, b) => a - b,
    );
    return { name, width: Number.parseFloat(outlineWidth), contrast: (light + 0.05) / (dark + 0.05) };
  });
}
