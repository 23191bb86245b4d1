// The page and the device, as signals: the widget reads these and never asks the window itself.
import { signal, type ReadonlySignal } from '@preact/signals';
import { listen } from './listen.ts';
import { watchScheme } from './scheme.ts';

export interface Surroundings {
  online: ReadonlySignal<boolean>;
  coarse: ReadonlySignal<boolean>;
  /** Whether a theme is dark, just now. */
  isDark: ReturnType<typeof watchScheme>;
  /** The visitor wants more contrast. */
  strong: ReadonlySignal<boolean>;
  /** So little room that the panel takes all of it. */
  small: ReadonlySignal<boolean>;
  /** The tab is in view. */
  visible: ReadonlySignal<boolean>;
  /** Whether an address, which may be relative, leads to the page's own origin. */
  isSameOrigin(address: string): boolean;
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

  return {
    online: watch(window, 'online offline', () => navigator.onLine),
    coarse: watchQuery('(pointer: coarse)'),
    isDark: watchScheme(watchQuery('(prefers-color-scheme: dark)'), undo),
    strong: watchQuery('(prefers-contrast: more)'),
    // There the panel covers the whole page.
    small: watchQuery('(width < 480px), (height < 560px)'),
    visible: watch(document, 'visibilitychange', () => !document.hidden),
    isSameOrigin: (address) =>
      Object.assign(document.createElement('a'), { href: address }).origin === location.origin,
    undo,
  };
}
