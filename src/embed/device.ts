// What the page and the device do for a visitor: the clipboard, files, the printer, the way back, and a memory for an
// invitation.
import type { Device } from '../widget/extras.ts';
import { heedBack } from './heed-back.ts';

const answered = 'parley teaser';

/** Where the floating chat covers the page, nothing comes by itself. */
const roomy = '(width >= 480px)';

export function createDevice(host: HTMLElement, persistence: 'none' | 'session' | 'local'): Device {
  // Asked for each time: where storage is blocked, already this throws.
  const area = () => (persistence === 'local' ? localStorage : sessionStorage);

  return {
    async copy(text) {
      // On plain http there is no clipboard.
      await navigator.clipboard.writeText(text);
    },
    download(name, type, text) {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
      link.download = name.replaceAll(/[^\p{L}\p{M}\p{N} .-]+/gu, '-');
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    print(title, text) {
      const frame = document.createElement('iframe');
      // Some browsers print nothing of a frame that is not displayed.
      frame.style.cssText = 'position:fixed;inset-inline-start:-9999px;border:0';
      frame.ariaHidden = 'true';
      host.shadowRoot?.append(frame);
      const { contentWindow: page, contentDocument: paper } = frame;
      if (!page || !paper) return frame.remove();
      paper.title = title;
      paper.body.textContent = text;
      paper.body.style.cssText =
        'white-space:pre-wrap;unicode-bidi:plaintext;font:12pt/1.5 system-ui,sans-serif';
      page.addEventListener('afterprint', () => frame.remove());
      return page.print();
    },
    heedBack,
    isBusy() {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      // What happens in a frame is nobody else's to know.
      const isWriting = active?.matches('input,textarea,select,iframe,[contenteditable]');
      const dialogs = document.querySelectorAll('dialog[open],[aria-modal="true"]');
      const isAsked = Array.from(dialogs).some((dialog) => dialog.checkVisibility());
      return isWriting || isAsked || !matchMedia(roomy).matches || document.hidden;
    },
    wasAnswered() {
      try {
        return area().getItem(answered) !== null;
      } catch {
        return false;
      }
    },
    noteAnswer() {
      try {
        if (persistence !== 'none') area().setItem(answered, '1');
      } catch {
        // Blocked: it is gone from this page at least.
      }
    },
  };
}
