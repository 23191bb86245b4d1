// A relay in this process that can die as a killed one does: from then on nothing it awaited comes back to it, its calls to
// the agent break off, and whoever waits for it sees a broken connection.
import type { Relay } from '../../src/relay.ts';
import type { RelayStore } from '../../src/relay/store.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface MortalRelay {
  fetch(request: Request): Promise<Response>;
  kill(): void;
}

/** `make` builds the relay on a store and a fetch that die with it. */
export function createMortalRelay(
  store: RelayStore,
  fetch: Fetch,
  make: (store: RelayStore, fetch: Fetch) => Relay,
): MortalRelay {
  let isDead = false;
  const onDeath = new Set<() => void>();

  /** A dead process neither begins anything nor learns how it went. */
  function mortal<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      if (isDead) return never();
      try {
        const result = await call(...args);
        return isDead ? await never() : result;
      } catch (error) {
        if (isDead) return never();
        throw error;
      }
    };
  }

  async function callAgent(url: string, init: RequestInit): Promise<Response> {
    const abort = new AbortController();
    const hangUp = () => abort.abort();
    init.signal?.addEventListener('abort', hangUp, { once: true });
    onDeath.add(hangUp);
    return fetch(url, { ...init, signal: abort.signal }).finally(() => onDeath.delete(hangUp));
  }

  const relay = make(
    {
      ...store,
      begin: mortal(store.begin),
      finish: mortal(store.finish),
      lock: mortal(store.lock),
      unlock: mortal(store.unlock),
      flag: mortal(store.flag),
      take: mortal(store.take),
      count: mortal(store.count),
      ping: mortal(store.ping),
    },
    mortal(callAgent),
  );
  return {
    fetch(request) {
      return new Promise((resolve, reject) => {
        const breakOff = () => reject(new TypeError('fetch failed'));
        if (isDead) return breakOff();
        onDeath.add(breakOff);
        const answer = relay.fetch(request).finally(() => onDeath.delete(breakOff));
        answer.then(resolve, reject);
      });
    },
    kill() {
      isDead = true;
      for (const strike of onDeath) strike();
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
