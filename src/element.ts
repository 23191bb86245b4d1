// Door `parley-chat/element`: registers `<parley-chat>`.
import { defineChatElement } from './embed/chat-element.ts';

export type { ChatElement } from './embed/chat-element.ts';

defineChatElement();
