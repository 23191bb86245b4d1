// Which messages belong together: same author, close in time, no mishap between. Pure, so that it can be tested alone.
import type { Message } from '../conversation/state.ts';

const groupMs = 2 * 60_000;
const gapMs = 30 * 60_000;

export interface PlacedMessage {
  message: Message;
  /** A time stands above it: the first message, a new day, or after a long pause. */
  separated: boolean;
  /** It opens its group. */
  first: boolean;
  /** It closes its group: the group's time stands below. */
  last: boolean;
}

/** Each message with its place, in order, from that index on. */
export function placeMessages(messages: readonly Message[], from = 0): PlacedMessage[] {
  const openings = messages.slice(from).map((message, index) => {
    const before = messages[from + index - 1];
    const pause = message.at - (before?.at ?? 0);
    const separated = !before || pause > gapMs || !isSameDay(message.at, before.at);
    const first = separated || before.author !== message.author || pause >= groupMs || 'failure' in before;
    return { message, separated, first };
  });
  return openings.map((opening, index) => ({ ...opening, last: openings[index + 1]?.first ?? true }));
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
