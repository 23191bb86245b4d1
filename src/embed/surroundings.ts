// The page and the device, as signals: the widget reads these and never asks the window itself.
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Surroundings {
  online: ReadonlySignal<boolean>;
  coarse: ReadonlySignal<boolean>;
  dark: ReadonlySignal<boolean>;
  /** So little room that the panel takes all of it. */
  small: ReadonlySignal<boolean>;
  /** The tab is in view. */
  visible: ReadonlySignal<boolean>;
  dispose(): void;
}

export function watchSurroundings(): Surroundings {
  const undo: (() => void)[] = [];

  function watch(target: EventTarget | undefined, events: readonly string[], read: () => boolean) {
    const value = signal(read());
    const update = () => (value.value = read());
    for (const event of events) {
      target?.addEventListener?.(event, update);
      undo.push(() => target?.removeEventListener?.(event, update));
    }
    return value;
  }

  function watchQuery(text: string) {
    const query = window.matchMedia?.(text);
    return watch(query, ['change'], () => query?.matches ?? false);
  }

  return {
    online: watch(window, ['online', 'offline'], () => navigator.onLine),
    coarse: watchQuery('(pointer: coarse)'),
    dark: watchQuery('(prefers-color-scheme: dark)'),
    // As in the style sheet.
    small: watchQuery('(width < 480px), (height < 560px)'),
    visible: watch(document, ['visibilitychange'], () => !document.hidden),
    dispose: () => undo.forEach((remove) => remove()),
  };
}
