// The shadow root on a foreign page: made once for an element, styled without the page's help, deaf to its hot keys.

export interface ChatRoot {
  /** Where the widget is rendered. */
  root: HTMLElement;
  setStyle(css: string): void;
  /** An unseen element on which the browser works out colours. */
  probe: HTMLElement;
  /** Pixels of one 16th of the visitor's font size. */
  measureUnit(): number;
  /** Empties the shadow root. */
  clear(): void;
}

/** Whether a chat stands on the element, of this bundle or of another. */
export function isMounted(host: Element): boolean {
  return (host.shadowRoot?.childElementCount ?? 0) > 0;
}

export function prepareRoot(host: HTMLElement): ChatRoot {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const root = document.createElement('div');
  const probe = document.createElement('span');
  probe.hidden = true;
  shadow.replaceChildren(probe, root);
  return {
    root,
    probe,
    setStyle: prepareStyle(shadow, probe),
    measureUnit() {
      probe.style.fontSize = 'medium';
      return (Number.parseFloat(getComputedStyle(probe).fontSize) || 16) / 16;
    },
    clear: () => shadow.replaceChildren(),
  };
}

/** A constructed sheet, which no content security policy forbids; a style element where there are none. */
function prepareStyle(shadow: ShadowRoot, before: Element): (css: string) => void {
  try {
    const sheet = new CSSStyleSheet();
    shadow.adoptedStyleSheets = [sheet];
    return (css) => sheet.replaceSync(css);
  } catch {
    const style = document.createElement('style');
    before.before(style);
    return (css) => (style.textContent = css);
  }
}

/** What is typed in the chat is not the page's business: its hot keys stay silent. Returns its undoing. */
export function guardKeys(host: HTMLElement): () => void {
  const types = ['keydown', 'keyup', 'keypress'];
  const stop = (event: Event) => event.stopPropagation();
  for (const type of types) host.addEventListener(type, stop);
  return () => {
    for (const type of types) host.removeEventListener(type, stop);
  };
}
