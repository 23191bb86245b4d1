// Everything that can be made to go wrong: the names, how a visitor types them, and how a failing one strikes.
import type { Operation } from '../protocol/contract.ts';
import { type ErrorStyle, toAnswer, toRefusal } from './answer.ts';
import { internalError, overloaded, tooMany } from './fault.ts';
import { hang } from './pause.ts';

/** Every mishap, with a short title for people. Typing the name as a message provokes it. */
export const mishaps = [
  { name: 'slow', title: 'Slow answer' },
  { name: '429', title: 'Too many messages' },
  { name: '500', title: 'Server error' },
  { name: '503', title: 'Service down' },
  { name: 'malformed', title: 'Broken JSON' },
  { name: 'html', title: 'Web page as answer' },
  { name: 'reset', title: 'Connection lost' },
  { name: 'hang', title: 'No answer at all' },
  { name: 'expired', title: 'Conversation expired' },
  { name: 'ended', title: 'Conversation ended' },
] as const;

export type Mishap = (typeof mishaps)[number]['name'];

/** The mishaps after which the same message may be sent again with success. */
export type FailingMishap = Exclude<Mishap, 'slow' | 'expired' | 'ended'>;

/** Picks the mishap of one call, or none. `count` numbers the calls of this operation from 1. */
export type MishapChoice = (call: {
  operation: Operation;
  count: number;
  message: string;
}) => Mishap | undefined;

/** The mishap whose name the message is, with or without a slash before it. */
export function readTypedMishap(message: string): Mishap | undefined {
  const word = message.trim().toLowerCase().replace(/^\//, '');
  return mishaps.find(({ name }) => name === word)?.name;
}

export function isFailing(mishap: Mishap | undefined): mishap is FailingMishap {
  return mishap !== undefined && mishap !== 'slow' && mishap !== 'expired' && mishap !== 'ended';
}

type Strike = (
  settings: { errorStyle: ErrorStyle; retryAfterSeconds: number },
  signal: AbortSignal,
) => Response | Promise<Response>;

/** What each failing mishap does to the call it strikes. */
export const strikes: Record<FailingMishap, Strike> = {
  429: ({ retryAfterSeconds, errorStyle }) => toRefusal(tooMany(retryAfterSeconds), errorStyle),
  500: ({ errorStyle }) => toRefusal(internalError, errorStyle),
  503: ({ errorStyle }) => toRefusal(overloaded, errorStyle),
  malformed: () => toAnswer(200, '{"response":"Our return pol'),
  html: () =>
    toAnswer(200, '<!doctype html><title>Sign in</title><h1>Sign in to the network</h1>', {
      'Content-Type': 'text/html; charset=utf-8',
    }),
  reset: () => Promise.reject(resetError()),
  hang: (_settings, signal) => hang(signal),
};

/** What Node's fetch rejects with where the connection breaks after the request was sent. */
function resetError(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  return new TypeError('fetch failed', { cause });
}

/** True for the rejection with which a reset strikes. */
export function isReset(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
}
