// Every change of a conversation, as a pure function of the state and a named event.
import type { Failure } from '../protocol/chat-error.ts';
import type { Reply } from '../protocol/reply.ts';
import { defer, fail, retry } from './outcome.ts';
import {
  type ConversationState,
  findUnread,
  initialState,
  isOver,
  isPending,
  isSending,
  isUnsent,
  type Message,
  sortMessages,
  type VisitorMessage,
} from './state.ts';

export type ConversationEvent =
  | { type: 'drafted'; text: string | number | null | undefined }
  | { type: 'opened'; isOpen: boolean }
  | { type: 'seen' }
  | { type: 'started' }
  | {
      type: 'created';
      run: number;
      conversationId: string;
      keepsKeys: boolean;
      aheadMs?: number | undefined;
      reply: Reply;
      /** Whether what the agent said becomes a message. */
      greets: boolean;
    }
  | { type: 'startFailed'; run: number; failure: Failure }
  | { type: 'composed'; id: string; text: string }
  | { type: 'dispatched'; id: string; issuedAt?: number | undefined }
  | { type: 'deferred'; run: number; id: string; failure: Failure; retryAt: number }
  | { type: 'answered'; run: number; id: string; reply: Reply }
  | { type: 'undelivered'; run: number; id: string; failure: Failure }
  | { type: 'retried'; id: string; key: string }
  | { type: 'discarded'; id: string }
  | { type: 'restarted' }
  | { type: 'identified'; owner: string | undefined }
  | { type: 'forgotten'; owner?: string | undefined };

/**
 * The state after the event. Events of an earlier run, or that do not fit the state, change nothing.
 *
 * @param at the time, in epoch milliseconds
 */
export function step(state: ConversationState, event: ConversationEvent, at: number): ConversationState {
  if ('run' in event && event.run !== state.run) return state;
  switch (event.type) {
    case 'drafted':
      // Pages are not typed, and what is no text could be neither drawn nor read again.
      return { ...state, draft: String(event.text ?? ''), drafted: after(state.drafted, at) };
    case 'opened': {
      const { isOpen } = event;
      const touched = after(state.touched, at);
      if (isOpen === state.isOpen) return state;
      return { ...state, isOpen, touched, ...(isOpen && { openedAt: touched }) };
    }
    case 'seen': {
      const newest = findUnread(state).at(-1);
      return newest ? { ...state, seen: newest.order } : state;
    }
    case 'started':
      return state.stage === 'idle' || state.stage === 'unavailable' ? turn(state, 'opening', at) : state;
    case 'created': {
      const { conversationId, keepsKeys, aheadMs, reply, greets } = event;
      const { forgets: _, ...rest } = turn(state, 'ready', at);
      const next = {
        ...rest,
        // It begins here: a tab that comes later and has not created yet gives way to it.
        run: after(state.run, at),
        conversationId,
        keepsKeys,
        ...(aheadMs !== undefined && { aheadMs }),
      };
      const silent = { ...reply, text: '', suggestions: [], attachments: [], calls: [] };
      return receive(next, greets ? reply : silent, `greeting ${next.run}`, at);
    }
    case 'startFailed': {
      const { failure } = event;
      const isOffline = failure.code === 'offline';
      return {
        ...turn(isOffline ? state : failPending(state, failure, at), 'unavailable', at),
        failure,
      };
    }
    case 'composed': {
      const { id, text } = event;
      const order = Math.max(at, (state.messages.at(-1)?.order ?? 0) + 1);
      const isDraft = state.draft.trim() === text;
      return {
        ...state,
        ...(isDraft && { draft: '', drafted: after(state.drafted, at) }),
        messages: [
          ...state.messages,
          { author: 'visitor', id, text, at, order, delivery: 'queued', key: id, tries: 0, changed: at },
        ],
      };
    }
    case 'dispatched':
      return change(state, event.id, at, ({ retryAt: _, isBusy: __, ...message }) => ({
        ...message,
        delivery: 'sending',
        tries: message.tries + 1,
        ...(event.issuedAt && { issuedAt: event.issuedAt }),
      }));
    case 'deferred':
      return change(state, event.id, at, (message) =>
        isPending(message) ? defer(message, event.failure, event.retryAt) : message,
      );
    case 'answered': {
      const sent = change(state, event.id, at, ({ failure: _, ...message }) => ({
        ...message,
        delivery: 'sent',
      }));
      return sent === state ? state : receive(sent, event.reply, `reply ${event.id}`, at);
    }
    case 'undelivered': {
      const { id, failure } = event;
      if (!state.messages.some((message) => message.id === id && isSending(message))) return state;
      const failed = change(state, id, at, (message) => fail(message, failure));
      return isOver(failure.code) ? close(failed, failure.code, at) : failed;
    }
    case 'retried':
      return isOver(state.stage)
        ? state
        : change(state, event.id, at, (message) => retry(message, event.key, state.keepsKeys));
    case 'discarded': {
      const gone = state.messages.find(({ id }) => id === event.id);
      if (!gone || !isUnsent(gone) || isSending(gone)) return state;
      return {
        ...state,
        messages: state.messages.filter((message) => message !== gone),
        discarded: [...state.discarded, event.id].toSorted(),
      };
    }
    case 'restarted': {
      const unsent = state.messages.filter(isUnsent);
      // What no agent has read goes back to the composer, so that nothing typed is lost.
      return {
        ...begin(state, at),
        draft: [...unsent.map(({ text }) => text), state.draft].filter(Boolean).join('\n'),
        discarded: unsent.map(({ id }) => id).toSorted(),
        ...(unsent.length > 0 && { drafted: after(state.drafted, at) }),
      };
    }
    case 'identified':
      return { ...state, owner: event.owner };
    case 'forgotten':
      return {
        ...begin(state, at),
        owner: event.owner,
        forgets: true,
        drafted: after(state.drafted, at),
      };
    default:
      return event satisfies never;
  }
}

/** Clocks stand still for a moment, or are set back: a change is later than the one before it all the same. */
function after(before: number, at: number): number {
  return Math.max(at, before + 1);
}

function turn(
  { failure: _, ...state }: ConversationState,
  stage: ConversationState['stage'],
  at: number,
): ConversationState {
  return { ...state, stage, changed: after(state.changed, at) };
}

/** Changes one message, unless the agent has it already. */
function change(
  state: ConversationState,
  id: string,
  at: number,
  alter: (message: VisitorMessage) => VisitorMessage,
): ConversationState {
  const isMeant = (message: Message) => message.id === id && isUnsent(message);
  if (!state.messages.some(isMeant)) return state;
  return {
    ...state,
    messages: state.messages.map((message) => {
      const next = message.id === id && isUnsent(message) ? alter(message) : message;
      return next === message ? message : { ...next, changed: after(message.changed, at) };
    }),
  };
}

/** Nothing has been said yet; the panel stays as it is. */
function begin(state: ConversationState, at: number): ConversationState {
  const { owner, isOpen, openedAt, touched, drafted } = state;
  const run = after(state.run, at);
  return { ...initialState, owner, isOpen, openedAt, touched, run, isChosen: true, changed: at, drafted };
}

/** Tells what waits as not sent. */
function failPending(state: ConversationState, failure: Failure, at: number): ConversationState {
  return state.messages
    .filter(isPending)
    .reduce((next, { id }) => change(next, id, at, (message) => fail(message, failure)), state);
}

/** Adds what the agent said, and closes if the agent has concluded. */
function receive(state: ConversationState, reply: Reply, id: string, at: number): ConversationState {
  const { text, suggestions, attachments, calls, handoff, ended } = reply;
  const order = findPlace(state.messages);
  const message: Message = {
    author: 'agent',
    id,
    text,
    at,
    order,
    suggestions,
    attachments,
    calls,
    changed: at,
  };
  const isKnown = state.messages.some((other) => other.id === id);
  const isBlank = !text.trim() && suggestions.length + attachments.length + calls.length === 0;
  const next: ConversationState = {
    ...state,
    ...(!isBlank && !isKnown && { messages: sortMessages([...state.messages, message]) }),
    ...(handoff && { handoff }),
  };
  return ended ? close(next, 'ended', at) : next;
}

/** After all that has been said, and before what still waits to be said. */
function findPlace(messages: readonly Message[]): number {
  const last = messages.findLast((message) => !isPending(message))?.order ?? 0;
  const next = messages.find(({ order }) => order > last);
  return next ? (last + next.order) / 2 : last + 0.5;
}

/** No further message can be delivered. */
function close(state: ConversationState, stage: 'ended' | 'expired', at: number): ConversationState {
  return turn(failPending(state, { code: stage }, at), stage, at);
}
