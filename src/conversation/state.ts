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
  delivery: Delivery;
  /** Why it is `failed` or `unconfirmed`. */
  failure?: Failure;
}

export interface AgentMessage {
  author: 'agent';
  id: string;
  /** Markdown mixed with literal HTML, as it came. */
  text: string;
  /** When it arrived, in epoch milliseconds. */
  at: number;
  suggestions: readonly string[];
  attachments: readonly Attachment[];
  calls: readonly CallAction[];
}

export type Message = VisitorMessage | AgentMessage;

/**
 * Where the conversation stands: not started, being created, open for messages, over (`ended` by the agent,
 * `expired` by time), or not to be had.
 */
export type Stage = 'idle' | 'opening' | 'ready' | 'ended' | 'expired' | 'unavailable';

export interface ConversationState {
  /** Counts the conversations held here. What arrives for an earlier one is ignored. */
  run: number;
  stage: Stage;
  conversationId?: string;
  messages: readonly Message[];
  /** Why the conversation could not be created; with stage `unavailable`. */
  failure?: Failure;
  /** Where the agent handed over; with stage `ended`. */
  handoff?: Handoff;
  /** What stands in the composer. */
  draft: string;
  /** How many of the agent's messages have been seen. */
  seen: number;
}

export const initialState: ConversationState = { run: 0, stage: 'idle', messages: [], draft: '', seen: 0 };

/** Whether only a new conversation helps. */
export function isOver(stage: string): stage is 'ended' | 'expired' {
  return stage === 'ended' || stage === 'expired';
}

export function isPending(message: Message): message is VisitorMessage {
  return message.author === 'visitor' && (message.delivery === 'queued' || message.delivery === 'sending');
}

export function isSending(message: Message): boolean {
  return message.author === 'visitor' && message.delivery === 'sending';
}

/** Messages that the visitor wrote and that no agent has certainly seen. */
export function isUnsent(message: Message): message is VisitorMessage {
  return message.author === 'visitor' && message.delivery !== 'sent';
}

export function countReplies(messages: readonly Message[]): number {
  return messages.filter(({ author }) => author === 'agent').length;
}
