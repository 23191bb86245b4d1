// A store that tells how long it takes and when it fails; else it is the one it was made of.
import type { RelayStore } from './store.ts';

/** What is watched. Waiting for a lock is no slowness of the store, and has a count of its own. */
export type StoreOperation = 'begin' | 'finish' | 'unlock' | 'flag' | 'take' | 'count' | 'ping';

export interface StoreWatch {
  /** An operation is over. */
  onDone(operation: StoreOperation, seconds: number): void;
  /** A finished turn could not be kept. */
  onFinishFailed(): void;
  /** So many turns wait for their place in a conversation. */
  onQueue(waiting: number): void;
}

const watched: readonly string[] = [
  'begin',
  'finish',
  'unlock',
  'flag',
  'take',
  'count',
  'ping',
] satisfies StoreOperation[];

export function watchStore(store: RelayStore, { onDone, onFinishFailed, onQueue }: StoreWatch): RelayStore {
  let waiting = 0;

  async function call(name: string, run: () => Promise<unknown>): Promise<unknown> {
    const startedAt = performance.now();
    try {
      return await run();
    } catch (error) {
      if (name === 'finish') onFinishFailed();
      throw error;
    } finally {
      onDone(name as StoreOperation, (performance.now() - startedAt) / 1000);
    }
  }

  async function queue(run: () => Promise<unknown>): Promise<unknown> {
    onQueue((waiting += 1));
    try {
      return await run();
    } finally {
      onQueue((waiting -= 1));
    }
  }

  // Not a copy: the store may be an instance of somebody's class.
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      const run = (args: unknown[]) => Reflect.apply(value, target, args) as Promise<unknown>;
      if (name === 'lock') return (...args: unknown[]) => queue(() => run(args));
      if (watched.includes(name)) return (...args: unknown[]) => call(name, () => run(args));
      return (...args: unknown[]) => run(args);
    },
  });
}
