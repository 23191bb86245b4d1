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

/**
 * A constructed sheet, which no content security policy forbids; where the page has broken those, a style element with the
 * nonce of the page's scripts.
 */
function prepareStyle(shadow: ShadowRoot): (css: string) => void {
  try {
    const sheet = new CSSStyleSheet();
    shadow.adoptedStyleSheets = [sheet];
    return (css) => sheet.replaceSync(css);
  } catch {
    const style = document.createElement('style');
    style.nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
    shadow.prepend(style);
    return (css) => (style.textContent = css);
  }
}
