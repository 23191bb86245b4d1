// Door `parley-chat`: the floating chat by a call, and as a Preact component.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { createChatComponent } from './embed/chat-component.ts';

export type { ChatProps } from './embed/chat-component.ts';
export { createChat } from './embed/create-chat.ts';
export type { ChatEventMap, ChatEvents } from './embed/events.ts';
export type { ChatHandle } from './embed/handle.ts';
export type { ChatOptions } from './embed/options.ts';
export type { Phase } from './conversation/create-conversation.ts';
export type { AgentMessage, Delivery, Message, VisitorMessage } from './conversation/state.ts';
export type { ErrorCode, Failure } from './protocol/chat-error.ts';
export { ChatError } from './protocol/chat-error.ts';

/** Mounts the floating chat with the component, takes up changed properties, and takes the chat away with it. */
export const Chat = createChatComponent({ useEffect: useLayoutEffect, useRef });
