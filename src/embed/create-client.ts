// The client of one chat's relay, which has a say in who comes with a create.
import { ChatError } from '../protocol/chat-error.ts';
import { type ChatClient, createChatClient } from '../protocol/client.ts';
import { writeJson } from '../protocol/shape.ts';
import type { createExtras } from './extras-on-demand.ts';
import type { FullOptions } from './option-kinds.ts';
import { reportMistakes } from './report-mistake.ts';

/** The visitor hears of a hung relay after this long: its own limit is 60 s, so its answer comes first. */
const giveUpMs = 70_000;

/** @param read the options as they are now */
export function createClient(
  read: () => FullOptions,
  { extras, loadOnce }: ReturnType<typeof createExtras>,
): ChatClient {
  const { relay = '', agent } = read();
  const client = createChatClient({
    base: relay,
    path: agent ? `/${encodeURIComponent(agent)}/chat` : '/chat',
    timeoutMs: giveUpMs,
    init: { credentials: 'omit', referrerPolicy: 'strict-origin', keepalive: true },
  });
  return {
    ...client,
    async create(...call) {
      const by = read();
      if (!by.identity && !by.onChallenge) return client.create(...call);
      await loadOnce();
      const loaded = extras.peek();
      if (!loaded) throw new ChatError({ code: 'unreachable', detail: 'extras' });
      return loaded.vouch(by, client.create, ...call);
    },
  };
}

/** What the page tells the agent. What it cannot tell keeps nobody from a conversation. */
export function readMetadata({ metadata }: FullOptions): Record<string, unknown> {
  let facts: string | undefined;
  reportMistakes(() => (facts = writeJson(typeof metadata === 'function' ? metadata() : metadata)));
  // A function may give nothing.
  return JSON.parse(facts ?? '{}');
}
