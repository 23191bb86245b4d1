// Relays as processes that the pages of a test use: built once, started with the world's own agent, and ended with it.
import { setTimeout as pause } from 'node:timers/promises';
import { horizonMarginMs } from '../../src/relay/store.ts';
import { buildRelayProcess, type RelayProcess, spawnRelay } from '../delivery/spawn-relay.ts';
import type { RelayProcessSettings } from '../delivery/relay-process.ts';
import type { World } from '../support/world.ts';

/** Times that a test can wait for. */
export const limits = { upstreamTimeoutMs: 500, lockWaitMs: 100, leaseMs: 700 };

let building: ReturnType<typeof buildRelayProcess> | undefined;
const running: RelayProcess[] = [];

export async function startRelayProcess(
  world: World,
  settings: Partial<RelayProcessSettings> = {},
): Promise<RelayProcess> {
  building ??= buildRelayProcess();
  const { path } = await building;
  const relay = await spawnRelay(path, {
    agentUrl: new URL(world.upstream.base).origin,
    ...settings,
    options: { ...settings.options, upstream: world.upstream, allowedOrigins: [world.origin] },
  });
  running.push(relay);
  // A memory that has just begun takes no message for new that may be older than itself.
  await pause(horizonMarginMs);
  return relay;
}

export async function endRelayProcesses(): Promise<void> {
  await Promise.all(running.splice(0).map((relay) => relay.kill()));
}

export async function removeRelayProcess(): Promise<void> {
  await (await building)?.remove();
  building = undefined;
}
