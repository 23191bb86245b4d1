// What the host page hears: DOM events on the element, each a projection of a change of state.
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Conversation } from '../conversation/create-conversation.ts';
import type { Delivery, Message } from '../conversation/state.ts';
import type { Failure } from '../protocol/chat-error.ts';
import type { Handoff } from '../protocol/contract.ts';
import type { PanelView } from '../widget/model.ts';

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
  handoff: Handoff;
  end: { reason: 'ended' | 'expired' };
  /** A message failed, or the conversation could not be created. */
  error: Failure;
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

/** Keeps telling the page until undone. */
export function projectEvents(
  host: HTMLElement,
  conversation: Conversation,
  panel: ReadonlySignal<PanelView>,
): () => void {
  let wasOpen = panel.peek().isOpen;
  let unread = conversation.unread.peek();
  let before = conversation.state.peek();
  const undo = [
    effect(() => {
      const { isOpen, by } = panel.value;
      if (isOpen === wasOpen) return;
      wasOpen = isOpen;
      if (isOpen) emit(host, 'open', { by });
      else emit(host, 'close', undefined);
    }),
    effect(() => {
      const count = conversation.unread.value;
      if (count !== unread) emit(host, 'unread', { count });
      unread = count;
    }),
    effect(() => {
      const state = conversation.state.value;
      const past = before;
      before = state;
      const known = new Map(past.messages.map((message) => [message.id, message]));
      for (const message of state.messages) {
        const earlier = known.get(message.id);
        if (!earlier) emit(host, 'message', message);
        if (message.author !== 'visitor' || !earlier || message === earlier) continue;
        emit(host, 'delivery', { id: message.id, delivery: message.delivery });
        if (message.failure) emit(host, 'error', message.failure);
      }
      if (state.failure && state.failure !== past.failure) emit(host, 'error', state.failure);
      if (state.handoff && state.handoff !== past.handoff) emit(host, 'handoff', state.handoff);
      if (state.stage !== past.stage && (state.stage === 'ended' || state.stage === 'expired')) {
        emit(host, 'end', { reason: state.stage });
      }
    }),
  ];
  return () => undo.forEach((stop) => stop());
}
