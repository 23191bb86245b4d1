// The page and the device, as signals: the widget reads these and never asks the window itself.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { listen } from './listen.ts';
import { findCarriers, watchScheme } from './scheme.ts';

export interface Surroundings {
  online: ReadonlySignal<boolean>;
  coarse: ReadonlySignal<boolean>;
  /** Whether a theme is dark, just now. */
  isDark: ReturnType<typeof watchScheme>;
  /** The `lang` of the page's root. */
  language: ReadonlySignal<string>;
  /** The visitor wants more contrast. */
  strong: ReadonlySignal<boolean>;
  /** So little room that the panel takes all of it. */
  small: ReadonlySignal<boolean>;
  /** The tab is in view. */
  visible: ReadonlySignal<boolean>;
  /** Whether an address, which may be relative, leads to the page's own origin. */
  isSameOrigin(address: string): boolean;
  /** Counts what may move or paint the chat: attributes of the page's root and body, new ones of these, the window's size. */
  changes: ReadonlySignal<number>;
  undo: (() => void)[];
}

export function watchSurroundings(): Surroundings {
  const undo: (() => void)[] = [];

  function watch(target: EventTarget, events: string, read: () => boolean) {
    const value = signal(read());
    undo.push(listen(target, events, () => (value.value = read())));
    return value;
  }

  function watchQuery(text: string) {
    const query = matchMedia(text);
    return watch(query, 'change', () => query.matches);
  }

  const changes = signal(0);
  const observer = new MutationObserver(note);

  function note(): void {
    // The root and the body may be others by now.
    for (const node of [document, ...findCarriers()])
      observer.observe(node, { attributes: true, childList: node !== document.body });
    changes.value += 1;
  }

  note();
  undo.push(() => observer.disconnect(), listen(window, 'resize fullscreenchange', note));

  return {
    online: watch(window, 'online offline', () => navigator.onLine),
    coarse: watchQuery('(pointer: coarse)'),
    isDark: watchScheme(watchQuery('(prefers-color-scheme: dark)'), changes),
    language: computed(() => (changes.value >= 0 ? document.documentElement.lang : '')),
    strong: watchQuery('(prefers-contrast: more)'),
    // There the panel covers the whole page.
    small: watchQuery('(width < 480px), (height < 560px)'),
    visible: watch(document, 'visibilitychange', () => !document.hidden),
    isSameOrigin: (address) =>
      Object.assign(document.createElement('a'), { href: address }).origin === location.origin,
    changes,
    undo,
  };
}
