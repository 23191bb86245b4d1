// Keeps a floating chat where visitors can use it: in its place as long as nothing displaces it, else on the top layer. One
// that came into the page by itself stands beside the body, and again there if the page throws it out.
import { effect, type ReadonlySignal } from '@preact/signals';
import type { WidgetModel } from '../widget/model.ts';
import type { Loaded } from './extras-on-demand.ts';

/** A page that does not want the chat is not to be fought for ever. */
const returns = 5;
const periodMs = 10_000;

/**
 * Returns what looks at its place once more, and the undoings.
 *
 * @param isPlaced whether the element stands where its owner has put it
 * @param changes changes whenever what stands around the chat does
 */
export function keepPlace(
  host: HTMLElement,
  root: HTMLElement,
  isPlaced: boolean,
  model: Pick<WidgetModel, 'panel' | 'close' | 'surroundings'>,
  changes: ReadonlySignal<number>,
  extras: ReadonlySignal<Loaded | null | undefined>,
): { settle: () => void; undo: (() => void)[] } {
  const recent: number[] = [];
  let isOver = isPlaced;

  function mayReturn(): boolean {
    while (recent[0] !== undefined && recent[0] < Date.now() - periodMs) recent.shift();
    return recent.push(Date.now()) <= returns;
  }

  function move(place: Element, top?: number): void {
    if (!isOver && (host.isConnected || mayReturn())) settle(place, top);
  }

  /** Leaves reader and writer where they were, though browsers do not. */
  function settle(place?: Element, known?: number): void {
    const { activeElement } = host.shadowRoot ?? document;
    const log = root.querySelector('[role=log]');
    const top = known ?? log?.scrollTop ?? 0;
    place?.append(host);
    raise();
    // To where it is already would end what the reader does.
    if (log?.scrollTop !== top) log?.scrollTo({ top, behavior: 'instant' });
    if (place && activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  }

  /**
   * Puts the chat onto the top layer if that is the only way to its place: a transform of the page's root, for one,
   * displaces all that is fixed, which then has a parent to stand off from. Anywhere else the page's own layers stay
   * above it.
   */
  function raise(): void {
    const widget = root.querySelector<HTMLElement>('.floating');
    if (!widget) return;
    const { documentElement, fullscreenElement } = document;
    // Nobody sees it then, and nobody is to get into it.
    root.inert = fullscreenElement?.contains(host) === false;
    // A page that is zoomed by its root would make more of the window's height than there is.
    widget.style.zoom = `${Math.min(1, 1 / host.currentCSSZoom)}`;
    host.popover = null;
    if (!widget.offsetParent && (isPlaced || host.parentNode === documentElement)) return;
    host.popover = 'manual';
    host.showPopover?.();
  }

  return {
    settle,
    undo: [
      () => (isOver = true),
      effect(() => {
        void changes.value;
        void model.panel.value;
        if (host.isConnected) settle();
        else move(document.documentElement);
      }),
      effect(() => {
        if (!model.panel.value.isOpen) return undefined;
        return extras.value?.whileOpen(host, root, model, !isPlaced && move);
      }),
    ],
  };
}
