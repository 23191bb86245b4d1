// `<Chat relay="…" />`: mounts the floating chat with a component and takes it away with it, whatever the library.
import { createChat } from './create-chat.ts';
import type { ChatHandle } from './mount-chat.ts';
import { optionNames } from './option-kinds.ts';
import type { ChatOptions } from './options.ts';

/** What Preact and React have in common. */
interface Hooks {
  useEffect: (effect: () => (() => void) | void, inputs?: readonly unknown[]) => void;
  useRef: <T>(value: T) => { current: T };
}

/** A component that renders nothing where it stands, and takes up changed properties live. */
export function createChatComponent({ useEffect, useRef }: Hooks): (options: ChatOptions) => null {
  return function Chat(options) {
    const chat = useRef<ChatHandle | undefined>(undefined);
    useEffect(() => {
      const handle = createChat(options);
      chat.current = handle;
      return () => handle.destroy({ keepConversation: true });
    }, []);
    useEffect(() => {
      // A property that is gone gives way to its default.
      const absent = Object.fromEntries(optionNames.map((name) => [name, undefined]));
      chat.current?.update({ ...absent, ...options });
    });
    return null;
  };
}
