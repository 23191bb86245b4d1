// What the relay has to remember so that no message is sent twice and nobody takes more than his share: records of keys,
// locks of conversations, flags, limits and counts.
// Every operation is atomic. Names are hashes: no store sees an id, a key or a secret; it does see answers.

import type { Rate, Taken } from './gcra.ts';

/** An answer as it went out, byte for byte. */
export interface StoredAnswer {
  status: number;
  body: string;
}

/** What `begin` found. */
export type Begun =
  /** There was nothing: the record is the caller's now, who has to finish it. */
  | { state: 'new' }
  /** Its owner is at work. */
  | { state: 'running' }
  | { state: 'done'; answer: StoredAnswer }
  /** Its owner never came back, or it is older than what the store remembers: nobody can say whether it was sent. */
  | { state: 'unknown' }
  /** Its time is yet to come, so that the store could not tell, once it has forgotten it, how old it is. Nothing was begun. */
  | { state: 'early' }
  /** The same key came with another body. */
  | { state: 'mismatch' }
  /** There is no room, as every record is running. */
  | { state: 'overloaded' };

/** What becomes of a record: an answer that stays, or nothing, so that the same key may try again. */
export type Finish = { state: 'done'; answer: StoredAnswer } | { state: 'drop' };

export interface BeginOptions {
  /** Names this very call; only it can finish the record. */
  owner: string;
  /** How long the owner may take; after that the record is `unknown`, until the owner finishes it all the same. */
  leaseMs: number;
  /** How long the record is kept from now on. */
  ttlMs: number;
  /** When the message was first sent, in the store's own time. @default now */
  issuedAtMs?: number | undefined;
  /** Gives what would be `unknown` to the caller as `new`: at least once, instead of at most once. @default false */
  takesOver?: boolean;
}

export interface LockOptions {
  /** After this the lock is free, whatever its owner does. */
  leaseMs: number;
  /** How long to wait for it. */
  waitMs: number;
  /** How many may wait before the next is sent away at once. */
  maxWaiters: number;
}

/** How much to take of a bucket, and how that bucket fills up again. */
export interface TakeOptions extends Rate {
  /** Below 0 it gives back what was taken before. */
  cost: number;
}

/** A store. An operation that it cannot carry out rejects; the relay then sends nothing. */
export interface RelayStore {
  /** Finds the record of a key, or begins it. */
  begin(name: string, fingerprint: string, options: BeginOptions): Promise<Begun>;
  /** Settles a record. False where it is not, or no longer, this owner's. */
  finish(name: string, owner: string, finish: Finish): Promise<boolean>;
  /** Waits for a lock, in the order of arrival. */
  lock(name: string, owner: string, options: LockOptions): Promise<'ok' | 'busy' | 'timeout'>;
  /** Frees a lock where it is still this owner's. */
  unlock(name: string, owner: string): Promise<void>;
  /** Sets a flag for `ttlMs`, or reads it where no time is given. */
  flag(name: string, ttlMs?: number): Promise<boolean>;
  /** Takes units of a bucket, or says when there is room for them; checked and taken in one step. */
  take(name: string, options: TakeOptions): Promise<Taken>;
  /** Adds `by` to a count and answers with the sum. It begins at 0, and again `ttlMs` after it was begun. */
  count(name: string, by: number, ttlMs: number): Promise<number>;
  /** The store's own time in epoch milliseconds, as well as it is known here; every replica goes by it. */
  now(): number;
  /** Rejects where the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * How close to the store's horizon a message's time still counts as before it, and how far ahead of the store's clock it
 * may be, in milliseconds: answers take time to travel, and with them the time that browsers go by.
 */
export const horizonMarginMs = 250;
