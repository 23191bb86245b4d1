// Relays as processes on one store, each behind a proxy that loses requests and answers on real connections.
import { setTimeout as pause } from 'node:timers/promises';
import { serveAgent } from '../../src/agent.ts';
import type { RelayOptions } from '../../src/relay.ts';
import { horizonMarginMs } from '../../src/relay/store.ts';
import { startFaultProxy, type Toxic } from '../support/fault-proxy.ts';
import { drawNumber } from './chance.ts';
import type { LinkFault } from './faults.ts';
import { type Attempt, realTime } from './sender.ts';
import { origin } from './shop.ts';
import type { World, WorldOptions } from './simulate.ts';
import { type RelayProcess, spawnRelay } from './spawn-relay.ts';

/** Limits of time as small as a busy machine allows. */
export const shortLimits: Partial<RelayOptions> = {
  upstreamTimeoutMs: 700,
  lockWaitMs: 1000,
  leaseMs: 2000,
  clientWaitMs: 250,
};

/** After this no relay of these limits can have a message of its own accord that it has not sent yet. */
const restMs = 1300;

export interface ProcessWorld extends World {
  /** Starts a relay in the place of the one whose turn it is, and lets that one finish what is under way. */
  replace(): Promise<void>;
  /** How many calls the agent has seen so far. */
  countSends(): number;
  /** How much memory all relays take, in bytes. */
  readMemory(): Promise<number>;
}

export interface ProcessWorldOptions {
  /** The script of a relay's process. */
  path: string;
  storeUrl?: string;
  /** How many relays there are. @default 3 */
  count?: number;
  options?: Partial<RelayOptions>;
}

const toxics: Record<Exclude<LinkFault, 'sent_twice'>, Toxic> = {
  request_lost: { type: 'reset_peer', stream: 'upstream' },
  answer_lost: { type: 'reset_peer' },
};

export function createProcessWorld({
  path,
  storeUrl,
  count = 3,
  options = shortLimits,
}: ProcessWorldOptions) {
  return async ({ seed, recorder, faultOf }: WorldOptions): Promise<ProcessWorld> => {
    const agent = await serveAgent(recorder.agent);
    const start = () => spawnRelay(path, { agentUrl: agent.url, options, ...(storeUrl && { storeUrl }) });
    const relays = await Promise.all(Array.from({ length: count }, start));
    const proxies = await Promise.all(
      relays.map((_, index) =>
        startFaultProxy({
          target: () => (relays[index] as RelayProcess).url,
          onRequest: ({ headers }) => toxics[headers['x-fault'] as keyof typeof toxics],
        }),
      ),
    );
    // A store that has just begun takes no message for new that may be older than itself.
    await pause(horizonMarginMs);
    let next = 0;

    function deliver(attempt: Attempt, fault: string, nth: number): Promise<Response> {
      const { operation, message, number, headers, body } = attempt;
      const proxy = proxies[Math.floor(drawNumber(seed, 'relay', message, number) * count + nth) % count];
      return fetch(`${proxy?.url}/chat/${operation}`, {
        method: 'POST',
        headers: { Origin: origin, 'Content-Type': 'application/json', 'X-Fault': fault, ...headers },
        body: JSON.stringify(body),
      });
    }

    return {
      line: {
        ...realTime,
        async post(attempt) {
          const fault = attempt.message === '' ? undefined : faultOf(attempt.message);
          if (fault === 'sent_twice') return Promise.all([deliver(attempt, '', 0), deliver(attempt, '', 1)]);
          return [await deliver(attempt, fault ?? '', 0)];
        },
      },
      async restart() {
        const index = next++ % count;
        await relays[index]?.kill();
        relays[index] = await start();
      },
      async replace() {
        const index = next++ % count;
        const old = relays[index];
        relays[index] = await start();
        await old?.stop();
      },
      countSends: () => recorder.sends.length,
      async readMemory() {
        const all = await Promise.all(relays.map((relay) => relay.readMemory()));
        return all.reduce((sum, bytes) => sum + bytes, 0);
      },
      async close() {
        await pause(restMs);
        await Promise.all(proxies.map((proxy) => proxy.close()));
        await Promise.all(relays.map((relay) => relay.kill()));
        await agent.close();
      },
    };
  };
}
