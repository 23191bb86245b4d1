// What is drawn anew may lack what had the focus: the conversation has ended, another tab has been quicker. Then it goes to
// where the visitor writes.
import type { WidgetModel } from '../widget/model.ts';
import { listen } from './listen.ts';

/** Returns its undoing. */
export function keepFocus(root: HTMLElement, { coarse }: WidgetModel['surroundings']): () => void {
  /** What has the focus, or had it when it was taken away. */
  let focused: Element | null | undefined;

  /** Not by `:focus`, which is nowhere in a window behind another. */
  function find(): Element | null {
    const { activeElement } = root.getRootNode() as Document | ShadowRoot;
    return activeElement?.closest('.panel') ? activeElement : null;
  }

  function findFocused(): void {
    const now = find();
    if (now || focused?.isConnected) focused = now;
  }

  const observer = new MutationObserver(() => {
    findFocused();
    if (!focused || focused.isConnected) return;
    focused = null;
    const field = !coarse.peek() && root.querySelector<HTMLElement>('.input');
    (field || root.querySelector<HTMLElement>('.panel'))?.focus({ preventScroll: true });
  });

  focused = find();
  observer.observe(root, { childList: true, subtree: true });
  // Only then is it known where the focus goes; browsers differ in whether they tell of what is taken away with it.
  const stop = listen(root, 'focus blur', () => queueMicrotask(findFocused), true);
  return () => {
    observer.disconnect();
    stop();
  };
}
