// What an agent knows to say, as data, and how a message finds its answer.
import type { AnswerExtras } from '../protocol/contract.ts';

/** One answer: its text, and what may go with it. */
export interface Saying extends AnswerExtras {
  /** Markdown, which may be mixed with HTML. */
  response: string;
}

/** Something the agent can be asked about. */
export interface Topic {
  /** Lower-case words or phrases, one of which the message holds (an `s` at its end is taken too). */
  words: readonly string[];
  saying: Saying;
}

/** A character of the stand-in. */
export interface Persona {
  greeting: Saying;
  /** The first topic that matches answers. */
  topics: readonly Topic[];
  /** For everything else: says what one may ask. */
  fallback: Saying;
  /** For the message that a mishap had struck before. */
  secondTry: Saying;
  /** For the message that was made to wait. */
  slow: Saying;
}

/** What the persona says to a message. */
export function findSaying({ topics, fallback }: Persona, message: string): Saying {
  const words = message
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ');
  const text = ` ${words} `;
  const topic = topics.find((topic) =>
    topic.words.some((word) => text.includes(` ${word} `) || text.includes(` ${word}s `)),
  );
  return topic?.saying ?? fallback;
}
