// The shadow root on a foreign page: made once for an element, and styled without the page's help.

export interface ChatRoot {
  /** Where the widget is rendered. */
  root: HTMLElement;
  /** A constructed sheet, which no content security policy forbids. */
  sheet: CSSStyleSheet;
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
  const sheet = new CSSStyleSheet();
  probe.hidden = true;
  probe.style.fontSize = 'medium';
  shadow.replaceChildren(probe, root);
  shadow.adoptedStyleSheets = [sheet];
  return { root, sheet, probe, clear: () => shadow.replaceChildren() };
}
