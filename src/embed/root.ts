// The shadow root on a foreign page: made once for an element, and styled without the page's help.

export interface ChatRoot {
  /** Where the widget is rendered. */
  root: HTMLElement;
  setStyle(css: string): void;
  /** An unseen element on which the browser works out colours, and the visitor's font size. */
  probe: HTMLElement;
  /** Empties the shadow root. */
  clear(): void;
}

/** Whether a chat stands on the element, of this bundle or of another. */
export function isMounted(host: Element): boolean {
  return host.shadowRoot?.hasChildNodes() === true;
}

export function prepareRoot(host: HTMLElement): ChatRoot {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const root = document.createElement('div');
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.fontSize = 'medium';
  shadow.replaceChildren(probe, root);
  return { root, setStyle: prepareStyle(shadow), probe, clear: () => shadow.replaceChildren() };
}

/** A constructed sheet, which no content security policy forbids; a style element where the page has broken those. */
function prepareStyle(shadow: ShadowRoot): (css: string) => void {
  try {
    const sheet = new CSSStyleSheet();
    shadow.adoptedStyleSheets = [sheet];
    return (css) => sheet.replaceSync(css);
  } catch {
    const style = document.createElement('style');
    shadow.prepend(style);
    return (css) => (style.textContent = css);
  }
}

/**
 * Puts the chat onto the top layer if that is the only way to its place: a transform of the page's root, for one,
 * displaces all that is fixed, which then has a parent to stand off from. Anywhere else the page's own layers stay above
 * it.
 */
export function raise(host: HTMLElement, root: HTMLElement, isNeeded?: boolean): void {
  const widget = root.firstElementChild as HTMLElement;
  host.popover = null;
  if (!isNeeded && !widget.offsetParent) return;
  host.popover = 'manual';
  host.showPopover?.();
}
