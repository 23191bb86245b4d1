// One budget for all: three relays, each a process of its own, spend it together and not a turn more.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, inject, test } from 'vitest';
import { serveAgent } from '../../src/agent.ts';
import { createRecorder } from '../delivery/recorder.ts';
import { origin } from '../delivery/shop.ts';
import { spawnRelay } from '../delivery/spawn-relay.ts';
import { hasRedis, startRedis } from '../support/redis.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test.skipIf(!hasRedis)(
  'L-6 three relays on one Redis spend a budget of 50 turns to the last, and no more (package redis-server)',
  async () => {
    const redis = await startRedis();
    closing.push(redis.kill);
    const { agent } = createRecorder({ ofAgent: () => undefined });
    const served = await serveAgent(agent);
    closing.push(served.close);
    const relays = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const options = { dailyTurnBudget: 50 };
        const relay = await spawnRelay(inject('relayProcess'), {
          agentUrl: served.url,
          storeUrl: redis.url,
          // What a busy machine's Redis is late for is refused, but may have been counted.
          storeTimeoutMs: 10_000,
          options,
        });
        closing.unshift(relay.kill);
        return relay;
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 180 }, async (_, index) => {
        const answer = await fetch(`${relays[index % 3]?.url}/chat/create`, {
          method: 'POST',
          headers: { origin, 'content-type': 'application/json' },
          body: JSON.stringify({ user_id: randomUUID(), message: '', metadata: {} }),
        });
        const { code = '' } = (await answer.json()) as { code?: string };
        return `${answer.status} ${code}`;
      }),
    );
    expect(answers.filter((answer) => answer === '200 ')).toHaveLength(50);
    expect(answers.filter((answer) => answer === '429 budget_exhausted')).toHaveLength(130);
    expect(agent.received.create).toBe(50);
  },
);
