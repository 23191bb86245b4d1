// Two tabs' views of one conversation made into one. In whatever order tabs hear each other, they end up the same.
import { type ConversationState, type Message, sortMessages } from './state.ts';

/** Of the conversation, of each message, and of the draft and the panel, what has changed later counts. */
export function merge(mine: ConversationState, theirs: ConversationState): ConversationState {
  if (mine.run !== theirs.run) return mine.run > theirs.run ? mine : theirs;
  const { draft, isOpen, openedAt, touched } = newer(mine, theirs, 'touched', [
    'draft',
    'isOpen',
    'openedAt',
  ]);
  const { openedAt: _, ...conversation } = newer(mine, theirs, 'changed', [
    'stage',
    'conversationId',
    'failure',
    'code',
  ]);
  const discarded = [...new Set([...mine.discarded, ...theirs.discarded])].toSorted();
  const messages = new Map<string, Message>();
  for (const message of [...mine.messages, ...theirs.messages]) {
    const known = messages.get(message.id);
    if (!discarded.includes(message.id))
      messages.set(message.id, known ? newer(known, message, 'changed') : message);
  }
  return {
    ...conversation,
    messages: sortMessages([...messages.values()]),
    discarded,
    seen: Math.max(mine.seen, theirs.seen),
    draft,
    isOpen,
    touched,
    ...(openedAt !== undefined && { openedAt }),
  };
}

/** Where both changed in the same millisecond, any rule will do that goes by nothing but what was changed. */
function newer<Name extends string, T extends Record<Name, number>>(
  one: T,
  other: T,
  stamp: Name,
  changed?: string[],
): T {
  if (one[stamp] !== other[stamp]) return one[stamp] > other[stamp] ? one : other;
  return JSON.stringify(one, changed) >= JSON.stringify(other, changed) ? one : other;
}
