// The page's network, answered by the real stand-in, and the chat's insides as a person finds them.
import { afterEach, beforeEach, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { withLowerCase } from '../conversation/test-support.ts';
import type { ChatHandle } from './handle.ts';

export { takeErrors } from '../conversation/test-support.ts';

export const relay = 'https://relay.test/v1/a/p';

/** What the page's fetch has reached since the test began. */
export let agent = createAgent();
export const fetched = vi.fn<(url: string, init: RequestInit) => void>();

const kept = new Set<ChatHandle>();
/** Takes the chat away after the test. */
export function keep(chat: ChatHandle): ChatHandle {
  kept.add(chat);
  return chat;
}

beforeEach(() => {
  agent = createAgent();
  fetched.mockClear();
  // Other tabs are asked before anything is sent; here there are none. `tabs.test.ts` has some.
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    fetched(url, init);
    const { headers, ...rest } = withLowerCase(init);
    return agent.fetch(url, {
      ...rest,
      headers: Object.assign(headers, { 'x-api-key': 'k', 'x-token': 't' }),
    });
  });
});

afterEach(() => {
  for (const chat of kept) chat.destroy();
  kept.clear();
  sessionStorage.clear();
  localStorage.clear();
  vi.unstubAllGlobals();
});

export const hosts = () => Array.from(document.querySelectorAll<HTMLElement>('parley-chat'));

/** The part of that name inside the first chat of the page. */
export function part(name: string): HTMLElement | null {
  return hosts()[0]?.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`) ?? null;
}

/** The composer of the first chat of the page. */
export function composer(): HTMLTextAreaElement {
  const input = part('input');
  if (!(input instanceof HTMLTextAreaElement)) throw new Error('The panel has no composer.');
  return input;
}

/** Lets promises and drawing come to rest. */
export async function rest(): Promise<void> {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
}
