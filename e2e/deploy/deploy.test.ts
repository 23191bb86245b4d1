// The samples of this folder at work: visitors, nginx, two relays, Redis and an agent, all of them real processes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { runInNewContext } from 'node:vm';
import { validate } from 'dockerfile-utils';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAgent, serveAgent, type ServedAgent } from '../../src/agent.ts';
import { readSettings } from '../../src/relay-node.ts';
import { checkHistory, countHistory } from '../delivery/history.ts';
import { origin } from '../delivery/shop.ts';
import { realTime } from '../delivery/sender.ts';
import { simulate, type World, type WorldOptions } from '../delivery/simulate.ts';
import { findPort } from '../support/find-port.ts';
import { hasNginx, runNginx } from '../support/nginx.ts';
import { hasRedis } from '../support/redis.ts';
import {
  canaries,
  type Fleet,
  makeSecret,
  readSampleEnvironment,
  readSampleNginx,
  startFleet,
} from './fleet.ts';
import { type BuiltCommand, buildCommand } from './spawn-command.ts';

const isFull = Boolean(process.env['FULL']);
const userId = '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84';
const created = { user_id: userId, message: '', metadata: {} };
const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

function post(url: string, path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(`${url}/chat/${path}`, {
    method: 'POST',
    headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function open(url: string): Promise<string> {
  const answer = await post(url, 'create', created);
  return ((await answer.json()) as { conversation_id: string }).conversation_id;
}

test('the relay’s variables in the compose sample are right', () => {
  const { faults } = readSettings({
    ...readSampleEnvironment(),
    POLYAI_REGION: 'uk-1',
    POLYAI_ACCOUNT_ID: 'account',
    POLYAI_PROJECT_ID: 'project',
    POLYAI_API_KEY: canaries.apiKey,
    POLYAI_TOKEN: canaries.token,
    RELAY_SECRETS: makeSecret(1),
    ALLOWED_ORIGINS: origin,
    DAILY_TURN_BUDGET: '5000',
  });
  expect(faults).toEqual([]);
  expect(readSampleEnvironment()).toMatchObject({ REPLICAS: '2', TRUSTED_PROXY_HOPS: '1' });
});

test('who has only the package finds there what the README deploys with, and can write addresses for names', () => {
  const { files } = JSON.parse(read('../../package.json')) as { files: string[] };
  const readme = read('../../README.md');
  const named = [...readme.matchAll(/\((e2e\/deploy\/[\w.]+)\)/g)].map(([, path = '']) => path);
  expect(named).toContain('e2e/deploy/nginx.conf');
  expect(files).toEqual(expect.arrayContaining([...named, 'Dockerfile']));
  const [, command = ''] =
    /^sed '(.*)' node_modules\/parley-chat\/e2e\/deploy\/nginx\.conf/m.exec(readme) ?? [];
  const { stdout } = spawnSync('sed', [command, join(import.meta.dirname, 'nginx.conf')], {
    encoding: 'utf8',
  });
  expect(stdout.match(/^ +server \S+:\d+/gm)).toEqual([
    '    server 127.0.0.1:8787',
    '    server 127.0.0.1:8788',
  ]);
});

test('every service of the compose sample has as few rights as it needs', () => {
  const [, ...services] = read('compose.yaml').split(/^ +image: /m);
  expect(services.map((service) => service.split('\n')[0])).toEqual([
    'parley',
    'redis:7-alpine',
    'nginx:stable-alpine',
  ]);
  for (const service of services) {
    expect(service).toMatch(/^ +read_only: true$/m);
    expect(service).toMatch(/^ +cap_drop: \[ALL\]$/m);
    expect(service).toContain("security_opt: ['no-new-privileges:true']");
  }
});

test('a linter has nothing to say about the Dockerfile, and it asks for health where the relay tells it', () => {
  expect(validate(read('../../Dockerfile'))).toEqual([]);
  const [, probe = ''] = /^HEALTHCHECK .*"-e", "(.*)"\]$/m.exec(read('../../Dockerfile')) ?? [];
  const asked: string[] = [];
  for (const env of [{}, { ADMIN_PORT: '9000', ADMIN_HOST: '10.0.0.1' }])
    runInNewContext(probe, {
      process: { env },
      fetch: (url: string) => {
        asked.push(url);
        return new Promise(() => undefined);
      },
    });
  expect(asked).toEqual(['http://127.0.0.1:9787/readyz', 'http://10.0.0.1:9000/readyz']);
});

test('what stops a container in the samples waits until the relay has ended by itself', () => {
  const { settings } = readSettings({ RELAY_SECRETS: makeSecret(1) }, { demo: true });
  const { DRAIN_DELAY = '' } = readSampleEnvironment();
  const needed = Number.parseInt(DRAIN_DELAY) + (settings?.shutdownTimeoutMs ?? Infinity) / 1000;
  const patience = [
    /^docker build .*docker run .*--stop-timeout (\d+)/m.exec(read('../../README.md'))?.[1],
    /^ +stop_grace_period: (\d+)s$/m.exec(read('compose.yaml'))?.[1],
  ];
  for (const seconds of patience) expect(Number(seconds)).toBeGreaterThan(needed);
});

test('the image runs as another user than root, and no secret is built into it', () => {
  const dockerfile = read('../../Dockerfile');
  expect(dockerfile.split(/^FROM /m).at(-1)).toMatch(/^USER node$/m);
  expect(dockerfile).not.toMatch(/ARG|POLYAI|SECRET/);
  expect(read('../../.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.git', 'node_modules']));
});

test('Node takes the room that the image gives it, and which is twice what the records of one relay may weigh', () => {
  const [, NODE_OPTIONS] = /NODE_OPTIONS="(.*)"/.exec(read('../../Dockerfile')) ?? [];
  const ask = 'console.log(require("node:v8").getHeapStatistics().heap_size_limit)';
  const { stdout } = spawnSync(process.execPath, ['-e', ask], { env: { NODE_OPTIONS }, encoding: 'utf8' });
  expect(Number(stdout)).toBeGreaterThan(2 * 64 * 2 ** 20);
  expect(Number(stdout)).toBeLessThan(200 * 2 ** 20);
});

test.runIf(hasNginx).each([
  ['', (text: string) => text, () => '127.0.0.1'],
  [
    ', and behind another proxy for whom that one has come',
    (text: string) =>
      text.replace('#set_real_ip_from 172.16.0.0/12', 'set_real_ip_from 127.0.0.1').replace('#real', 'real'),
    (claimed: string) => claimed.split(', ').at(-1),
  ],
])('L-3 nginx tells who is there, whatever is claimed to it%s', async (_, edit, toTold) => {
  const seen: (string | undefined)[] = [];
  const relay = createServer(({ headers }, answer) => {
    seen.push(String(headers['x-forwarded-for']));
    answer.end();
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port: relayPort } = relay.address() as AddressInfo;
  const port = await findPort();
  const nginx = await runNginx(edit(readSampleNginx(port, [relayPort, relayPort])), port);
  const claims = ['203.0.113.7', '1.2.3.4, 5.6.7.8', '::1'];
  for (const claimed of claims) await fetch(nginx.url, { headers: { 'x-forwarded-for': claimed } });
  // No proxy writes such a thing.
  await fetch(nginx.url, { headers: { 'x-forwarded-for': 'junk'.repeat(100) } });
  expect(seen).toEqual([...claims.map(toTold), '127.0.0.1']);
  await nginx.close();
  relay.closeAllConnections();
  await new Promise((resolve) => relay.close(resolve));
});

describe.runIf(hasNginx && hasRedis)('two relays behind nginx', () => {
  let command: BuiltCommand;
  let agent: ServedAgent;
  let fleet: Fleet;
  beforeAll(async () => {
    command = await buildCommand();
    agent = await serveAgent(createAgent());
    fleet = await startFleet(command, agent.url);
  });
  afterAll(async () => {
    await fleet.close();
    await agent.close();
    await command.remove();
  });

  const readFigures = async () =>
    Promise.all(
      fleet.relays.map(async ({ adminUrl }) => {
        const text = await (await fetch(`${adminUrl}/metrics`)).text();
        const line = /^relay_requests_total\{route="respond",code="ok"\} (\d+)$/m.exec(text);
        return { text, responses: Number(line?.[1] ?? 0) };
      }),
    );

  test('hold one conversation together', async () => {
    const token = await open(fleet.url);
    for (let turn = 0; turn < 10; turn += 1) {
      const answer = await post(fleet.url, 'respond', { conversation_id: token, message: 'Hello' });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    }
    for (const { responses } of await readFigures()) expect(responses).toBeGreaterThan(0);
  });

  test('serve the widget compressed, and what is the operator’s to nobody', async () => {
    const script = await fetch(`${fleet.url}/parley.js`, { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(await script.text()).toMatch(/^globalThis\.Parley/);
    for (const path of ['/metrics', '/readyz']) expect((await fetch(fleet.url + path)).status).toBe(404);
    for (const { adminUrl } of fleet.relays) expect((await fetch(`${adminUrl}/readyz`)).status).toBe(200);
  });

  test('H-6 no connection that nginx keeps is closed under a request', async () => {
    const count = isFull ? 10_000 : 300;
    const seen = { answered: 0, notOfTheRelay: 0 };
    let next = 0;
    async function visit(): Promise<void> {
      while ((next += 1) <= count) {
        const answer = await post(fleet.url, 'create', { ...created, user_id: crypto.randomUUID() });
        await answer.arrayBuffer();
        if (answer.ok) seen.answered += 1;
        if (!answer.headers.has('x-request-id')) seen.notOfTheRelay += 1;
      }
    }
    await Promise.all(Array.from({ length: 20 }, visit));
    // A 502 would be nginx's own. On a busy machine Redis may be late, and the relay says so.
    expect(seen.notOfTheRelay).toBe(0);
    expect(seen.answered).toBeGreaterThan(count * 0.95);
  });

  describe('H-1 a request that hides in another does not come through', () => {
    const body = JSON.stringify(created);
    const headers = `Host: relay\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;
    const hidden = `POST /chat/create HTTP/1.1\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
    const start = `POST /chat/create HTTP/1.1\r\n${headers}`;

    /** Sends the bytes, and a plain request after them that ends the connection: so nothing is left unread. */
    async function count(bytes: string): Promise<number> {
      const before = agent.agent.received.create;
      await new Promise<void>((resolve) => {
        const last = 'GET /healthz HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n';
        const socket = connect(fleet.port, '127.0.0.1', () => socket.write(bytes + last));
        socket.on('error', () => undefined).on('close', () => resolve());
        socket.resume();
      });
      // What a relay took for a request of its own would have been asked by now: both answer in order.
      for (const { url } of fleet.relays) await fetch(`${url}/healthz`);
      return agent.agent.received.create - before;
    }

    test('and would be counted if it did', async () => {
      expect(await count(hidden)).toBe(1);
    });

    test.each([
      ['length and chunks', `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
      ['chunks and length', `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`],
      ['two lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
      ['a coding nobody knows', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
      ['two codings', `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
      ['a coding behind a tab', `Transfer-Encoding:\tchunked, x\r\n\r\n0\r\n\r\n${hidden}`],
      ['a space before the colon', `Content-Length : 0\r\n\r\n${hidden}`],
      ['a length with a sign', `Content-Length: +0\r\n\r\n${hidden}`],
      ['a length that is hidden in the body', `Content-Length: ${hidden.length}\r\n\r\n${hidden}`],
    ])('%s', async (_, rest) => {
      expect(await count(start + rest)).toBe(0);
    });
  });

  test('S-1, G-1 nothing secret and nothing said stands in logs or figures', async () => {
    const token = await open(fleet.url);
    await post(fleet.url, 'respond', { conversation_id: token, message: 'my number is 0161 496 0000' });
    const figures = await readFigures();
    const seen = command.readOutput() + figures.map(({ text }) => text).join('\n');
    expect(agent.agent.calls.at(-1)?.headers).toMatchObject({ 'x-api-key': canaries.apiKey });
    expect(seen).toContain('"route":"respond"');
    const secrets = [canaries.apiKey, canaries.token, makeSecret(1).slice(2), token, '0161 496', userId];
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
  });
});

describe.runIf(hasNginx && hasRedis && isFull)('under load behind nginx (in npm run test:full)', () => {
  let command: BuiltCommand;
  let close = () => Promise.resolve();
  beforeAll(async () => {
    command = await buildCommand();
  });
  afterEach(() => close());
  afterAll(() => command.remove());

  interface FleetWorld extends World {
    fleet: Fleet;
    /** The keys with which the agent was asked. */
    readKeys(): Set<string | undefined>;
  }

  const createWorld =
    (env: Record<string, string>) =>
    async ({ recorder }: WorldOptions): Promise<FleetWorld> => {
      const agent = await serveAgent(recorder.agent);
      const fleet = await startFleet(command, agent.url, env);
      close = async () => {
        await fleet.close();
        await agent.close();
      };
      return {
        fleet,
        readKeys: () => new Set(recorder.agent.calls.map(({ headers }) => headers['x-api-key'])),
        line: {
          ...realTime,
          async post({ operation, headers, body }) {
            const answer = await post(fleet.url, operation, body, headers);
            // A page of nginx's own says as little of a message as a connection that breaks.
            if (!answer.headers.get('content-type')?.includes('json')) throw new Error('no answer');
            return [answer];
          },
        },
        async restart() {
          const [relay] = fleet.relays;
          await relay?.kill();
          await relay?.start();
        },
        close: () => Promise.resolve(),
      };
    };

  const load = {
    seed: 1,
    faultShares: { link: {}, agent: { slow: 1 } },
    messages: 400,
    senders: 50,
    conversations: 45,
  };

  test('a relay that is killed and comes back loses no message, and none is doubled', async () => {
    const history = await simulate(createWorld({ UPSTREAM_TIMEOUT: '1s', CLIENT_WAIT: '1s' }), {
      ...load,
      incidents: [({ restart }: FleetWorld) => restart()],
      patienceMs: 40_000,
    });
    expect(checkHistory(history)).toEqual([]);
    expect(countHistory(history).answered).toBeGreaterThan(300);
  });

  test('H-8, S-6 relays are replaced one after the other, with another key and other secrets, and nobody notices', async () => {
    let keys = new Set<string | undefined>();
    const exits: (number | null)[] = [];
    async function roll({ fleet, readKeys }: FleetWorld, relaySecrets: string[], apiKey = canaries.apiKey) {
      fleet.writeSecrets({ apiKey, relaySecrets: relaySecrets.join(',') });
      for (const relay of fleet.relays) {
        exits.push(await relay.stop());
        await relay.start();
      }
      keys = readKeys();
    }
    const [first, second] = [makeSecret(1), makeSecret(2)];
    let rolling = Promise.resolve();
    const after = (step: (world: FleetWorld) => Promise<void>) => (world: FleetWorld) =>
      (rolling = rolling.then(() => step(world)));
    const history = await simulate(createWorld({}), {
      ...load,
      messages: 2000,
      incidents: [
        after((world) => roll(world, [first, second], canaries.newApiKey)),
        after((world) => roll(world, [second, first], canaries.newApiKey)),
      ],
      patienceMs: 20_000,
    });
    expect(checkHistory(history)).toEqual([]);
    expect(countHistory(history)).toMatchObject({ answered: 2000, not_sent: 0, unknown: 0 });
    expect(exits).toEqual([0, 0, 0, 0]);
    expect(keys).toEqual(new Set([canaries.apiKey, canaries.newApiKey]));
  });
});
