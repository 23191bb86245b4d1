// Keeps a chat that came into the page by itself where visitors can use it: beside the body, again if the page throws it
// out; and while the panel is open inside the page's modal dialog, since that makes everything else inert.
import { effect, type ReadonlySignal } from '@preact/signals';
import type { PanelView } from '../widget/panel-view.ts';
import { listen } from './listen.ts';
import { raise } from './root.ts';

/** A page that does not want the chat is not to be fought for ever. */
const returns = 5;
const periodMs = 10_000;

/** Returns its undoings. */
export function keepPlace(
  host: HTMLElement,
  root: HTMLElement,
  panel: ReadonlySignal<PanelView>,
): (() => void)[] {
  const recent: number[] = [];
  const observer = new MutationObserver(settle);
  let isOver = false;

  function settle(): void {
    const { documentElement } = document;
    // Nobody can press the launcher then, but the page may open the panel.
    const dialogs = panel.peek().isOpen ? document.querySelectorAll('dialog:modal') : [];
    // Of several the one with the focus stands before the others. The focus may be in this chat already.
    const topmost = document.activeElement?.closest('dialog:modal') ?? Array.from(dialogs).at(-1);
    const place = (dialogs.length > 0 && topmost) || documentElement;
    if (host.parentNode === place || isOver || !mayReturn()) return;
    // What is removed with the dialog comes back, too.
    observer.disconnect();
    for (const node of [document, documentElement])
      observer.observe(node, { childList: true, subtree: place !== documentElement });
    move(place);
  }

  function mayReturn(): boolean {
    if (host.isConnected) return true;
    while (recent[0] !== undefined && recent[0] < Date.now() - periodMs) recent.shift();
    return recent.push(Date.now()) <= returns;
  }

  function move(place: Element): void {
    const { activeElement } = host.shadowRoot ?? document;
    const log = root.querySelector('[role=log]');
    const scrolled = log?.scrollTop ?? 0;
    place.append(host);
    raise(host, root, place.matches('dialog'));
    log?.scrollTo({ top: scrolled, behavior: 'instant' });
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  }

  for (const node of [document, document.documentElement]) observer.observe(node, { childList: true });
  return [
    () => (isOver = true),
    () => observer.disconnect(),
    listen(document, 'focusin close', settle, true),
    effect(() => {
      // Once closed, the panel gives the focus back before it goes.
      if (panel.value.isOpen) settle();
      else setTimeout(settle);
    }),
  ];
}
