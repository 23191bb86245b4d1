// A sender that keeps the widget's rule: one message at a time, the same key on each attempt of it, another attempt only
// where nothing can have been sent or where the key guards it, and a plain word where nobody knows.
import { setTimeout as pause } from 'node:timers/promises';
import { drawNumber } from './chance.ts';
import type { Told } from './history.ts';

/** One request on its way to a relay. */
export interface Attempt {
  operation: 'create' | 'respond';
  headers: Record<string, string>;
  body: Record<string, unknown>;
  message: string;
  /** From 1. */
  number: number;
}

export interface Line {
  /** Rejects where a fetch would; several answers where the request went out more than once. */
  post(attempt: Attempt): Promise<Response[]>;
  /** The time as relays tell it. */
  now(): number;
  /** The time by which senders are patient, in milliseconds: a fast world's is as slow beside `now` as that is fast. */
  patience(): number;
  /** Waits, in milliseconds of `patience`. */
  pause(ms: number): Promise<void>;
}

/** Time as it is. */
export const realTime: Pick<Line, 'now' | 'patience' | 'pause'> = {
  now: () => Date.now(),
  patience: () => performance.now(),
  pause,
};

export interface SenderOptions {
  name: string;
  /** As the agent calls the conversation, and as the relay does; without a token the first message opens one. */
  conversation: { id: string; token?: string; userId?: string };
  messages: readonly string[];
  /** Whether messages carry keys; without them the sender behaves the same, and nothing guards it. */
  keyed: boolean;
  line: Line;
  seed: number;
  /** How long a message is tried, in milliseconds: longer than a relay may need to be done with it. @default 2000 */
  patienceMs?: number;
  /** How long a sender that sleeps before an attempt sleeps, in milliseconds. @default it never does */
  sleepMs?: number;
}

interface Problem {
  code: string;
  retryable: boolean;
}

/** What came of a message is not known where these are said. */
const unknownCodes = new Set(['delivery_unknown', 'upstream_invalid', 'internal']);

/** Sends all messages, one after the other, and calls back with what was told of each. */
export async function sendAll(options: SenderOptions, onTold: (told: Told) => void): Promise<void> {
  for (const [index, message] of options.messages.entries()) {
    const { name: sender, conversation } = options;
    const told: Told = { sender, place: index + 1, conversation: conversation.id, message, heard: [] };
    onTold(told);
    const outcome = await sendOne(options, told);
    if (outcome) told.outcome = outcome;
  }
}

async function sendOne(options: SenderOptions, { message, heard }: Told): Promise<Told['outcome']> {
  const { conversation, keyed, line, seed, patienceMs = 2000, sleepMs = 0 } = options;
  const headers = keyed
    ? { 'Idempotency-Key': `"${toKey(seed, message)}"`, 'Idempotency-Issued': String(Math.round(line.now())) }
    : {};
  const body = conversation.token
    ? { conversation_id: conversation.token, message }
    : { user_id: conversation.userId, message, metadata: {} };
  let mayHaveArrived = false;
  const untilMs = line.patience() + patienceMs;
  for (let number = 1; line.patience() < untilMs; number += 1) {
    const operation = conversation.token ? 'respond' : 'create';
    const answers = await line.post({ operation, headers, body, message, number }).catch(() => []);
    if (answers.length === 0) mayHaveArrived = true;
    const read = await Promise.all(answers.map(readAnswer));
    for (const answer of read) if ('response' in answer) heard.push(answer.response);
    if (heard.length > 0) {
      for (const answer of read) if ('token' in answer) conversation.token ??= answer.token;
      return 'answered';
    }
    const problems = read.filter((answer) => 'code' in answer);
    const final = problems.find(({ retryable }) => !retryable);
    if (final && unknownCodes.has(final.code)) return 'unknown';
    // No other refusal has a place in these histories, so it counts as a silent loss.
    if (final) throw new Error(`${message}: the relay answered ${final.code}`);
    if (problems.some(({ code }) => code === 'in_progress')) mayHaveArrived = true;
    const isSleepy = sleepMs > 0 && drawNumber(seed, 'sleep', message, number) < 0.25;
    await line.pause(
      isSleepy ? sleepMs : drawNumber(seed, 'jitter', message, number) * Math.min(50, 4 * 2 ** number),
    );
  }
  return mayHaveArrived ? 'unknown' : 'not_sent';
}

async function readAnswer(answer: Response): Promise<Problem | { response: string; token?: string }> {
  const body = (await answer.json()) as Problem & { response: string; conversation_id?: string };
  const { response, conversation_id: token } = body;
  return answer.ok ? { response, ...(token !== undefined && { token }) } : body;
}

function toKey(seed: number, message: string): string {
  const parts = [1, 2, 3, 4].map((part) => Math.floor(drawNumber(seed, 'key', message, part) * 2 ** 32));
  return parts.map((part) => part.toString(16).padStart(8, '0')).join('-');
}
