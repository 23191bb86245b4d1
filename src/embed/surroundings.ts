// The page and the device, as signals: the widget reads these and never asks the window itself.
import { signal, type ReadonlySignal } from '@preact/signals';
import { listen } from './listen.ts';

export interface Surroundings {
  online: ReadonlySignal<boolean>;
  coarse: ReadonlySignal<boolean>;
  dark: ReadonlySignal<boolean>;
  /** So little room that the panel takes all of it. */
  small: ReadonlySignal<boolean>;
  /** The tab is in view. */
  visible: ReadonlySignal<boolean>;
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
    dark: watchQuery('(prefers-color-scheme: dark)'),
    // As in the style sheet.
    small: watchQuery('(width < 480px), (height < 560px)'),
    visible: watch(document, 'visibilitychange', () => !document.hidden),
    undo,
  };
}
