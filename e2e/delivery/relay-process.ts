// A relay as a process of its own, which can be told to die at a named point of the next turn. Built and started by
// `spawn-relay.ts`.
import { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createMemoryStore, type RelayStore } from '../../src/relay.ts';
import { createRedisStore } from '../../src/relay/redis/redis-store.ts';
import { serveRelay, type ServeRelayOptions } from '../../src/relay-node.ts';
import { origin, secrets, toUpstream } from './shop.ts';

/** Where a turn can be cut off; while the agent works on it, whoever started the process can kill it. */
export type CrashPoint = 'before_begin' | 'after_begin' | 'after_answer' | 'after_store' | 'during_reply';

/** What is handed over in the variable `RELAY_PROCESS`. */
export interface RelayProcessSettings {
  agentUrl: string;
  /** @default memory */
  storeUrl?: string;
  /** How long the store may take, where that is not what is tried, in milliseconds. */
  storeTimeoutMs?: number;
  /** @default any free one */
  port?: number;
  options?: Partial<ServeRelayOptions>;
}

let crashPoint: CrashPoint | undefined;

function dieAt(point: CrashPoint): void {
  if (crashPoint === point) process.kill(process.pid, 'SIGKILL');
}

function createMortalStore(store: RelayStore): RelayStore {
  return {
    ...store,
    async begin(...args) {
      dieAt('before_begin');
      const begun = await store.begin(...args);
      dieAt('after_begin');
      return begun;
    },
    async finish(...args) {
      dieAt('after_answer');
      const isDone = await store.finish(...args);
      dieAt('after_store');
      return isDone;
    },
  };
}

/** The first half of an answer leaves, and the process is gone. */
function dieWhileReplying(): void {
  const { write } = ServerResponse.prototype;
  for (const name of ['write', 'end'] as const) {
    const original = ServerResponse.prototype[name];
    Object.defineProperty(ServerResponse.prototype, name, {
      value(this: ServerResponse, ...args: unknown[]): unknown {
        const [body] = args;
        if (crashPoint !== 'during_reply' || !(typeof body === 'string' || body instanceof Uint8Array))
          return Reflect.apply(original, this, args) as unknown;
        const half = body.slice(0, body.length / 2);
        return Reflect.apply(write, this, [half, () => dieAt('during_reply')]) as unknown;
      },
    });
  }
}

function isReachable(store: RelayStore): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  );
}

const settings = JSON.parse(process.env['RELAY_PROCESS'] ?? '{}') as RelayProcessSettings;
const { agentUrl, storeUrl, storeTimeoutMs: timeoutMs = 200, port = 0, options } = settings;
const store = storeUrl === undefined ? createMemoryStore() : createRedisStore({ url: storeUrl, timeoutMs });
while (!(await isReachable(store))) await pause(5);
dieWhileReplying();
const served = await serveRelay({
  upstream: toUpstream(agentUrl),
  secrets,
  allowedOrigins: [origin],
  files: () => Promise.resolve(undefined),
  shutdownTimeoutMs: 2000,
  // All senders have one address here, and no patience.
  rates: 'off',
  maxTurns: 1_000_000,
  ...options,
  store: createMortalStore(store),
  port,
});
process.on('message', (question: { crashPoint?: CrashPoint }) => {
  crashPoint = question.crashPoint ?? crashPoint;
  process.send?.({ memoryBytes: process.memoryUsage.rss() });
});
// Whoever started it has gone: so must this.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => void served.close().then(() => process.exit()));
process.send?.({ url: served.url });
