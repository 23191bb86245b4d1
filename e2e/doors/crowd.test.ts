// Two thousand silent connections and two hundred slow ones before a relay in a process of its own: visitors notice nothing.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
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

/** How many requests of strangers come beside the visitor's. */
const [badTokens, foreignOrigins] = process.env['FULL'] ? [100_000, 10_000] : [2000, 600];

function send(url: string, from: string, headers: Record<string, string>, body: object) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const bytes = JSON.stringify(body);
    const sent = request(url, {
      method: 'POST',
      agent: lines,
      localAddress: from,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) },
    });
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text })).on('error', reject);
    });
    sent.on('error', reject).end(bytes);
  });
}
const lines = new Agent({ keepAlive: true, maxSockets: 50 });

test(`row 33 beside ${badTokens} made-up conversations and ${foreignOrigins} foreign origins a visitor is answered as ever`, async () => {
  const agent = await serveAgent(createAgent());
  closing.push(agent.close);
  // The limits are those of the documentation; strangers and visitor have addresses of their own.
  const relay = await spawnRelay(inject('relayProcess'), { agentUrl: agent.url, options: { rates: {} } });
  closing.unshift(relay.kill);
  const seen = new Map<string, number>();
  const strangers: [count: number, send: (index: number) => ReturnType<typeof send>][] = [
    [
      badTokens,
      (index) =>
        send(
          `${relay.url}/chat/respond`,
          '127.0.0.2',
          { origin },
          { conversation_id: `${index}${'x'.repeat(60)}`, message: '' },
        ),
    ],
    [
      foreignOrigins,
      (index) =>
        send(`${relay.url}/chat/create`, '127.0.0.3', { origin: `https://evil-${index}.example` }, {}),
    ],
  ];
  const storm = { isOver: false };
  const flood = Promise.all(
    strangers.map(async ([count, ask]) => {
      let next = 0;
      const one = async () => {
        while ((next += 1) <= count) {
          const { status } = await ask(next);
          const key = `${ask === strangers[0]?.[1] ? 'token' : 'origin'} ${status}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: 20 }, one));
    }),
  ).finally(() => (storm.isOver = true));

  const visit = (path: string, body: object) =>
    send(`${relay.url}/chat/${path}`, '127.0.0.1', { origin, 'idempotency-key': randomUUID() }, body);
  const created = await visit('create', { user_id: randomUUID(), message: '', metadata: {} });
  const { conversation_id } = JSON.parse(created.text) as { conversation_id: string };
  let turns = 0;
  // As people write: 20 a minute, of which five at once.
  while (!storm.isOver && turns < 15) {
    expect((await visit('respond', { conversation_id, message: 'delivery' })).status).toBe(200);
    turns += 1;
    await pause(turns < 4 ? 100 : 3100);
  }
  await flood;
  expect((await visit('respond', { conversation_id, message: 'delivery' })).status).toBe(200);
  expect(agent.agent.received).toEqual({ create: 1, respond: turns + 1 });
  // Every stranger is refused, most of them before anything is looked at.
  expect([...seen.keys()].toSorted()).toEqual(['origin 403', 'origin 429', 'token 404', 'token 429']);
  expect(seen.get('token 404')).toBeLessThan(badTokens / 10);
  expect((await relay.readMemory()) / 1_048_576).toBeLessThan(150);
}, 300_000);
