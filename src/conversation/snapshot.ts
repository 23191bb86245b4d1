// A conversation as it is stored and told to other tabs: versioned, bounded, and read back without trust.
import { type AgentMessage, type ConversationState, initialState, type VisitorMessage } from './state.ts';

export interface Snapshot {
  version: typeof version;
  /** When it was taken, in epoch milliseconds. */
  at: number;
  state: ConversationState;
}

const version = 1;
/** Older messages are not kept. */
const keptMessages = 500;

export function toSnapshot(state: ConversationState, at: number): Snapshot {
  return { version, at, state: { ...state, messages: state.messages.slice(-keptMessages) } };
}

/** Whether there is anything that a visitor would miss. */
export function isWorthKeeping({ conversationId, messages, draft, openedAt }: ConversationState): boolean {
  // A draft that the page has set in a chat that nobody has opened is not the visitor's.
  return conversationId !== undefined || messages.length > 0 || (draft !== '' && openedAt > 0);
}

/** The state inside a snapshot; undefined where it is none, is damaged, or is of another version. */
export function readSnapshot(value: unknown): ConversationState | undefined {
  const { version: found, state }: Partial<Snapshot> = Object(value);
  const { run, messages, discarded, draft }: Partial<ConversationState> = Object(state);
  const isSound =
    found === version &&
    Array.isArray(messages) &&
    messages.every(isMessage) &&
    Array.isArray(discarded) &&
    Number(run) >= 0 &&
    typeof draft === 'string';
  return isSound ? { ...initialState, ...state } : undefined;
}

/** What was under way when the page went away: a create that nobody waits for any more is begun anew when wanted. */
export function wakeUp({ failure: _, ...state }: ConversationState): ConversationState {
  return { ...state, stage: state.conversationId ? state.stage : 'idle' };
}

function isMessage(value: unknown): boolean {
  const fields: Partial<AgentMessage & Omit<VisitorMessage, 'author'>> = Object(value);
  const { id, text, order, at, author, suggestions, attachments, calls, delivery, key } = fields;
  const isWhole =
    author === 'agent' ? [suggestions, attachments, calls].every(Array.isArray) : author && delivery && key;
  return Boolean(isWhole && id && typeof text === 'string' && Number(order) >= 0 && Number(at) >= 0);
}
