// What a conversation is: plain data, so that it can be stored, compared and sent to another tab.
import type { Failure } from '../protocol/chat-error.ts';
import type { Handoff } from '../protocol/contract.ts';
import type { Attachment, CallAction } from '../protocol/reply.ts';

/**
 * Where a visitor's message stands. `failed` means that it certainly did not reach the agent,
 * `unconfirmed` that nobody can say.
 */
export type Delivery = 'queued' | 'sending' | 'sent' | 'unconfirmed' | 'failed';

export interface VisitorMessage {
  author: 'visitor';
  id: string;
  text: string;
  /** When it was written, in epoch milliseconds. */
  at: number;
  /** Messages stand in this order. */
  order: number;
  delivery: Delivery;
  /** Why it is `failed` or `unconfirmed`. */
  failure?: Failure;
  /** How often it has failed in all; where the relay was out of reach, as bad as three times. */
  failures?: number;
  /** The `Idempotency-Key` of every attempt, until the visitor asks for another delivery. */
  key: string;
  /** How often it has been sent under this key. */
  tries: number;
  /** When it was first sent under this key, in epoch milliseconds of the relay's clock. */
  issuedAt?: number;
  /** One of the tries under this key ended without a word on whether it arrived. */
  isOpen?: boolean;
  /** When it is tried again, in epoch milliseconds; while `queued`, the visitor sees the time pass. */
  retryAt?: number;
  /** It is the service that wants this wait, and not the pace of the visitor. */
  isBusy?: boolean;
  /** When it last changed: of two tabs' copies the newer one counts. */
  changed: number;
}

export interface AgentMessage {
  author: 'agent';
  id: string;
  /** Markdown mixed with literal HTML, as it came. */
  text: string;
  /** When it arrived, in epoch milliseconds. */
  at: number;
  /** Messages stand in this order. */
  order: number;
  suggestions: readonly string[];
  attachments: readonly Attachment[];
  calls: readonly CallAction[];
  changed: number;
}

export type Message = VisitorMessage | AgentMessage;

/**
 * Where the conversation stands: not started, being created, open for messages, over (`ended` by the agent,
 * `expired` by time), or not to be had.
 */
export type Stage = 'idle' | 'opening' | 'ready' | 'ended' | 'expired' | 'unavailable';

export interface ConversationState {
  /**
   * When this conversation began, in epoch milliseconds, which tells it apart from those before it and from those that
   * other tabs hold; 0 at first. What arrives for another one is ignored.
   */
  run: number;
  /** Whose conversation this is, where the page has said who its visitor is. */
  owner?: string | undefined;
  /** The visitor has left another conversation for this one. */
  isChosen?: boolean;
  /** The conversation before was not left but forgotten: nothing of it comes back. */
  forgets?: boolean;
  stage: Stage;
  conversationId?: string;
  /** Whether the relay keeps idempotency keys, so that repeating a request is safe. */
  keepsKeys?: boolean;
  /** How far the relay's clock is ahead of this one, in milliseconds; absent where the relay does not tell its time. */
  aheadMs?: number;
  /** Why the conversation could not be created; with stage `unavailable`. */
  failure?: Failure;
  /** Where the agent handed over; with stage `ended`. */
  handoff?: Handoff;
  /** When one of the fields above last changed, in epoch milliseconds. */
  changed: number;
  /** In their order. */
  messages: readonly Message[];
  /** Ids of messages that the visitor took away. */
  discarded: readonly string[];
  /** The newest reply that has been seen, by its order. */
  seen: number;
  /** What stands in the composer. */
  draft: string;
  /** When the draft last changed, in epoch milliseconds. */
  drafted: number;
  isOpen: boolean;
  /** When the panel was last opened, in epoch milliseconds; 0 as long as it never was. */
  openedAt: number;
  /** When the panel was last opened or closed, in epoch milliseconds. */
  touched: number;
}

export const initialState: ConversationState = {
  run: 0,
  stage: 'idle',
  changed: 0,
  messages: [],
  discarded: [],
  seen: 0,
  draft: '',
  drafted: 0,
  isOpen: false,
  openedAt: 0,
  touched: 0,
};

/** Whether only a new conversation helps. */
export function isOver(stage: string): stage is 'ended' | 'expired' {
  return stage === 'ended' || stage === 'expired';
}

export function isPending(message: Message): message is VisitorMessage {
  return message.author === 'visitor' && (message.delivery === 'queued' || message.delivery === 'sending');
}

export function isSending(message: Message): message is VisitorMessage {
  return message.author === 'visitor' && message.delivery === 'sending';
}

/** Messages that the visitor wrote and that no agent has certainly seen. */
export function isUnsent(message: Message): message is VisitorMessage {
  return message.author === 'visitor' && message.delivery !== 'sent';
}

/** The agent's messages that have not been seen. */
export function findUnread({ messages, seen }: ConversationState): Message[] {
  return messages.filter(({ author, order }) => author === 'agent' && order > seen);
}

export function sortMessages(messages: readonly Message[]): Message[] {
  return messages.toSorted((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
}
