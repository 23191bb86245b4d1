'use client';
// Door `parley-chat/react`: the component for React. Where there are server components it belongs to the browser's.
import { useEffect, useRef } from 'react';
import { createChatComponent } from './embed/chat-component.ts';

export type { ChatProps } from './embed/chat-component.ts';
export type { ChatEvents } from './embed/events.ts';
export type { ChatHandle } from './embed/handle.ts';
export type { ChatOptions } from './embed/options.ts';

/** Mounts the floating chat with the component, takes up changed properties, and takes the chat away with it. */
export const Chat = createChatComponent({ useEffect, useRef });
