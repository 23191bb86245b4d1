// Relays as functions in this process, on a clock that runs fast: the quickest way to a long history.
import { createRelay, type RelayOptions } from '../../src/relay.ts';
import { createMemoryStore, type MemoryStoreOptions } from '../../src/relay/memory-store.ts';
import { createFastClock } from './fast-clock.ts';
import { createMortalRelay, type MortalRelay } from './mortal-relay.ts';
import { origin, secrets, toUpstream } from './shop.ts';
import type { Attempt } from './sender.ts';
import type { World, WorldOptions } from './simulate.ts';

/** How many times as fast as a real clock this world's runs. */
export const speed = 100;

/** One relay that remembers in its own memory, and so nothing of the time before it died. */
export function createMemoryWorld({
  maxRecords = 20_000,
  idempotencyTtlMs = 900_000,
}: Pick<MemoryStoreOptions, 'maxRecords'> & Pick<RelayOptions, 'idempotencyTtlMs'> = {}) {
  return ({ recorder, faultOf }: WorldOptions): Promise<World> => {
    const { now, setTimer, stop } = createFastClock(speed);
    const options: Omit<RelayOptions, 'store'> = {
      upstream: toUpstream('https://agent.invalid'),
      secrets,
      allowedOrigins: [origin],
      // Its clock and its senders run faster than people.
      rates: 'off',
      maxTurns: 1_000_000,
      now,
      setTimer,
      upstreamTimeoutMs: 10_000,
      leaseMs: 15_000,
      clientWaitMs: 6000,
      lockWaitMs: 5000,
      idempotencyTtlMs,
    };
    const start = (): MortalRelay =>
      createMortalRelay(
        createMemoryStore({ maxRecords, now, setTimer }),
        recorder.agent.fetch,
        (store, fetch) => createRelay({ ...options, store, fetch }),
      );
    let relay = start();

    function deliver({ operation, headers, body }: Attempt): Promise<Response> {
      return relay.fetch(
        new Request(`https://relay.example/chat/${operation}`, {
          method: 'POST',
          headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      );
    }

    return Promise.resolve({
      line: {
        now,
        patience: () => now() / speed,
        pause: (ms) => new Promise((resolve) => void setTimer(resolve, ms * speed)),
        async post(attempt) {
          const fault = attempt.message === '' ? undefined : faultOf(attempt.message);
          if (fault === 'request_lost') return [];
          if (fault === 'sent_twice') return Promise.all([deliver(attempt), deliver(attempt)]);
          const answer = await deliver(attempt);
          return fault === 'answer_lost' ? [] : [answer];
        },
      },
      restart() {
        relay.kill();
        relay = start();
        return Promise.resolve();
      },
      // A relay that still has a message of its own accord has sent it by then.
      close: () => new Promise<void>((resolve) => void setTimer(resolve, 20_000)).then(() => stop()),
    });
  };
}
