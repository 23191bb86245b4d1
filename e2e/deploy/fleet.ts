// What compose.yaml describes, as processes on this machine: two relays, a Redis, and nginx with the sample's own
// configuration, in which only ports and paths are others.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPort } from '../support/find-port.ts';
import { runNginx } from '../support/nginx.ts';
import { startRedis } from '../support/redis.ts';
import { origin } from '../delivery/shop.ts';
import type { BuiltCommand, CommandProcess } from './spawn-command.ts';

export const canaries = {
  apiKey: 'CANARY-key-5711',
  newApiKey: 'CANARY-key-5713',
  token: 'CANARY-token-5712',
};

/** A secret as the README makes one. */
export const makeSecret = (id: number) =>
  `${id}:${Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 7 + id) % 256)).toString('base64')}`;

export interface FleetRelay {
  url: string;
  adminUrl: string;
  kill(): Promise<void>;
  /** @returns the exit code */
  stop(): Promise<number | null>;
  start(): Promise<void>;
}

export interface Fleet {
  /** Where visitors come in. */
  url: string;
  port: number;
  relays: FleetRelay[];
  /** What the secret files hold from now on, for relays that are started later. */
  writeSecrets(secrets: { apiKey?: string; relaySecrets?: string }): void;
  close(): Promise<void>;
}

const sample = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The variables that the sample gives each relay. */
export function readSampleEnvironment(): Record<string, string> {
  const [, block = ''] = /\n {2}environment:\n((?: {4}.*\n)+)/.exec(sample('compose.yaml')) ?? [];
  const lines = [...block.matchAll(/^ {4}([A-Z_]+): (.*)$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', value = '']) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]),
  );
}

/** The sample's nginx, listening at a port of this machine and passing on to others. */
export function readSampleNginx(port: number, relayPorts: number[]): string {
  return sample('nginx.conf')
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('relay-1:8787', `127.0.0.1:${relayPorts[0]}`)
    .replace('relay-2:8787', `127.0.0.1:${relayPorts[1]}`);
}

export async function startFleet(
  command: BuiltCommand,
  agentUrl: string,
  env: Record<string, string> = {},
): Promise<Fleet> {
  const redis = await startRedis();
  const secrets = mkdtempSync(join(tmpdir(), 'parley-secrets-'));
  const write = (name: string, text: string) => writeFileSync(join(secrets, name), `${text}\n`);
  write('polyai_api_key', canaries.apiKey);
  write('polyai_token', canaries.token);
  write('relay_secrets', makeSecret(1));
  const shared = {
    ...readSampleEnvironment(),
    POLYAI_REGION: '',
    POLYAI_BASE_URL: agentUrl,
    POLYAI_ACCOUNT_ID: 'account',
    POLYAI_PROJECT_ID: 'project',
    ALLOWED_ORIGINS: origin,
    DAILY_TURN_BUDGET: '1000000',
    STORE_URL: redis.url,
    DRAIN_DELAY: '500ms',
    // All of the test's visitors come from one address, faster than people.
    ...Object.fromEntries(
      ['CREATE_IP', 'RESPOND_IP', 'CONVERSATION', 'AGENT', 'ANY_IP', 'BAD_TOKEN_IP'].map((name) => [
        `RATE_${name}`,
        'off',
      ]),
    ),
    ...env,
  };
  const local = Object.entries(shared).map(([name, value]) => [name, value.replace('/run/secrets', secrets)]);

  async function startRelay(): Promise<FleetRelay & { port: number }> {
    const port = await findPort();
    const adminPort = await findPort();
    const start = () =>
      command.start({ ...Object.fromEntries(local), PORT: String(port), ADMIN_PORT: String(adminPort) });
    let running: CommandProcess = await start();
    return {
      port,
      url: `http://127.0.0.1:${port}`,
      adminUrl: `http://127.0.0.1:${adminPort}`,
      kill: () => running.kill(),
      stop: () => running.stop(),
      async start() {
        running = await start();
      },
    };
  }

  const relays = [await startRelay(), await startRelay()];
  const port = await findPort();
  const nginx = await runNginx(
    readSampleNginx(
      port,
      relays.map((relay) => relay.port),
    ),
    port,
  );
  return {
    url: nginx.url,
    port,
    relays,
    writeSecrets({ apiKey, relaySecrets }) {
      if (apiKey) write('polyai_api_key', apiKey);
      if (relaySecrets) write('relay_secrets', relaySecrets);
    },
    async close() {
      await nginx.close();
      await Promise.all(relays.map((relay) => relay.kill()));
      await redis.kill();
      rmSync(secrets, { recursive: true });
    },
  };
}
