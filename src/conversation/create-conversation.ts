// The shell around `step`: one signal of state, and the commands that change it.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Failure } from '../protocol/chat-error.ts';
import type { ChatClient } from '../protocol/client.ts';
import { merge } from './merge.ts';
import { newUuid } from './new-uuid.ts';
import { createSender } from './sender.ts';
import { isWorthKeeping, readSnapshot, type Snapshot, toSnapshot, wakeUp } from './snapshot.ts';
import {
  type ConversationState,
  findUnread,
  initialState,
  isOver,
  isPending,
  isSending,
  type Message,
  type Stage,
} from './state.ts';
import { type ConversationEvent, step } from './step.ts';

/** A conversation's stage, or `waiting` while a message is on its way. */
export type Phase = Stage | 'waiting';

export interface ConversationOptions {
  /** Where messages go: what `createChatClient` returns. */
  client: ChatClient;
  /** Facts for the agent, or a function giving them, called at each create. @default {} */
  metadata?: Record<string, unknown> | (() => Record<string, unknown>);
  /** Whether what create answers becomes the first message; read at each. @default true */
  greeting?: boolean;
  /**
   * Whose conversation this is. What was kept for somebody else is wiped, and what their tabs hold is not taken up; one
   * that was nobody's in particular becomes theirs. As long as nobody is named, that of somebody who was is not shown, and
   * spared until there is another to keep.
   * @default not known
   */
  owner?: string | undefined;
  /** Whether a conversation may be created now: asked before each. @default always */
  mayStart?: (state: ConversationState) => boolean;
  /** Whether the device has a network: while false, messages wait. @default always true */
  online?: ReadonlySignal<boolean>;
  /** Whether anybody sees the chat: while false, nothing is tried again. @default always true */
  visible?: ReadonlySignal<boolean>;
  /** Whether requests carry `Idempotency-Key` and `Idempotency-Issued`. @default true */
  keys?: boolean;
  /** Where the conversation is kept between pages. @default nowhere */
  store?: Store;
  /** The other tabs that hold the same conversation. @default none */
  tabs?: Tabs;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
  /** UUIDs, for users, messages and keys. @default random ones */
  newId?: () => string;
  /** 0 to 1, to spread attempts in time. @default Math.random */
  random?: () => number;
}

/** A place for one snapshot. Neither operation throws. */
export interface Store {
  /** What was saved last, as it comes back: it is read without trust. */
  load(): unknown;
  /** Called at every change, before anything is sent; with undefined where there is nothing left to keep. */
  save(snapshot: Snapshot | undefined): void;
}

/** The other tabs of the same origin. None of the operations throws. */
export interface Tabs {
  /** Tells the others of a change. */
  post(snapshot: Snapshot): void;
  /** Hears the others, who may ask for the snapshot at any time; returns its undoing. */
  connect(snapshot: () => Snapshot, hear: (snapshot: unknown) => void): () => void;
  /** Resolves when this tab knows what the others do. */
  sync(): Promise<void>;
  /** Does the work while no other tab does its own. Rejects where the signal aborts before. */
  exclusively(work: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** One conversation at a time with an agent: signals to read, commands to call. None of the commands throws. */
export interface Conversation {
  readonly state: ReadonlySignal<ConversationState>;
  readonly phase: ReadonlySignal<Phase>;
  readonly messages: ReadonlySignal<readonly Message[]>;
  readonly draft: ReadonlySignal<string>;
  /** Messages of the agent that have not been marked as seen. */
  readonly unread: ReadonlySignal<number>;
  /** Whether what changed last came from another tab, where the visitor is then. */
  readonly isEcho: ReadonlySignal<boolean>;
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
  /** Waits no longer for the answer under way: its message becomes unconfirmed, until the answer comes after all. */
  stopWaiting(): void;
  setDraft(text: string): void;
  /** Opens or closes the panel, in all tabs. */
  setOpen(isOpen: boolean): void;
  markSeen(): void;
  /** Back to nothing: no conversation, no messages, no draft. */
  forget(): void;
  /** Says whose conversation this is: somebody else's is forgotten, and their own comes to light. */
  identify(owner: string | undefined): void;
  /** Ends all work; answers still to come are ignored. */
  dispose(): void;
}

/** Whether it is somebody's, and not known to be this one's. */
function isOther(owner: string | undefined, other: string | undefined): boolean {
  return owner !== undefined && owner !== other;
}

export function createConversation(options: ConversationOptions): Conversation {
  const { mayStart, online, visible, store, tabs, owner } = options;
  const { now = Date.now, newId = newUuid } = options;
  const kept = wakeUp(readSnapshot(store?.load()) ?? initialState);
  const isOthers = isOther(kept.owner, owner);
  /** What somebody has said who may yet turn out to be the visitor. */
  let aside = kept;
  /** It is what the store has. */
  let isSpared = isOthers && owner === undefined;
  const state = signal(
    isSpared ? initialState : isOthers ? step(kept, { type: 'forgotten', owner }, now()) : { ...kept, owner },
  );
  if (isOthers && !isSpared) store?.save(undefined);
  const phase = computed<Phase>(() =>
    state.value.stage === 'ready' && state.value.messages.some(isSending) ? 'waiting' : state.value.stage,
  );
  const isEcho = signal(false);
  let disposed = false;

  function take(next: ConversationState, isLeaving: boolean, isFromTab = false): void {
    // First of all: what is sent has been saved before, and whoever hears of it may go on from there.
    const snapshot = isWorthKeeping(next) ? toSnapshot(next, now()) : undefined;
    isSpared &&= !snapshot && !isLeaving && !next.owner;
    if (!isSpared) store?.save(snapshot);
    if (isLeaving) {
      aside = initialState;
      sender.abandon();
    }
    isEcho.value = isFromTab;
    state.value = next;
    sender.wake();
  }

  function dispatch(event: ConversationEvent): void {
    const before = state.peek();
    const next = step(before, event, now());
    if (disposed || next === before) return;
    take(next, event.type === 'restarted' || event.type === 'forgotten');
    // Others hear of it when this tab has asked for its turn: what is written here is sent from here, and spoken here.
    tabs?.post(toSnapshot(state.peek(), now()));
  }

  const sender = createSender(options, () => state.peek(), dispatch);
  const undo = [
    effect(() => {
      void visible?.value;
      if (online?.value !== false && state.peek().failure?.code === 'offline') start();
      sender.wake();
    }),
    tabs?.connect(
      () => toSnapshot(state.peek(), now()),
      (snapshot) => {
        const theirs = readSnapshot(snapshot);
        if (theirs) hear(theirs);
      },
    ),
  ];

  function hear(theirs: ConversationState): void {
    if (disposed) return;
    const mine = state.peek();
    // What is somebody else's is not for this tab; that everything is forgotten, is.
    if (isOther(theirs.owner, mine.owner) && !(theirs.run > mine.run && theirs.forgets)) aside = theirs;
    else {
      const merged = merge(mine, theirs);
      take({ ...merged, owner: mine.owner }, merged.run !== mine.run, true);
    }
  }

  function start(): void {
    if (mayStart?.(state.peek()) !== false) dispatch({ type: 'started' });
  }

  /** The page went away before these could be sent. */
  function resume(): void {
    if (state.peek().messages.some(isPending)) start();
  }

  resume();

  return {
    state,
    phase,
    messages: computed(() => state.value.messages),
    draft: computed(() => state.value.draft),
    unread: computed(() => findUnread(state.value).length),
    isEcho,
    start,
    send(text) {
      if (disposed || !text.trim() || isOver(state.peek().stage)) return false;
      dispatch({ type: 'composed', id: newId(), text: text.trim() });
      start();
      return true;
    },
    retry(id) {
      dispatch({ type: 'retried', id, key: newId() });
      start();
    },
    discard: (id) => dispatch({ type: 'discarded', id }),
    restart() {
      dispatch({ type: 'restarted' });
      if (options.greeting !== false) start();
    },
    stopWaiting() {
      const { run, messages } = state.peek();
      const message = messages.find(isSending);
      if (!message) return;
      // Between two tries of which none may have arrived, it is certain that it has not.
      const isUnsent = message.retryAt !== undefined && !message.isOpen;
      const failure: Failure = isUnsent ? { code: 'unreachable', retryable: true } : { code: 'timeout' };
      dispatch({ type: 'undelivered', run, id: message.id, failure });
    },
    setDraft: (text) => dispatch({ type: 'drafted', text }),
    setOpen: (isOpen) => dispatch({ type: 'opened', isOpen }),
    markSeen: () => dispatch({ type: 'seen' }),
    forget: () => dispatch({ type: 'forgotten', owner: state.peek().owner }),
    identify(owner) {
      const type = state.peek().owner === undefined ? 'identified' : 'forgotten';
      if (owner === state.peek().owner) return;
      dispatch({ type, owner });
      if (!owner || aside.owner !== owner) return;
      hear(aside);
      resume();
    },
    dispose() {
      disposed = true;
      sender.abandon();
      undo.forEach((stop) => stop?.());
    },
  };
}
