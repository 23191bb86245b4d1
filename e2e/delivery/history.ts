// What is recorded while messages are on their way, and the promises of delivery, checked over the record alone.

/** One call as the agent saw it. Times are milliseconds of one clock. */
export interface Send {
  /** The agent's own name of the conversation, or that of the user who opens one. */
  conversation: string;
  message: string;
  startedAt: number;
  /** Infinity for a call that has not ended. */
  endedAt: number;
  /** No two calls of a run are answered with the same words; undefined where no answer was given. */
  answer?: string;
}

/** One message as its sender knows it in the end. */
export interface Told {
  sender: string;
  /** Its place among the sender's messages, from 1. */
  place: number;
  conversation: string;
  /** No two messages of a run have the same words. */
  message: string;
  /** Undefined where nothing was said: the silent loss that must not be. */
  outcome?: 'answered' | 'not_sent' | 'unknown';
  /** Every answer that arrived, on whichever attempt. */
  heard: string[];
}

export interface History {
  sends: Send[];
  told: Told[];
}

export type Broken =
  | 'duplicate'
  | 'wrong_answer'
  | 'crossed'
  | 'silent_loss'
  | 'false_not_sent'
  | 'out_of_order'
  | 'overlap';

export interface Violation {
  broken: Broken;
  detail: string;
}

/** Everything in a history that delivery promises never to happen. */
export function checkHistory({ sends, told }: History): Violation[] {
  const byMessage = groupBy(sends, ({ message }) => message);
  const known = new Map(told.map((entry) => [entry.message, entry]));
  return [
    ...[...byMessage.values()].filter(({ length }) => length > 1).map(toDuplicate),
    ...sends.flatMap((send) => findCrossed(send, known.get(send.message))),
    ...told.flatMap((entry) => findWrongOutcome(entry, byMessage.get(entry.message) ?? [])),
    ...[...groupBy(told, ({ sender }) => sender).values()].flatMap((own) => findDisorder(own, byMessage)),
    ...[...groupBy(sends, ({ conversation }) => conversation).values()].flatMap(findOverlaps),
  ];
}

function groupBy<T>(entries: T[], keyOf: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

function toDuplicate(sends: Send[]): Violation {
  return { broken: 'duplicate', detail: `${sends[0]?.message} reached the agent ${sends.length} times` };
}

function findCrossed({ message, conversation }: Send, entry: Told | undefined): Violation[] {
  if (entry?.conversation === conversation) return [];
  const wanted = entry ? `not in ${entry.conversation}` : 'and nobody had sent it';
  return [{ broken: 'crossed', detail: `${message} was said in ${conversation}, ${wanted}` }];
}

function findWrongOutcome({ message, outcome, heard }: Told, sends: Send[]): Violation[] {
  const violations: Violation[] = [];
  const given = sends.map(({ answer }) => answer);
  for (const answer of new Set(heard)) {
    if (!given.includes(answer))
      violations.push({ broken: 'wrong_answer', detail: `${message} was answered "${answer}"` });
  }
  if (new Set(heard).size > 1)
    violations.push({ broken: 'wrong_answer', detail: `${message} had ${new Set(heard).size} answers` });
  if (outcome === undefined || (outcome === 'answered' && heard.length === 0))
    violations.push({ broken: 'silent_loss', detail: `${message}: the sender was told nothing` });
  if (outcome === 'not_sent' && sends.length > 0)
    violations.push({ broken: 'false_not_sent', detail: `${message} was called unsent, and was sent` });
  return violations;
}

function findDisorder(own: Told[], byMessage: Map<string, Send[]>): Violation[] {
  const first = own
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ message }) => byMessage.get(message)?.slice(0, 1) ?? []);
  return first.flatMap((send, index) => {
    const before = first[index - 1];
    if (!before || before.startedAt < send.startedAt) return [];
    return [{ broken: 'out_of_order', detail: `${send.message} reached the agent before ${before.message}` }];
  });
}

function findOverlaps(sends: Send[]): Violation[] {
  let running: Send | undefined;
  return sends
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .flatMap((send): Violation[] => {
      const before = running;
      if (!before || send.endedAt > before.endedAt) running = send;
      if (!before || before.endedAt <= send.startedAt) return [];
      return [
        { broken: 'overlap', detail: `${send.message} was sent while ${before.message} was under way` },
      ];
    });
}

/** How often each promise was broken, and how the messages ended. */
export function countHistory({ told, ...history }: History) {
  const broken: Partial<Record<Broken, number>> = {};
  for (const { broken: kind } of checkHistory({ told, ...history })) broken[kind] = (broken[kind] ?? 0) + 1;
  const ends = { answered: 0, not_sent: 0, unknown: 0 };
  for (const { outcome } of told) if (outcome) ends[outcome] += 1;
  return { messages: told.length, sends: history.sends.length, ...ends, broken };
}
