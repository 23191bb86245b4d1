// The floating chat: an element of its own, and a chat on it.
import type { ChatHandle } from './handle.ts';
import { mountChat } from './mount-chat.ts';
import type { ChatOptions } from './options.ts';

/**
 * Mounts a floating chat and returns its handle.
 *
 * @throws TypeError where `relay` is missing or an option cannot be used; the page is then left alone
 * @example
 * const chat = createChat({ relay: 'https://relay.example.com', title: 'Ava' });
 * chat.on('message', ({ author, text }) => console.log(author, text));
 */
export function createChat(options: ChatOptions): ChatHandle {
  return mountChat(document.createElement('parley-chat'), options);
}
