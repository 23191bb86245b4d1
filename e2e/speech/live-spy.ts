// Hears what screen readers would be given: every change of every live region, and every call of `ariaNotify`.
import type { BrowserContext, Page } from '@playwright/test';

export interface Heard {
  /** Milliseconds since the page was loaded. */
  at: number;
  /** As the region or the call has it; `removed` for what was taken away. */
  how: 'polite' | 'assertive' | 'removed';
  by: 'region' | 'notify';
  /** Whether the region could be heard: it is in the page, and nothing around it is hidden. */
  isAudible: boolean;
  /** Since when the region had been there, empty; in milliseconds. */
  emptyMs: number;
  text: string;
}

/** Begins to listen in every page that is loaded from now on; `notify` says whether browsers there have `ariaNotify`. */
export async function spyOnSpeech(page: Page | BrowserContext, notify = true): Promise<void> {
  await page.addInitScript((hasNotify) => {
    const heard: Heard[] = [];
    Reflect.set(window, 'heard', heard);
    const regions = new Map<Element, number>();
    const selector = '[aria-live]:not([aria-live=off]),[role=status],[role=alert],output';
    const hear = (region: Element, how: Heard['how'], text: string | null) => {
      heard.push({
        at: performance.now(),
        how,
        by: 'region',
        isAudible: region.checkVisibility(),
        emptyMs: performance.now() - (regions.get(region) ?? performance.now()),
        text: text ?? '',
      });
    };
    const find = (node: Node): Element | undefined =>
      (node instanceof Element ? node : node.parentElement)?.closest(selector) ?? undefined;
    const greet = (node: Node) => {
      if (!(node instanceof Element)) return;
      for (const region of [node, ...node.querySelectorAll(selector)])
        if (region.matches(selector) && !regions.has(region)) {
          regions.set(region, performance.now());
          if (region.textContent) hear(region, 'polite', region.textContent);
        }
    };
    const listen = (root: ShadowRoot) =>
      new MutationObserver((changes) => {
        for (const { target, addedNodes, removedNodes, type } of changes) {
          const region = find(target);
          const how = region?.getAttribute('aria-live') === 'assertive' ? 'assertive' : 'polite';
          if (region && regions.has(region)) {
            if (type === 'characterData') hear(region, how, target.textContent);
            for (const node of addedNodes) if (node.textContent) hear(region, how, node.textContent);
            for (const node of removedNodes) if (node.textContent) hear(region, 'removed', node.textContent);
          }
          addedNodes.forEach(greet);
        }
      }).observe(root, { childList: true, subtree: true, characterData: true });
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function spied(init) {
      const root = attachShadow.call(this, init);
      listen(root);
      return root;
    };
    for (const prototype of [Element.prototype, Document.prototype]) {
      const original: unknown = Reflect.get(prototype, 'ariaNotify');
      if (!hasNotify) Reflect.deleteProperty(prototype, 'ariaNotify');
      else if (typeof original === 'function')
        Reflect.set(
          prototype,
          'ariaNotify',
          function spied(this: Node, text: string, options?: { priority?: string }) {
            const how = options?.priority === 'high' ? 'assertive' : 'polite';
            const isAudible = this instanceof Element && this.checkVisibility();
            heard.push({ at: performance.now(), how, by: 'notify', isAudible, emptyMs: 1000, text });
            return Reflect.apply(original, this, [text, options]);
          },
        );
    }
  }, notify);
}

/** All that has been heard so far, in order. */
export function readSpeech(page: Page): Promise<Heard[]> {
  return page.evaluate(() => Reflect.get(window, 'heard'));
}

/** The words that were spoken, in order; those that were spoken at once with a mark of exclamation before them. */
export async function readWords(page: Page): Promise<string[]> {
  const heard = await readSpeech(page);
  return heard
    .filter(({ how, isAudible }) => how !== 'removed' && isAudible)
    .map(({ how, text }) => (how === 'assertive' ? `!${text}` : text));
}

/** Forgets what has been heard so far. */
export function hush(page: Page): Promise<void> {
  return page.evaluate(() => {
    (Reflect.get(window, 'heard') as unknown[]).length = 0;
  });
}
