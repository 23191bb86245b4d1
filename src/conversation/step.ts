// Every change of a conversation, as a pure function of the state and a named event.
import type { Failure } from '../protocol/chat-error.ts';
import type { Reply } from '../protocol/reply.ts';
import {
  type AgentMessage,
  type ConversationState,
  countReplies,
  initialState,
  isOver,
  isPending,
  isSending,
  isUnsent,
  type Message,
  type VisitorMessage,
} from './state.ts';

export type ConversationEvent =
  | { type: 'drafted'; text: string }
  | { type: 'seen' }
  | { type: 'started' }
  | { type: 'created'; run: number; conversationId: string; greeting?: Arrival; reply: Reply }
  | { type: 'startFailed'; run: number; failure: Failure }
  | { type: 'composed'; id: string; text: string; at: number }
  | { type: 'dispatched'; id: string }
  | { type: 'answered'; run: number; id: string; arrival: Arrival; reply: Reply }
  | { type: 'undelivered'; run: number; id: string; failure: Failure }
  | { type: 'retried'; id: string }
  | { type: 'discarded'; id: string }
  | { type: 'restarted' };

/** What a reply becomes as a message: its id here, and when it came. */
export interface Arrival {
  id: string;
  at: number;
}

/** The state after the event. Events of an earlier run, or that do not fit the state, change nothing. */
export function step(state: ConversationState, event: ConversationEvent): ConversationState {
  if ('run' in event && event.run !== state.run) return state;
  switch (event.type) {
    case 'drafted':
      return { ...state, draft: event.text };
    case 'seen': {
      const seen = countReplies(state.messages);
      return seen === state.seen ? state : { ...state, seen };
    }
    case 'started': {
      if (state.stage !== 'idle' && state.stage !== 'unavailable') return state;
      const { failure: _, ...rest } = state;
      return { ...rest, stage: 'opening' };
    }
    case 'created':
      return receive(
        { ...state, stage: 'ready', conversationId: event.conversationId },
        event.reply,
        event.greeting,
      );
    case 'startFailed': {
      const { failure } = event;
      const isOffline = failure.code === 'offline';
      return { ...(isOffline ? state : failPending(state, failure)), stage: 'unavailable', failure };
    }
    case 'composed': {
      const { id, text, at } = event;
      return {
        ...state,
        draft: state.draft.trim() === text ? '' : state.draft,
        messages: [...state.messages, { author: 'visitor', id, text, at, delivery: 'queued' }],
      };
    }
    case 'dispatched':
      return withMessage(state, event.id, (message) => ({ ...message, delivery: 'sending' }));
    case 'answered': {
      const delivered = withMessage(state, event.id, deliver);
      return delivered === state ? state : receive(delivered, event.reply, event.arrival, event.id);
    }
    case 'undelivered': {
      const { code } = event.failure;
      const failed = withMessage(state, event.id, (message) => fail(message, event.failure));
      return isOver(code) ? close(failed, code) : failed;
    }
    case 'retried':
      if (isOver(state.stage)) return state;
      return withMessage(state, event.id, ({ failure, ...message }) => ({
        ...message,
        delivery: failure ? 'queued' : message.delivery,
      }));
    case 'discarded':
      return {
        ...state,
        messages: state.messages.filter(
          (message) => message.id !== event.id || !isUnsent(message) || isSending(message),
        ),
      };
    case 'restarted': {
      // What no agent has read goes back to the composer, so that nothing typed is lost.
      const unsent = state.messages.filter(isUnsent).map(({ text }) => text);
      return {
        ...initialState,
        run: state.run + 1,
        draft: [...unsent, state.draft].filter(Boolean).join('\n'),
      };
    }
    default:
      return event satisfies never;
  }
}

function withMessage(
  state: ConversationState,
  id: string,
  change: (message: VisitorMessage) => VisitorMessage,
): ConversationState {
  const found = state.messages.some((message) => message.id === id && isUnsent(message));
  if (!found) return state;
  return {
    ...state,
    messages: state.messages.map((message) =>
      message.id === id && isUnsent(message) ? change(message) : message,
    ),
  };
}

function deliver({ failure: _, ...message }: VisitorMessage): VisitorMessage {
  return { ...message, delivery: 'sent' };
}

/** Only these say that the message did not get to the agent; any other outcome leaves it open. */
const notSent: readonly Failure['code'][] = [
  'offline',
  'rate_limited',
  'expired',
  'ended',
  'rejected',
  'too_long',
  'unavailable',
];

function fail(message: VisitorMessage, failure: Failure): VisitorMessage {
  const proven =
    failure.retryable === true || notSent.includes(failure.code) || message.delivery === 'queued';
  return { ...message, delivery: proven ? 'failed' : 'unconfirmed', failure };
}

/** Tells what waits as not sent. */
function failPending(state: ConversationState, failure: Failure): ConversationState {
  return {
    ...state,
    messages: state.messages.map((message) => (isPending(message) ? fail(message, failure) : message)),
  };
}

/**
 * Adds what the agent said, after the message that it answers and before whatever the visitor has written since, and
 * closes if the agent has concluded.
 */
function receive(
  state: ConversationState,
  reply: Reply,
  arrival: Arrival | undefined,
  question?: string,
): ConversationState {
  const messages =
    arrival && reply.text.trim()
      ? insert(state.messages, toMessage(reply, arrival), question)
      : state.messages;
  const next = { ...state, messages, ...(reply.handoff && { handoff: reply.handoff }) };
  return reply.ended ? close(next, 'ended') : next;
}

function insert(
  messages: readonly Message[],
  message: AgentMessage,
  question: string | undefined,
): Message[] {
  const asked = messages.findIndex(({ id }) => id === question);
  const next = messages.findIndex((other, index) => index > asked && isPending(other));
  return next < 0 ? [...messages, message] : messages.toSpliced(next, 0, message);
}

function toMessage({ text, suggestions, attachments, calls }: Reply, { id, at }: Arrival): AgentMessage {
  return { author: 'agent', id, text, at, suggestions, attachments, calls };
}

/** No further message can be delivered. */
function close(state: ConversationState, stage: 'ended' | 'expired'): ConversationState {
  return { ...failPending(state, { code: stage }), stage };
}
