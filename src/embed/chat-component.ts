// `<Chat relay="…" />` for Preact: mounts the floating chat with the component, and takes it away with it.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { createChat } from './create-chat.ts';
import type { ChatHandle } from './mount-chat.ts';
import type { ChatOptions } from './options.ts';

/** Renders nothing where it stands. Changed properties are taken up live. */
export function Chat(options: ChatOptions): null {
  const chat = useRef<ChatHandle>(null);
  useLayoutEffect(() => {
    const handle = createChat(options);
    chat.current = handle;
    return () => handle.destroy();
  }, []);
  useLayoutEffect(() => chat.current?.update(options));
  return null;
}
