// Where a conversation outlives its page: the browser's storage, where it may be used; memory alone where it may not.
import type { Store } from '../conversation/create-conversation.ts';

/** One item of the tab's or of the device's storage, forgotten after `ttlMs`. */
export function createStore(name: string, persistence: 'session' | 'local', ttlMs: number): Store {
  // Asked for each time: where storage is blocked, already this throws.
  const area = () => (persistence === 'local' ? localStorage : sessionStorage);
  return {
    load() {
      try {
        const text = area().getItem(name);
        const snapshot: { at?: unknown } = JSON.parse(text ?? '{}');
        if (Number(snapshot.at) + ttlMs > Date.now()) return snapshot;
        if (text) area().removeItem(name);
        return undefined;
      } catch {
        return undefined;
      }
    },
    save(snapshot) {
      try {
        if (snapshot) return area().setItem(name, JSON.stringify(snapshot));
      } catch {
        // Full: what was saved before is out of date.
      }
      try {
        area().removeItem(name);
      } catch {
        // Blocked: the conversation goes on in memory.
      }
    },
  };
}
