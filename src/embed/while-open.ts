// What the page and the device learn of a panel that is open: it stands inside the page's topmost modal dialog, since
// that makes everything else inert, or inside what fills the screen, since nothing else is seen; and the back gesture
// closes it where it covers the page.
import type { ReadonlySignal } from '@preact/signals';
import type { WidgetModel } from '../widget/model.ts';
import type { PanelView } from '../widget/panel-view.ts';
import { heedBack } from './heed-back.ts';
import { listen } from './listen.ts';

const modal = 'dialog:modal';
/** A picture or a film has no room for anything. */
const places = `${modal},:fullscreen:not(html,video,iframe,img,canvas)`;

/**
 * Sees to a panel that is open or covers the page since just now, until the returned function is called.
 *
 * @param move puts the chat into another place of the page, if it may go there
 */
export function whileOpen(
  host: HTMLElement,
  { panel, close }: Pick<WidgetModel, 'panel' | 'close'>,
  move: false | ((place: Element) => void),
): () => void {
  const undo = [move && followModals(host, panel, move), panel.peek().isModal && heedBack(close)];
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

function followModals(
  host: HTMLElement,
  panel: ReadonlySignal<PanelView>,
  move: (place: Element) => void,
): () => void {
  const observer = new MutationObserver(settle);

  function settle(): void {
    const { documentElement } = document;
    const place = (panel.peek().isOpen && findTopmost(host)) || documentElement;
    if (host.parentNode === place) return;
    observer.disconnect();
    // What closes or is removed with the chat in it gives it back.
    if (place !== documentElement)
      for (const node of [document, place.getRootNode()])
        observer.observe(node, { subtree: true, childList: true, attributeFilter: ['open'] });
    move(place);
  }

  const stop = listen(document, 'focusin fullscreenchange', settle, true);
  settle();
  return () => {
    stop();
    observer.disconnect();
    // The panel that closes gives the focus back before it goes.
    setTimeout(settle);
  };
}
