// The conversations that the stand-in remembers: which are open, expired or ended, and which mishaps have struck in them.
import type { Mishap } from './mishaps.ts';

export interface AgentConversation {
  state: 'open' | 'expired' | 'ended';
  usedAt: number;
  /** Typed mishaps that have had their one strike here. */
  struck: Set<Mishap>;
}

/** The oldest conversations beyond this many are forgotten, so that a demo may run for months. */
const kept = 10_000;

export type Conversations = ReturnType<typeof createConversations>;

export function createConversations(options: {
  newId: () => string;
  now: () => number;
  idleTimeoutMs: number;
}) {
  const { newId, now, idleTimeoutMs } = options;
  const conversations = new Map<string, AgentConversation>();

  return {
    /** Starts one and answers with its id. */
    open(): string {
      const id = newId();
      conversations.set(id, { state: 'open', usedAt: now(), struck: new Set() });
      const [oldest] = conversations.keys();
      if (conversations.size > kept && oldest !== undefined) conversations.delete(oldest);
      return id;
    },

    /** The conversation as it stands now; asking for it counts as use. */
    find(id: string): AgentConversation | undefined {
      const conversation = conversations.get(id);
      if (!conversation) return undefined;
      const idleMs = now() - conversation.usedAt;
      if (conversation.state === 'open' && idleMs > idleTimeoutMs) conversation.state = 'expired';
      conversation.usedAt = now();
      return conversation;
    },

    clear(): void {
      conversations.clear();
    },
  };
}
