// What keeps one chat's conversation beyond its page: the browser's storage, and the other tabs.
import type { Store, Tabs } from '../conversation/create-conversation.ts';
import type { FullOptions } from './option-kinds.ts';
import { createStore } from './store.ts';
import { createTabs } from './tabs.ts';

export interface Keeping {
  store?: Store;
  tabs?: Tabs;
  /** Leaves the name to another chat of this page. */
  release(): void;
}

/** Names under which this page's chats keep their conversations. */
const taken = new Set<string>();

/** @param name tells the page's chats apart; on the next page the same chat finds its conversation under it */
export function keepConversation(
  name: string,
  options: Pick<FullOptions, 'persistence' | 'ttlMinutes'>,
): Keeping {
  const { persistence, ttlMinutes } = options;
  if (taken.has(name)) return keepConversation(`${name}+`, options);
  if (persistence === 'none') return { release: () => undefined };
  taken.add(name);
  const tabs = createTabs(name);
  return {
    store: createStore(name, persistence, ttlMinutes * 60_000),
    ...(tabs && { tabs }),
    release: () => taken.delete(name),
  };
}
