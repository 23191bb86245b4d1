// Door `parley-chat/react`: the same component for React, as thin as can be.
import { useEffect, useRef } from 'react';
import { type ChatHandle, type ChatOptions, createChat } from './index.ts';

/** Mounts the floating chat with the component, and takes it away with it. Renders nothing where it stands. */
export function Chat(options: ChatOptions): null {
  const chat = useRef<ChatHandle | null>(null);
  useEffect(() => {
    const handle = createChat(options);
    chat.current = handle;
    return () => handle.destroy();
  }, []);
  useEffect(() => chat.current?.update(options));
  return null;
}
