// `<Chat relay="…" />`: mounts the floating chat with a component and takes it away with it, whatever the library.
import { createChat } from './create-chat.ts';
import type { ChatEvents } from './events.ts';
import type { ChatHandle } from './handle.ts';
import { optionNames } from './option-kinds.ts';
import type { ChatOptions, OptionName } from './options.ts';
import { reportMistakes } from './report-mistake.ts';

type Callback<Name extends string> = `on${Capitalize<Name>}`;

/**
 * Properties of `<Chat>`: the options, each live, and a callback for each event. With another `relay`, `agent`, `keys`
 * or `persistence` the chat is made anew. What cannot be used is told in the console, and the page goes on.
 */
export type ChatProps = {
  [Name in OptionName]?: ChatOptions[Name] | undefined;
} & {
  [Name in keyof ChatEvents as Callback<Name>]?:
    | ((detail: ChatEvents[Name], event: CustomEvent<ChatEvents[Name]>) => void)
    | undefined;
} & {
  /** What `useRef` returned: holds the chat's handle while the component is in the page. */
  handle?: { current: ChatHandle | null | undefined } | undefined;
};

/** What Preact and React have in common. */
interface Hooks {
  useEffect: (effect: () => (() => void) | void, inputs?: readonly unknown[]) => void;
  useRef: <T>(value: T) => { current: T };
}

const callbacks: Record<keyof ChatEvents, Callback<keyof ChatEvents>> = {
  ready: 'onReady',
  open: 'onOpen',
  close: 'onClose',
  send: 'onSend',
  message: 'onMessage',
  delivery: 'onDelivery',
  unread: 'onUnread',
  consent: 'onConsent',
  handoff: 'onHandoff',
  end: 'onEnd',
  error: 'onError',
};

/** A component that renders nothing where it stands, on the server as in the browser. */
export function createChatComponent({ useEffect, useRef }: Hooks): (props: ChatProps) => null {
  return function Chat(props) {
    const mounted = useRef<Mounted | undefined>(undefined);
    const { relay, agent, keys, persistence } = props;
    useEffect(
      () => () => {
        mounted.current?.unmount();
        mounted.current = undefined;
      },
      [relay, agent, keys, persistence],
    );
    useEffect(() => {
      mounted.current ??= mount();
      mounted.current.take(props);
    });
    return null;
  };
}

interface Mounted {
  take(props: ChatProps): void;
  unmount(): void;
}

/** One life of the chat in the page; a mistake in the first properties delays its beginning until it is mended. */
function mount(): Mounted {
  let chat: ChatHandle | undefined;
  let current: ChatProps | undefined;
  let stops: (() => void)[] = [];

  /** A property that is gone gives way to its default. */
  function toOptions(props: ChatProps): ChatOptions {
    const entries = optionNames.map((name) => {
      const call = () => {
        const now = current?.[name];
        return typeof now === 'function' ? now() : now;
      };
      return [name, typeof props[name] === 'function' ? call : props[name]];
    });
    return Object.fromEntries(entries);
  }

  function begin(props: ChatProps): void {
    const handle = createChat(toOptions(props));
    stops = (Object.keys(callbacks) as (keyof ChatEvents)[]).map((name) =>
      handle.on(name, (detail, event) => {
        const callback = current?.[callbacks[name]] as ((...details: unknown[]) => void) | undefined;
        callback?.(detail, event);
      }),
    );
    chat = handle;
  }

  return {
    take(props) {
      const before = current;
      current = props;
      // A page that draws often makes no new style sheet each time, and hears of a mistake once.
      const isNew = !optionNames.every((name) => before && isSame(before[name], props[name]));
      if (isNew) reportMistakes(() => (chat ? chat.update(toOptions(props)) : begin(props)));
      if (before?.handle && before.handle !== props.handle) before.handle.current = null;
      if (props.handle) props.handle.current = chat ?? null;
    },
    unmount() {
      for (const stop of stops) stop();
      if (current?.handle) current.handle.current = null;
      chat?.destroy({ keepConversation: true });
    },
  };
}

/** Objects and functions written in JSX are new at each drawing; of the latter the chat calls the newest anyway. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other) || (typeof one === 'function' && typeof other === 'function')) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    // What cannot be written cannot be compared.
    return false;
  }
}
