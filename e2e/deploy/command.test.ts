// The command as operators have it, a process with an environment: what it does not start with, and what it outlives.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgent, serveAgent, type ServedAgent } from '../../src/agent.ts';
import { origin } from '../delivery/shop.ts';
import { findPort } from '../support/find-port.ts';
import { makeSecret } from './fleet.ts';
import { type BuiltCommand, buildCommand } from './spawn-command.ts';

let command: BuiltCommand;
let agent: ServedAgent;
beforeAll(async () => {
  command = await buildCommand();
  agent = await serveAgent(createAgent({ delayMs: 300 }));
});
afterAll(async () => {
  await agent.close();
  await command.remove();
});

const right = {
  POLYAI_API_KEY: 'CANARY-key-5711',
  POLYAI_TOKEN: 'CANARY-token-5712',
  POLYAI_REGION: 'uk-1',
  POLYAI_ACCOUNT_ID: 'account',
  POLYAI_PROJECT_ID: 'project',
  ALLOWED_ORIGINS: origin,
  RELAY_SECRETS: makeSecret(1),
  ADMIN_PORT: '0',
};

// One of each kind: a text, a file, and what only the machine knows. All mistakes are in `settings.test.ts`.
test.each<[change: Record<string, string>, variable: string]>([
  [{ RELAY_SECRETS: '1:CANARY' }, 'RELAY_SECRETS'],
  [{ AGENTS_FILE: '/CANARY' }, 'AGENTS_FILE'],
  [{ HOST: '203.0.113.1' }, 'HOST'],
])('S-3 the process ends with 78 and one line for %j', (change, variable) => {
  const { code, lines } = command.runToEnd({ ...right, PORT: '0', ...change });
  const told = lines.filter((line) => !line.startsWith('DAILY_TURN_BUDGET is not set'));
  expect([code, told]).toEqual([78, [expect.stringMatching(new RegExp(`^${variable}\\b`))]]);
  expect(lines.join('\n')).not.toContain('CANARY');
});

async function start() {
  const port = await findPort();
  const running = await command.start({
    ...right,
    POLYAI_REGION: '',
    POLYAI_BASE_URL: agent.url,
    PORT: String(port),
    DRAIN_DELAY: '0s',
  });
  const create = () =>
    fetch(`http://127.0.0.1:${port}/chat/create`, {
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json' },
      body: JSON.stringify({ user_id: crypto.randomUUID(), message: '', metadata: {} }),
    });
  return { running, create };
}

test.each(['SIGTERM', 'SIGHUP'] as const)('H-7, S-6 %s lets the turn under way end', async (signal) => {
  const { running, create } = await start();
  const before = agent.agent.received.create;
  const turn = create();
  await expect.poll(() => agent.agent.received.create).toBe(before + 1);
  expect(await running.stop(signal)).toBe(0);
  expect((await turn).status).toBe(200);
});

test('row 32 a log that nobody reads any more costs no visitor an answer', async () => {
  const { running, create } = await start();
  running.closeOutput();
  for (let turn = 0; turn < 3; turn += 1) expect((await create()).status).toBe(200);
  expect(await running.stop()).toBe(0);
});
