// One tab at a time: by Web Locks; and where they are missing, as on plain http, by what the extras have for that.
import type { ReadonlySignal } from '@preact/signals-core';
import type { Tabs } from '../conversation/create-conversation.ts';
import type { Loaded } from './extras-on-demand.ts';

/** What the lock needs of the extras. */
export interface Beside {
  extras: ReadonlySignal<Pick<Loaded, 'agree'> | null | undefined>;
  loadOnce(): Promise<void>;
}

export function createLock(name: string, { extras, loadOnce }: Beside): Tabs['exclusively'] {
  return async (work, signal) => {
    let hasBegun = false;
    try {
      await navigator.locks.request(name, { signal }, () => {
        hasBegun = true;
        return work();
      });
    } catch (error) {
      if (hasBegun || signal.aborted) throw error;
      // There are no Web Locks, or not for this page.
      await loadOnce();
      signal.throwIfAborted();
      const { agree } = extras.peek() ?? {};
      // Without it two tabs may send the same at once: by its key the relay hears it once.
      await (agree ? agree(name, work, signal) : work());
    }
  };
}
