// What keeps one chat's conversation beyond its page: the browser's storage, and the other tabs.
import type { Store, Tabs } from '../conversation/create-conversation.ts';
import type { FullOptions } from './option-kinds.ts';
import { createStore } from './store.ts';
import type { Beside } from './tab-lock.ts';
import { createTabs } from './tabs.ts';

export interface Keeping {
  store?: Store;
  tabs?: Tabs;
  /** Leaves the name to another chat of this page. */
  release(): void;
}

interface Holder {
  host: Element;
  leave: () => void;
}

/** This page's chats, by the names under which their conversations are kept. */
const holders = new Map<string, Holder>();

/** @param name tells the page's chats apart; on the next page the same chat finds its conversation under it */
export function keepConversation(
  name: string,
  options: Pick<FullOptions, 'persistence' | 'ttlMinutes'>,
  holder: Holder,
  beside: Beside,
): Keeping {
  const { persistence, ttlMinutes } = options;
  const other = holders.get(name);
  // An element that has just been replaced by this one has not been told yet.
  if (other?.host.isConnected === false) other.leave();
  else if (other) return keepConversation(`${name}+`, options, holder, beside);
  if (persistence === 'none') return { release: () => undefined };
  holders.set(name, holder);
  const store = createStore(name, persistence, ttlMinutes * 60_000);
  const tabs = createTabs(name, store.load, beside);
  return {
    store,
    ...(tabs && { tabs }),
    release: () => holders.delete(name),
  };
}
