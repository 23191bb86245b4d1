// Where a conversation outlives its page: the browser's storage, where it may be used; memory alone where it may not.
import type { Store } from '../conversation/create-conversation.ts';

/** One item of the tab's or of the device's storage, forgotten after `ttlMs`. */
export function createStore(name: string, persistence: 'session' | 'local', ttlMs: number): Store {
  // Asked for each time: where storage is blocked, already this throws.
  const area = () => (persistence === 'local' ? localStorage : sessionStorage);
  return {
    load() {
      try {
        const snapshot: { at?: unknown } = JSON.parse(area().getItem(name) ?? '{}');
        return Number(snapshot.at) + ttlMs > Date.now() ? snapshot : undefined;
      } catch {
        return undefined;
      }
    },
    save(snapshot) {
      try {
        if (snapshot) area().setItem(name, JSON.stringify(snapshot));
        else area().removeItem(name);
      } catch {
        // Blocked or full: the conversation goes on in memory.
      }
    },
  };
}
