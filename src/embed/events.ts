// What the host page hears: DOM events on the element, each a projection of a change of state.
import type { ReadonlySignal } from '@preact/signals-core';
import type { Conversation } from '../conversation/create-conversation.ts';
import { type Delivery, isOver, type Message } from '../conversation/state.ts';
import { watch } from '../conversation/watch.ts';
import type { Failure } from '../protocol/chat-error.ts';
import type { Handoff } from '../protocol/contract.ts';
import type { PanelView } from '../widget/panel-view.ts';

/** The details of each event: `handle.on(name, fn)`, or `parley:NAME` on the element. */
export interface ChatEvents {
  /** The chat stands in the page. */
  ready: undefined;
  open: { by: 'person' | 'page' };
  close: undefined;
  /** Before a message is taken: `text` may be changed; `preventDefault()` keeps it in the composer. */
  send: { text: string };
  /** A message has been added, by either side. */
  message: Message;
  delivery: { id: string; delivery: Delivery };
  unread: { count: number };
  /** The visitor has agreed to this text, at this time in epoch milliseconds. */
  consent: { at: number; text: string };
  handoff: Handoff;
  end: { reason: 'ended' | 'expired' };
  /** A message failed, or the conversation could not be created. */
  error: Failure;
}

/** The same by their names in the DOM. */
export type ChatEventMap = { [Name in keyof ChatEvents as `parley:${Name}`]: CustomEvent<ChatEvents[Name]> };

declare global {
  // What bubbles and is composed may be heard on any element, on the document and on the window.
  interface GlobalEventHandlersEventMap extends ChatEventMap {}
}

/** Dispatches one event; false where a listener prevented it. A listener that throws stops nothing. */
export function emit<Name extends keyof ChatEvents>(
  host: HTMLElement,
  name: Name,
  detail: ChatEvents[Name],
): boolean {
  return host.dispatchEvent(
    new CustomEvent(`parley:${name}`, { detail, bubbles: true, composed: true, cancelable: name === 'send' }),
  );
}

/** Keeps telling the page. Returns its undoings. */
export function projectEvents(
  host: HTMLElement,
  { state, unread }: Conversation,
  panel: ReadonlySignal<PanelView>,
): (() => void)[] {
  return [
    watch(panel, ({ isOpen, by }, before) => {
      if (isOpen === before.isOpen) return;
      if (isOpen) emit(host, 'open', { by });
      else emit(host, 'close', undefined);
    }),
    watch(unread, (count) => emit(host, 'unread', { count })),
    watch(state, ({ messages, failure, handoff, stage }, before) => {
      const known = new Map(before.messages.map((message) => [message.id, message]));
      for (const message of messages) {
        const earlier = known.get(message.id);
        if (!earlier) emit(host, 'message', message);
        if (message.author !== 'visitor' || !earlier || message === earlier) continue;
        emit(host, 'delivery', { id: message.id, delivery: message.delivery });
        if (message.failure) emit(host, 'error', message.failure);
      }
      if (failure && failure !== before.failure) emit(host, 'error', failure);
      if (handoff && handoff !== before.handoff) emit(host, 'handoff', handoff);
      if (stage !== before.stage && isOver(stage)) emit(host, 'end', { reason: stage });
    }),
  ];
}
