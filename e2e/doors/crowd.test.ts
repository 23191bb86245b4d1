// Two thousand silent connections and two hundred slow ones before a relay in a process of its own: visitors notice nothing.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, inject, test } from 'vitest';
import { createAgent, serveAgent } from '../../src/agent.ts';
import { origin } from '../delivery/shop.ts';
import { spawnRelay } from '../delivery/spawn-relay.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function open(port: number, bytes = ''): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      resolve(socket);
    });
    socket.on('error', () => resolve(socket));
  });
}

test('H-3 beside 2,000 silent and 200 slow connections a turn is as quick as ever, and memory stays small', async () => {
  const agent = await serveAgent(createAgent());
  closing.push(agent.close);
  const options = { maxConnections: 2300 };
  const relay = await spawnRelay(inject('relayProcess'), { agentUrl: agent.url, options });
  closing.unshift(relay.kill);
  const port = Number(new URL(relay.url).port);
  /** How long the slowest but one of 100 turns takes, in milliseconds. */
  async function measure(): Promise<number> {
    const times: number[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      const startedAt = performance.now();
      const answer = await fetch(`${relay.url}/chat/create`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ user_id: randomUUID(), message: '', metadata: {} }),
      });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
      times.push(performance.now() - startedAt);
    }
    return times.toSorted((a, b) => a - b)[98] ?? Infinity;
  }

  await measure();
  const aloneMs = await measure();
  const sockets: Socket[] = [];
  while (sockets.length < 2000)
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(port)))));
  while (sockets.length < 2200)
    sockets.push(await open(port, 'POST /chat/create HTTP/1.1\r\nHost: x\r\nX-Slow: '));
  const drip = setInterval(
    () => sockets.slice(2000).forEach((socket) => socket.writable && socket.write('x')),
    100,
  );
  const crowdedMs = await measure();
  clearInterval(drip);
  const memoryMiB = (await relay.readMemory()) / 1_048_576;
  console.log(
    `p99 ${aloneMs.toFixed(0)} ms alone, ${crowdedMs.toFixed(0)} ms beside the crowd; ${memoryMiB.toFixed(0)} MiB`,
  );
  // A machine that has other work to do is measured by what it takes without the crowd.
  expect(crowdedMs).toBeLessThan(Math.max(250, 10 * aloneMs));
  expect(memoryMiB).toBeLessThan(150);
  for (const socket of sockets) socket.destroy();
});
