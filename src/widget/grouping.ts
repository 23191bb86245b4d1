// Which messages belong together: same author, close in time, no mishap between. Pure, so that it can be tested alone.
import type { Message } from '../conversation/state.ts';

const groupMs = 2 * 60_000;
const gapMs = 30 * 60_000;

export interface Placement {
  /** A time stands above it: the first message, a new day, or after a long pause. */
  separated: boolean;
  /** It opens its group. */
  first: boolean;
  /** It closes its group: the group's time stands below. */
  last: boolean;
}

/** The place of each message, in order. */
export function placeMessages(messages: readonly Message[]): Placement[] {
  const separated = messages.map((message, index) => {
    const before = messages[index - 1];
    return !before || message.at - before.at > gapMs || !isSameDay(message.at, before.at);
  });
  const joined = messages.map((message, index) => {
    const before = messages[index - 1];
    return (
      before !== undefined &&
      !separated[index] &&
      before.author === message.author &&
      message.at - before.at < groupMs &&
      !hasFailure(before)
    );
  });
  return messages.map((_, index) => ({
    separated: separated[index] ?? false,
    first: !joined[index],
    last: !joined[index + 1],
  }));
}

function hasFailure(message: Message): boolean {
  return message.author === 'visitor' && message.failure !== undefined;
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
