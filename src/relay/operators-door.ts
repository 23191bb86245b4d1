// What the operator sees of a served relay: its options with everything counted that passes through them, and the port that
// tells of it. Node only.
import { type Admin, serveAdmin } from './admin.ts';
import { createMemoryStore } from './memory-store.ts';
import { createMetrics } from './metrics.ts';
import { memoryTtlMs, type RelayOptions } from './relay-options.ts';
import { watchStore } from './watched-store.ts';

export interface OperatorsDoor {
  /** The options to make the relay with. */
  options: RelayOptions;
  countAborted(): void;
  /** @throws Node's own errors where it cannot listen */
  open(place: OperatorsPlace): Promise<Admin>;
}

export interface OperatorsPlace {
  host: string;
  /** 0 takes any free one. */
  port: number;
  isHealthy: () => boolean;
  isDraining: () => boolean;
}

export function createOperatorsDoor(given: RelayOptions): OperatorsDoor {
  const aliases = Object.keys(given.agents ?? {});
  const { now, setTimer, idempotencyTtlMs = given.store ? undefined : memoryTtlMs } = given;
  // Without one the relay would make the same, but keep it to itself.
  const { store = createMemoryStore({ ...(now && { now }), ...(setTimer && { setTimer }) }) } = given;
  const agents = given.upstream ? [undefined, ...aliases] : aliases;
  // Days are the store's: the budget is one for all relays.
  const metrics = createMetrics(agents, () => store.now());
  const watched = watchStore(store, metrics);

  async function findObstacle(isDraining: () => boolean): Promise<string | undefined> {
    if (isDraining()) return 'draining';
    return watched.ping().then(
      () => undefined,
      () => 'the store does not answer',
    );
  }

  return {
    options: {
      ...given,
      ...(idempotencyTtlMs !== undefined && { idempotencyTtlMs }),
      store: watched,
      log(entry) {
        metrics.note(entry);
        given.log?.(entry);
      },
      observe(event) {
        metrics.observe(event);
        given.observe?.(event);
      },
    },
    countAborted: metrics.countAborted,
    open: ({ host, port, isHealthy, isDraining }) =>
      serveAdmin({
        host,
        port,
        isHealthy,
        findObstacle: () => findObstacle(isDraining),
        readMetrics: metrics.read,
        metricsType: metrics.contentType,
      }),
  };
}
