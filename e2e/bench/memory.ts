// How much memory the relay takes, as Node does by itself and as the image has it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltCommand } from '../deploy/spawn-command.ts';
import { race } from './load.ts';
import { startAgent, startRelay, toMiB, toTarget, toVerdict } from './processes.ts';

/** Node leaves its garbage lying while there is room, so that how much it is given decides what it takes. */
export async function measureMemory(command: BuiltCommand, turns: number): Promise<string[]> {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8');
  const [, options = ''] = /NODE_OPTIONS="(.*)"/.exec(dockerfile) ?? [];
  const agent = await startAgent(0);
  const lines = [`Memory over ${turns} turns as fast as they go (target 150 MiB)`];
  for (const [name, env] of [
    ['with the room that Node takes by itself', {}],
    [`with ${options}, as in the image`, { NODE_OPTIONS: options }],
  ] as const) {
    const relay = await startRelay(command, agent.url, env);
    const target = await toTarget(name, relay.url, 64);
    const resident: number[] = [];
    const heap: number[] = [];
    for (let part = 0; part < 8; part += 1) {
      await race(target, turns / 8);
      resident.push(await relay.read('process_resident_memory_bytes'));
      heap.push(await relay.read('nodejs_heap_size_used_bytes'));
    }
    // What it cannot let go is less than the least that was seen.
    lines.push(
      `${name}: ${resident.map(toMiB).join(', ')}, of which is in use at most ${toMiB(Math.min(...heap))}  ${toVerdict(Math.max(...resident) <= 150 * 2 ** 20)}`,
    );
    await relay.stop();
  }
  agent.stop();
  return lines;
}
