// An agent and a relay for the bench, each a process of its own, and what the relay says of itself.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { origin } from '../delivery/shop.ts';
import { canaries, makeSecret } from '../deploy/fleet.ts';
import type { BuiltCommand } from '../deploy/spawn-command.ts';
import { findPort } from '../support/find-port.ts';
import { post, type Target } from './load.ts';

const userId = '71c21b7c-5fa3-4c0d-bd4f-';

export async function startAgent(delayMs: number) {
  const child = fork(join(import.meta.dirname, 'agent-process.mjs'), {
    env: { DELAY_MS: String(delayMs) },
    execArgv: [],
  });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, port, stop: () => child.kill() };
}

/** Conversations begun through a relay. */
export async function toTarget(name: string, url: string, count = 100): Promise<Target> {
  const conversations = [];
  for (let number = 0; number < count; number += 1) {
    const user = userId + String(number).padStart(12, '0');
    const target = { url: `${url}/chat/create`, headers: { origin } };
    const { text } = await post(target, { user_id: user, message: '', metadata: {} });
    conversations.push((JSON.parse(text) as { conversation_id: string }).conversation_id);
  }
  return { name, url: `${url}/chat/respond`, headers: { origin }, conversations };
}

export async function startRelay(command: BuiltCommand, agentUrl: string, env: Record<string, string> = {}) {
  const [port, adminPort] = [await findPort(), await findPort()];
  const limits = ['CREATE_IP', 'RESPOND_IP', 'CONVERSATION', 'AGENT', 'ANY_IP', 'BAD_TOKEN_IP'];
  const relay = await command.start({
    ...Object.fromEntries(limits.map((name) => [`RATE_${name}`, 'off'])),
    MAX_TURNS: '100000',
    MAX_CONNECTIONS: '3000',
    POLYAI_BASE_URL: agentUrl,
    POLYAI_ACCOUNT_ID: 'account',
    POLYAI_PROJECT_ID: 'project',
    POLYAI_API_KEY: canaries.apiKey,
    POLYAI_TOKEN: canaries.token,
    ALLOWED_ORIGINS: origin,
    RELAY_SECRETS: makeSecret(1),
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    DRAIN_DELAY: '0s',
    ...env,
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: relay.kill,
    read: (name: string) => readFigure(`http://127.0.0.1:${adminPort}`, name),
  };
}

export async function readFigure(adminUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
}

export type BenchRelay = Awaited<ReturnType<typeof startRelay>>;

export const toMiB = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

export const toVerdict = (isMet: boolean) => (isMet ? 'met' : 'missed');
