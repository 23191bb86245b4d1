// A relay is killed at six points of a turn and started again: the same message under the same key reaches the agent at
// most once, and its sender is told what became of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { serveAgent } from '../../src/agent.ts';
import { horizonMarginMs } from '../../src/relay/store.ts';
import { hasRedis, startRedis } from '../support/redis.ts';
import { createRecorder } from './recorder.ts';
import type { CrashPoint, RelayProcessSettings } from './relay-process.ts';
import { origin } from './shop.ts';
import { spawnRelay } from './spawn-relay.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Point = CrashPoint | 'after_send';

/** What the sender is told in the end, and how often the agent was reached by the message. */
const expected: Record<'memory' | 'redis', Record<Point, [outcome: string, sends: number]>> = {
  memory: {
    before_begin: ['delivery_unknown', 0],
    after_begin: ['delivery_unknown', 0],
    after_send: ['delivery_unknown', 1],
    after_answer: ['delivery_unknown', 1],
    after_store: ['delivery_unknown', 1],
    during_reply: ['delivery_unknown', 1],
  },
  redis: {
    before_begin: ['answer 1 to Where is my order?', 1],
    after_begin: ['delivery_unknown', 0],
    after_send: ['delivery_unknown', 1],
    after_answer: ['delivery_unknown', 1],
    after_store: ['answer 1 to Where is my order?', 1],
    during_reply: ['answer 1 to Where is my order?', 1],
  },
};

/** As small as lets an agent on a busy machine answer. */
const options = { upstreamTimeoutMs: 700, lockWaitMs: 200, leaseMs: 1100, clientWaitMs: 100 };

async function setUp(storeUrl: string | undefined, point: Point) {
  const isHanging = (message: string) => point === 'after_send' && message.startsWith('Where');
  const recorder = createRecorder({ ofAgent: (message) => (isHanging(message) ? 'hang' : undefined) });
  const agent = await serveAgent(recorder.agent);
  closing.push(agent.close);
  const settings: RelayProcessSettings = { agentUrl: agent.url, options, ...(storeUrl && { storeUrl }) };
  const start = async () => {
    const relay = await spawnRelay(inject('relayProcess'), settings);
    closing.unshift(relay.kill);
    return relay;
  };
  return { recorder, start };
}

/** Sends one message, with a key of its own, and gives what can be called again as a browser would. */
function toSending(token: string, message: string, issuedAtMs: number) {
  const key = randomUUID();
  return async (relayUrl: string): Promise<string> => {
    const answer = await post(
      `${relayUrl}/chat/respond`,
      { conversation_id: token, message },
      {
        'Idempotency-Key': `"${key}"`,
        'Idempotency-Issued': String(issuedAtMs),
      },
    );
    const body = (await answer.json()) as { response?: string; code?: string };
    return body.response ?? body.code ?? '';
  };
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Tries again while the relay says that it knows no end yet. */
async function insist(attempt: () => Promise<string>): Promise<string> {
  for (;;) {
    const outcome = await attempt();
    if (outcome !== 'in_progress' && outcome !== 'conversation_busy') return outcome;
    await pause(20);
  }
}

describe.each(['memory', 'redis'] as const)('a relay with its store in %s', (store) => {
  const points = Object.entries(expected[store]) as [Point, [string, number]][];

  test.runIf(store === 'memory' || hasRedis).each(points)(
    'is killed %s and comes back (I-5)',
    async (point, [outcome, sends]) => {
      const redis = store === 'redis' ? await startRedis() : undefined;
      if (redis) closing.push(redis.kill);
      const { recorder, start } = await setUp(redis?.url, point);
      const relay = await start();
      const opening = await post(`${relay.url}/chat/create`, {
        user_id: randomUUID(),
        message: '',
        metadata: {},
      });
      const { conversation_id: token } = (await opening.json()) as { conversation_id: string };
      // A relay that has just started takes no message for new that may be older than itself.
      const issuedAtMs = Number(opening.headers.get('x-server-time')) + horizonMarginMs + 1;
      const send = toSending(token, 'Where is my order?', issuedAtMs);

      if (point === 'after_send') recorder.onSend = () => void relay.kill();
      else await relay.crashAt(point);
      await expect(send(relay.url)).rejects.toThrow(/fetch failed|terminated/);
      await relay.ended;

      delete recorder.onSend;
      const successor = await start();
      expect(await insist(() => send(successor.url))).toBe(outcome);
      expect(await send(successor.url)).toBe(outcome);
      expect(recorder.sends.map(({ message }) => message)).toEqual(
        Array.from({ length: sends }, () => 'Where is my order?'),
      );

      const next = toSending(token, 'And now?', Date.now() + horizonMarginMs);
      expect(await insist(() => next(successor.url))).toBe(`answer ${sends + 1} to And now?`);
    },
  );
});
