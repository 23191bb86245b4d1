// The store of a relay that runs as one process: bounded, forgetting the oldest finished records first, and honest about
// what it forgot.
import { takeUnits } from './gcra.ts';
import { createLockQueue } from './lock-queue.ts';
import { type Begun, horizonMarginMs, type RelayStore, type StoredAnswer } from './store.ts';
import { platformTimer, type SetTimer } from './timer.ts';
import { createTwoGenerations } from './two-generations.ts';

export interface MemoryStoreOptions {
  /** The most records that are kept. Only finished ones are forgotten. @default 20000 */
  maxRecords?: number;
  /** The most that they may weigh, in bytes. @default 67108864, 64 MiB */
  maxBytes?: number;
  /** The most buckets of limits, and the most counts, that are kept; the oldest are forgotten first. @default 100000 */
  maxBuckets?: number;
  /** The time in epoch milliseconds. @default Date.now */
  now?: () => number;
  /** @default setTimeout */
  setTimer?: SetTimer;
}

interface Entry {
  fingerprint: string;
  owner: string;
  leaseUntilMs: number;
  expiresAtMs: number;
  issuedAtMs: number;
  answer?: StoredAnswer;
}

/** What an entry weighs besides its answer, as measured on Node 20: three hashes, four numbers, a place in a map. */
const entryBytes = 800;

/** A count that has come this far is kept as long as it is valid; what is less may be forgotten when there is no room. */
const keptCount = 50;

/** Makes a store that lives in this process, and dies with it. */
export function createMemoryStore(options: MemoryStoreOptions = {}): RelayStore {
  const { maxRecords = 20_000, maxBytes = 67_108_864, maxBuckets = 100_000 } = options;
  const { now = () => Date.now(), setTimer = platformTimer } = options;
  const locks = createLockQueue(setTimer);
  const flags = createTwoGenerations<number>({ maxEntries: maxRecords });
  const buckets = createTwoGenerations<number>({ maxEntries: maxBuckets });
  const counts = createTwoGenerations<{ sum: number; expiresAtMs: number }>({
    maxEntries: maxBuckets,
    isKept: ({ sum, expiresAtMs }) => sum >= keptCount && now() < expiresAtMs,
  });
  // Of messages first sent before this moment, nobody here knows what became of them.
  let horizonMs = now();
  let running = 0;
  const entries = createTwoGenerations<Entry>({
    maxEntries: maxRecords,
    maxBytes,
    sizeOf: ({ answer }) => entryBytes + 2 * (answer?.body.length ?? 0),
    isKept: (entry) => !entry.answer && now() < entry.leaseUntilMs,
    onForget: forget,
  });

  function forget({ answer, issuedAtMs }: Entry): void {
    if (!answer) running -= 1;
    horizonMs = Math.max(horizonMs, issuedAtMs);
  }

  function find(name: string): Entry | undefined {
    const entry = entries.get(name);
    if (!entry || now() < entry.expiresAtMs) return entry;
    entries.delete(name);
    forget(entry);
    return undefined;
  }

  const store: RelayStore = {
    async begin(name, fingerprint, { owner, leaseMs, ttlMs, issuedAtMs, takesOver }): Promise<Begun> {
      const entry = find(name);
      if (entry && entry.fingerprint !== fingerprint) return { state: 'mismatch' };
      if (entry?.answer) return { state: 'done', answer: entry.answer };
      if (entry && now() < entry.leaseUntilMs) return { state: 'running' };
      const isForgotten =
        issuedAtMs !== undefined && issuedAtMs <= Math.max(horizonMs, now() - ttlMs) + horizonMarginMs;
      if ((entry ?? isForgotten) && !takesOver) return { state: 'unknown' };
      if (!entry && issuedAtMs !== undefined && issuedAtMs > now() + horizonMarginMs)
        return { state: 'early' };
      if (!entry && running >= maxRecords) return { state: 'overloaded' };
      if (!entry) running += 1;
      entries.set(name, {
        fingerprint,
        owner,
        leaseUntilMs: now() + leaseMs,
        expiresAtMs: now() + ttlMs,
        // A time yet to come would, once forgotten, make every message count as older than what is known.
        issuedAtMs: Math.min(issuedAtMs ?? now(), now()),
      });
      return { state: 'new' };
    },
    async finish(name, owner, finish) {
      const entry = find(name);
      if (entry?.owner !== owner || entry.answer) return false;
      running -= 1;
      if (finish.state === 'drop') entries.delete(name);
      else entries.set(name, { ...entry, answer: finish.answer });
      return true;
    },
    lock: (name, owner, options) => locks.lock(name, owner, options),
    unlock: async (name, owner) => void locks.unlock(name, owner),
    async flag(name, ttlMs) {
      if (ttlMs !== undefined) flags.set(name, now() + ttlMs);
      return now() < (flags.get(name) ?? 0);
    },
    async take(name, options) {
      const { taken, fullAtUs } = takeUnits(buckets.get(name) ?? 0, Math.round(now() * 1000), options);
      if (taken.ok) buckets.set(name, fullAtUs);
      return taken;
    },
    async count(name, by, ttlMs) {
      const known = counts.get(name);
      const isValid = known && now() < known.expiresAtMs;
      const sum = (isValid ? known.sum : 0) + by;
      counts.set(name, { sum, expiresAtMs: isValid ? known.expiresAtMs : now() + ttlMs });
      return sum;
    },
    now,
    ping: async () => {},
    close: async () => {},
  };
  return store;
}
