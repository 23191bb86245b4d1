// What happens in the chat is not the page's business: its hot keys, and what dismisses its modals or traps the focus in them.
import { listen } from './listen.ts';

/** Clicks are not among these: other things of the page close by them as by any click beside them, and it counts them. */
const inner =
  'keydown keyup keypress beforeinput paste copy cut drop contextmenu selectstart pointerdown mousedown touchstart';

/** Returns its undoings. */
export function shield(host: HTMLElement): (() => void)[] {
  return [
    listen(host, inner, (event) => event.stopPropagation()),
    // Not even a trap that listens before others do learns that the focus is here.
    listen(
      window,
      'focus focusin',
      (event) => {
        if (event.target !== host) return;
        event.stopImmediatePropagation();
        // The chat itself does.
        event.composedPath()[0]?.dispatchEvent(new Event(event.type));
      },
      true,
    ),
    // Nor where it goes when it leaves the page's own; that it does, a form may want to know.
    listen(
      window,
      'blur focusout',
      (event) => {
        if ((event as FocusEvent).relatedTarget === host)
          Object.defineProperty(event, 'relatedTarget', { value: null });
      },
      true,
    ),
  ];
}
