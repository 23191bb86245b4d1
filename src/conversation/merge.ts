// Two tabs' views of the conversation made into one. In whatever order tabs hear each other, they end up the same.
import { type ConversationState, isUnsent, type Message, sortMessages } from './state.ts';

/**
 * Of two conversations, the one counts in which the visitor has had a say, and of two such the one that began last: a
 * tab that could not hear of the other has only greeted. What the visitor wrote in the one that gives way is not lost.
 */
export function merge(mine: ConversationState, theirs: ConversationState): ConversationState {
  if (mine.run === theirs.run) return unite(mine, theirs);
  const isMine = isMeant(mine) === isMeant(theirs) ? mine.run > theirs.run : isMeant(mine);
  return isMine ? replace(theirs, mine) : replace(mine, theirs);
}

/** Whether the visitor has written in this conversation, or has left another for it. */
function isMeant({ isChosen, messages }: ConversationState): boolean {
  return isChosen === true || messages.some(({ author }) => author === 'visitor');
}

/** Of the conversation, of each message, of the draft and of the panel, what has changed later counts. */
function unite(mine: ConversationState, theirs: ConversationState): ConversationState {
  const { draft, drafted } = newer(mine, theirs, 'drafted', ['draft']);
  const conversation = newer(mine, theirs, 'changed', ['stage', 'failure', 'code', 'forgets']);
  const discarded = [...new Set([...mine.discarded, ...theirs.discarded])].toSorted();
  const messages = new Map<string, Message>();
  for (const message of [...mine.messages, ...theirs.messages]) {
    const known = messages.get(message.id);
    messages.set(message.id, known ? newerMessage(known, message) : message);
  }
  for (const id of discarded) messages.delete(id);
  return {
    ...conversation,
    messages: sortMessages([...messages.values()]),
    discarded,
    seen: Math.max(mine.seen, theirs.seen),
    draft,
    drafted,
    ...pickPanel(mine, theirs),
  };
}

/** One conversation in the place of another. */
function replace(left: ConversationState, next: ConversationState): ConversationState {
  const panel = pickPanel(left, next);
  if (next.forgets) return { ...next, ...panel };
  const isNew = ({ id }: Message) =>
    !next.discarded.includes(id) && next.messages.every((message) => message.id !== id);
  const written = left.messages.filter(isUnsent).filter(isNew);
  // What was never sent waits on; of anything else the visitor decides.
  const waiting = written.filter(({ delivery, tries }) => delivery === 'queued' && tries === 0);
  const undecided = written.filter((message) => !waiting.includes(message));
  const hasDraft = left.drafted > next.drafted && left.draft !== next.draft;
  const texts = [...undecided.map(({ text }) => text), next.draft, hasDraft ? left.draft : ''];
  const isDraftNew = undecided.length > 0 || hasDraft;
  return {
    ...next,
    ...panel,
    messages: sortMessages([...next.messages, ...waiting]),
    discarded: [...next.discarded, ...undecided.map(({ id }) => id)].toSorted(),
    draft: texts.filter(Boolean).join('\n'),
    drafted: isDraftNew ? Math.max(left.drafted, next.drafted) + 1 : next.drafted,
  };
}

function pickPanel(mine: ConversationState, theirs: ConversationState) {
  const { isOpen, openedAt, touched } = newer(mine, theirs, 'touched', ['isOpen', 'openedAt']);
  return { isOpen, openedAt, touched };
}

/** What has arrived stays so. */
function newerMessage(one: Message, other: Message): Message {
  if (isUnsent(one) !== isUnsent(other)) return isUnsent(one) ? other : one;
  return newer(one, other, 'changed');
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
