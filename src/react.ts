// Door `parley-chat/react`: the component for React.
import { useEffect, useRef } from 'react';
import { createChatComponent } from './embed/chat-component.ts';

export type { ChatOptions } from './embed/options.ts';

/** Mounts the floating chat with the component, and takes it away with it. */
export const Chat = createChatComponent({ useEffect, useRef });
