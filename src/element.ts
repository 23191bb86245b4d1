// Door `parley-chat/element`: registers `<parley-chat>`.
import { defineChatElement } from './embed/chat-element.ts';

export type { ChatElement } from './embed/chat-element.ts';
export type { ChatEventMap, ChatEvents } from './embed/events.ts';
export type { ChatAttributes } from './embed/jsx.ts';
export type { ChatHandle } from './embed/handle.ts';

defineChatElement();
