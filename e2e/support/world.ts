// A small world for each test: the stand-in agent, a relay with canary keys, and a host page, each on its own origin.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { AgentOptions, ServedAgent } from '../../src/agent.ts';
import type { ServedRelay, ServeRelayOptions } from '../../src/relay-node.ts';
import { type FaultProxy, type FaultProxyOptions, startFaultProxy } from './fault-proxy.ts';
import { followTrail } from './trail.ts';

const built = (file: string) => new URL(`../../dist/${file}`, import.meta.url).href;
const { serveAgent }: typeof import('../../src/agent.ts') = await import(built('agent.js'));
const { readWidgetFiles, serveRelay }: typeof import('../../src/relay-node.ts') = await import(
  built('relay-node.js')
);
const { polyai }: typeof import('../../src/client.ts') = await import(built('client.js'));

/** Read once: to compress them as a relay does takes longer than most tests. */
const files = readWidgetFiles();

/** Secrets that must never be seen outside relay and agent. */
export const canaries = { apiKey: 'CANARY-api-key-4711', token: 'CANARY-token-0815' };

type LineFaults = () => Omit<FaultProxyOptions, 'target'>;

/** What is not as it is unless told. */
export interface WorldOptions {
  agentOptions: AgentOptions;
  relayOptions: Partial<ServeRelayOptions>;
  /** Faults of the two lines, made anew for each test: a line that has any leads through a fault proxy. */
  lines: { toRelay?: LineFaults; toAgent?: LineFaults };
  /** Where the relay believes the agent to be. */
  agentUrl: string | undefined;
}

export interface World {
  agent: ServedAgent['agent'];
  relay: ServedRelay;
  /** What the relay has logged, as lines. */
  log: string[];
  /** How the relay reaches the agent. */
  upstream: NonNullable<ServeRelayOptions['upstream']>;
  /** The lines that have faults. */
  lines: { toRelay?: FaultProxy; toAgent?: FaultProxy };
  /** Origin of the host page. */
  origin: string;
  /** The same pages where there is no secure context. In Chromium only. */
  insecureOrigin: string;
  /** Opens a host page with this markup in its body; the embed tag unless told otherwise. */
  visit(body?: string): Promise<void>;
  /** Puts a file on the host page's server. */
  publish(path: string, body: string | Buffer, headers?: Record<string, string>): void;
  /** The embed tag, with these attributes besides `src`. */
  tag(attributes?: string): string;
}

export const test = base.extend<WorldOptions & { world: World }>({
  agentOptions: [{}, { option: true }],
  relayOptions: [{}, { option: true }],
  lines: [{}, { option: true }],
  agentUrl: [undefined, { option: true }],
  world: async ({ page, agentOptions, relayOptions, lines, agentUrl }, use, testInfo) => {
    const tellTrail = followTrail(page);
    const log: string[] = [];
    const served = await serveAgent({ ...canaries, ...agentOptions });
    const toAgent = lines.toAgent && (await startFaultProxy({ target: served.url, ...lines.toAgent() }));
    const upstream = polyai({
      baseUrl: agentUrl ?? toAgent?.url ?? served.url,
      accountId: 'poly-scs-uk',
      projectId: 'PROJECT-191bfa2a',
      ...canaries,
    });
    const pages = new Map<string, Published>();
    const host = await listen((path) => pages.get(path));
    const insecureOrigin = host.origin.replace('127.0.0.1', 'shop.test');
    const relay = await serveRelay({
      upstream,
      secrets: `1:${randomBytes(32).toString('base64')}`,
      allowedOrigins: [host.origin, insecureOrigin],
      log: (entry) => log.push(JSON.stringify(entry)),
      port: 0,
      files,
      // Tests are faster than people.
      rates: 'off',
      ...relayOptions,
    });
    // The proxy connects to an address and not to a name, which may stand for two.
    const target = relay.url.replace('localhost', '127.0.0.1');
    const toRelay = lines.toRelay && (await startFaultProxy({ target, ...lines.toRelay() }));
    const address = toRelay?.url ?? relay.url;
    const tag = (attributes = '') => `<script async src="${address}/parley.js" ${attributes}></script>`;
    await use({
      agent: served.agent,
      relay,
      log,
      upstream,
      lines: { ...(toAgent && { toAgent }), ...(toRelay && { toRelay }) },
      origin: host.origin,
      insecureOrigin,
      tag,
      publish: (path, body, headers) => void pages.set(path, { body, ...(headers && { headers }) }),
      async visit(body = tag()) {
        const whole = `<!doctype html><html lang="en"><head><title>Host page</title>
          <link rel="icon" href="data:,"></head><body><main><h1>Host page</h1><p>Words of the host page. <a href="#end">A link of the host page</a></p></main>${body}</body></html>`;
        pages.set('/', { body: whole });
        await page.goto(`${host.origin}/`);
      },
    });
    if (testInfo.status !== testInfo.expectedStatus)
      console.log([...(await tellTrail()), 'Log of the relay:', ...log].join('\n'));
    await Promise.all([toRelay?.close(), toAgent?.close()]);
    await Promise.all([relay.close(), served.close(), host.close()]);
  },
});

export { expect };

const partNames = [
  ...([
    'launcher',
    'badge',
    'panel',
    'header',
    'title',
    'close',
    'notice',
    'transcript',
    'failure',
    'retry',
  ] as const),
  ...([
    'typing',
    'suggestion',
    'ended',
    'restart',
    'composer',
    'input',
    'send',
    'disclosure',
    'jump',
  ] as const),
];

export type Parts = Record<(typeof partNames)[number], Locator> & {
  host: Locator;
  message: (author: 'visitor' | 'agent') => Locator;
};

/** The parts of the chat on a page, by the names that the outward surface fixes. */
export function partsOf(page: Page | FrameLocator): Parts {
  const host = page.locator('parley-chat');
  const parts = Object.fromEntries(partNames.map((name) => [name, host.locator(`[part~="${name}"]`)]));
  return {
    ...(parts as Record<(typeof partNames)[number], Locator>),
    host,
    message: (author) => host.locator(`[part~="message"][part~="${author}"]`),
  };
}

/** Opens the chat on a fresh host page as a visitor does, and waits for the greeting. */
export async function openChat(page: Page, world: World, tag = world.tag()) {
  await world.visit(tag);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  return {
    ...chat,
    async say(text: string): Promise<void> {
      await chat.input.fill(text);
      await chat.send.click();
    },
  };
}

interface Published {
  body: string | Buffer;
  headers?: Record<string, string>;
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  xhtml: 'application/xhtml+xml',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

async function listen(find: (path: string) => Published | undefined) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const { body, headers } = find(pathname) ?? {};
    const type = types[/\.(\w+)$/.exec(pathname)?.[1] ?? 'html'] ?? 'application/octet-stream';
    response.writeHead(body ? 200 : 404, { 'Content-Type': type, ...headers }).end(body ?? 'Nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A file of the widget as it is shipped. */
export const readBuilt = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url));

export const bundle = readBuilt('parley.js');
