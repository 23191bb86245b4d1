// What steers a chat from the page that it stands in.
import type { Phase } from '../conversation/create-conversation.ts';
import type { Message } from '../conversation/state.ts';
import type { ChatEvents } from './events.ts';
import type { ChatOptions } from './options.ts';

/** Steers a chat from the page. Commands that make no sense just now do nothing. */
export interface ChatHandle {
  /** Opens the panel, as a person's click on the launcher would, but without moving the focus. */
  open(): void;
  close(): void;
  toggle(): void;
  /** Shows the launcher again. */
  show(): void;
  /** Takes the whole chat out of sight. */
  hide(): void;
  /** Sends a message in the visitor's name; starts the conversation if need be. */
  send(text: string): void;
  /** Puts a text into the composer. */
  setDraft(text: string): void;
  /** Leaves this conversation and starts a new one. */
  restart(): void;
  /** Wipes the conversation. */
  forget(): void;
  /**
   * Changes options while the chat runs. Throws a TypeError like `createChat`. `relay`, `agent`, `keys`, `persistence` and
   * `ttlMinutes` stay as they are.
   */
  update(options: ChatOptions): void;
  /** Takes the chat out of the page and leaves nothing behind, unless the conversation is to go on when it comes back. */
  destroy(options?: { keepConversation?: boolean }): void;
  /** Calls back at each event, and returns its undoing. */
  on<Name extends keyof ChatEvents>(
    name: Name,
    listener: (detail: ChatEvents[Name], event: CustomEvent<ChatEvents[Name]>) => void,
  ): () => void;
  /** Resolves with this handle. */
  readonly ready: Promise<ChatHandle>;
  readonly isOpen: boolean;
  readonly unread: number;
  readonly phase: Phase;
  readonly messages: readonly Message[];
}
