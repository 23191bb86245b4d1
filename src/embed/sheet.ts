// The panel as a sheet over a small screen, or all over the page: it fits beside a soft keyboard. That the page behind it
// stays still is the style sheet's part; nothing of the page's own is touched.
import { listen } from './listen.ts';

/** Returns its undoing. */
export function fitSheet(root: HTMLElement): () => void {
  const view = window.visualViewport;

  function fit(): void {
    // Whoever has zoomed in looks at a part of the panel, which stays as it is.
    if (!view || view.scale > 1.01) return;
    root.style.cssText = `--top:${view.offsetTop}px;--height:${view.height}px`;
  }

  fit();
  return listen(view ?? window, 'resize scroll', fit);
}
