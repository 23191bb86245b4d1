// The shell around `step`: one signal of state, and the commands that change it. The only place that calls the client.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Failure, toFailure } from '../protocol/chat-error.ts';
import type { ChatClient } from '../protocol/client.ts';
import { newUuid } from './new-uuid.ts';
import {
  type ConversationState,
  countReplies,
  initialState,
  isOver,
  isPending,
  isSending,
  type Message,
  type Stage,
  type VisitorMessage,
} from './state.ts';
import { type ConversationEvent, step } from './step.ts';

/** A conversation's stage, or `waiting` while a message is on its way. */
export type Phase = Stage | 'waiting';

export interface ConversationOptions {
  /** Where messages go: what `createChatClient` returns. */
  client: ChatClient;
  /** Facts for the agent, or a function giving them, called at each create. @default {} */
  metadata?: Record<string, unknown> | (() => Record<string, unknown>);
  /** Whether what create answers becomes the first message. @default true */
  greeting?: boolean;
  /** Whether the device has a network: while false, messages wait. @default always true */
  online?: ReadonlySignal<boolean>;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
  /** UUIDs, for users and messages. @default random ones */
  newId?: () => string;
}

/** One conversation at a time with an agent: signals to read, commands to call. None of the commands throws. */
export interface Conversation {
  readonly state: ReadonlySignal<ConversationState>;
  readonly phase: ReadonlySignal<Phase>;
  readonly messages: ReadonlySignal<readonly Message[]>;
  readonly draft: ReadonlySignal<string>;
  /** Messages of the agent that have not been marked as seen. */
  readonly unread: ReadonlySignal<number>;
  /** Creates the conversation, unless there is one. After a failed create, tries again. */
  start(): void;
  /** Queues a message, and empties the draft if that is the message; starts the conversation if need be. False where it cannot be taken. */
  send(text: string): boolean;
  /** Sends a failed or unconfirmed message again. */
  retry(id: string): void;
  /** Takes a message that was not sent out of the transcript. */
  discard(id: string): void;
  /**
   * Leaves this conversation for a new one, which without the agent's greeting begins with the next message.
   * What was not sent goes back to the draft.
   */
  restart(): void;
  setDraft(text: string): void;
  markSeen(): void;
  /** Back to nothing: no conversation, no messages, no draft. */
  forget(): void;
  /** Ends all work; answers still to come are ignored. */
  dispose(): void;
}

export function createConversation(options: ConversationOptions): Conversation {
  const { client, greeting = true, online, now = Date.now, newId = newUuid } = options;
  const state = signal<ConversationState>(initialState);
  const phase = computed<Phase>(() =>
    state.value.stage === 'ready' && state.value.messages.some(isSending) ? 'waiting' : state.value.stage,
  );
  let abort = new AbortController();
  let disposed = false;

  function dispatch(event: ConversationEvent): void {
    if (!disposed) state.value = step(state.peek(), event);
  }

  /** Nothing of the visitor's was sent, so all that counts is whether trying again may help. */
  function toStartFailure(failure: Failure): Failure {
    if (failure.code !== 'unreachable') return { ...failure, code: 'unavailable' };
    return online?.peek() === false ? { ...failure, code: 'offline' } : failure;
  }

  async function create(): Promise<void> {
    const { run } = state.peek();
    try {
      const metadata = typeof options.metadata === 'function' ? options.metadata() : options.metadata;
      const { conversationId, reply } = await client.create(
        { userId: newId(), ...(metadata && { metadata }) },
        { signal: abort.signal },
      );
      dispatch({
        type: 'created',
        run,
        conversationId,
        reply,
        ...(greeting && { greeting: { id: newId(), at: now() } }),
      });
      advance();
    } catch (error) {
      dispatch({ type: 'startFailed', run, failure: toStartFailure(toFailure(error)) });
    }
  }

  async function deliver({ id, text }: VisitorMessage, run: number, conversationId: string): Promise<void> {
    dispatch({ type: 'dispatched', id });
    try {
      const reply = await client.respond({ conversationId, message: text }, { signal: abort.signal });
      dispatch({ type: 'answered', run, id, reply, arrival: { id: newId(), at: now() } });
    } catch (error) {
      dispatch({ type: 'undelivered', run, id, failure: toFailure(error) });
    }
    advance();
  }

  /** Sends the first message that waits, if nothing else is on its way. */
  function advance(): void {
    const { stage, run, conversationId, messages } = state.peek();
    if (disposed || stage !== 'ready' || !conversationId || messages.some(isSending)) return;
    const next = online?.peek() === false ? undefined : messages.find(isPending);
    if (next) void deliver(next, run, conversationId);
  }

  function start(): void {
    const before = state.peek();
    dispatch({ type: 'started' });
    if (state.peek() !== before) void create();
  }

  function proceed(): void {
    start();
    advance();
  }

  function leave(): void {
    abort.abort();
    abort = new AbortController();
    dispatch({ type: 'restarted' });
  }

  const stopWatching = online
    ? effect(() => {
        if (!online.value) return;
        if (state.peek().failure?.code === 'offline') start();
        advance();
      })
    : () => undefined;

  return {
    state,
    phase,
    messages: computed(() => state.value.messages),
    draft: computed(() => state.value.draft),
    unread: computed(() => countReplies(state.value.messages) - state.value.seen),
    start,
    send(text) {
      if (disposed || !text.trim() || isOver(state.peek().stage)) return false;
      dispatch({ type: 'composed', id: newId(), text: text.trim(), at: now() });
      proceed();
      return true;
    },
    retry(id) {
      dispatch({ type: 'retried', id });
      proceed();
    },
    discard: (id) => dispatch({ type: 'discarded', id }),
    restart() {
      leave();
      if (greeting) start();
    },
    setDraft: (text) => dispatch({ type: 'drafted', text }),
    markSeen: () => dispatch({ type: 'seen' }),
    forget() {
      leave();
      dispatch({ type: 'drafted', text: '' });
    },
    dispose() {
      disposed = true;
      stopWatching();
      abort.abort();
    },
  };
}
