// What is seen to while a panel is open: it stands inside the page's topmost modal dialog, since that makes everything else
// inert, or inside what fills the screen, since nothing else is seen; where it covers the page it is a sheet; and it keeps
// the focus that it has.
import type { ReadonlySignal } from '@preact/signals';
import type { WidgetModel } from '../widget/model.ts';
import type { PanelView } from '../widget/panel-view.ts';
import { heedBack } from './heed-back.ts';
import { keepFocus } from './keep-focus.ts';
import { listen } from './listen.ts';
import { fitSheet } from './sheet.ts';

const modal = 'dialog:modal';
/** A picture or a film has no room for anything. */
const places = `${modal},:fullscreen:not(html,video,iframe,img,canvas)`;

/** Puts the chat into another place of the page; its log is scrolled so far. */
type Move = (place: Element, top: number | undefined) => void;

/**
 * Sees to a panel that is open or covers the page since just now, until the returned function is called.
 *
 * @param move false where it has to stay
 */
export function whileOpen(
  host: HTMLElement,
  root: HTMLElement,
  { panel, close, surroundings }: Pick<WidgetModel, 'panel' | 'close' | 'surroundings'>,
  move: false | Move,
): () => void {
  const undo = [
    fitSheet(root),
    keepFocus(root, surroundings),
    // One that fills the window would leave nothing of the dialog.
    move && root.querySelector('.floating') && followModals(host, panel, move),
    panel.peek().isModal && heedBack(close),
  ];
  return () => undo.forEach((stop) => stop && stop());
}

/** The innermost modal dialog around the focus, through open shadow roots; otherwise the page's last place. */
function findTopmost(host: Element): Element | undefined {
  let focused = document.activeElement;
  while (focused !== host && focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  while (focused && !focused.matches(modal)) {
    const root = focused.getRootNode();
    focused =
      focused.assignedSlot ?? focused.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return focused ?? Array.from(document.querySelectorAll(places)).at(-1);
}

function followModals(host: HTMLElement, panel: ReadonlySignal<PanelView>, move: Move): () => void {
  const observer = new MutationObserver(settle);
  let top: number | undefined;

  function note(): void {
    const log = host.shadowRoot?.querySelector('[role=log]');
    // In a dialog that has just been closed it has no box.
    if (log?.clientHeight) top = log.scrollTop;
  }

  function settle(): void {
    note();
    const { documentElement } = document;
    const place = (panel.peek().isOpen && findTopmost(host)) || documentElement;
    if (host.parentNode === place) return;
    observer.disconnect();
    // What closes or is removed with the chat in it gives it back.
    if (place !== documentElement)
      for (const node of [document, place.getRootNode()])
        observer.observe(node, { subtree: true, childList: true, attributeFilter: ['open'] });
    move(place, top);
  }

  const stops = [
    listen(document, 'focusin fullscreenchange', settle, true),
    listen(host.shadowRoot ?? host, 'scroll', note, true),
  ];
  settle();
  return () => {
    stops.forEach((stop) => stop());
    observer.disconnect();
    // The panel that closes gives the focus back before it goes; one that was destroyed is nowhere any more.
    setTimeout(() => host.isConnected && settle());
  };
}
