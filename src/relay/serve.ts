// The relay on a Node server: listening, limits of time and size on connections, and an end that loses no turn. Node only.
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import process from 'node:process';
import { getRequestListener } from '@hono/node-server';
import { watchConnections } from './connections.ts';
import { createLagWatch } from './lag.ts';
import { createNodeFetch } from './node-fetch.ts';
import type { OperatorsDoor } from './operators-door.ts';
import { createRelay } from './relay.ts';
import type { RelayOptions } from './relay-options.ts';
import { horizonMarginMs, type RelayStore } from './store.ts';
import { platformTimer, sleep, within } from './timer.ts';
import { readWidgetFiles } from './widget-files.ts';

/** Settings of `serveRelay`: those of the relay, where and how long to listen, and where to remember. */
export interface ServeRelayOptions extends RelayOptions {
  /** Address of a Redis or Valkey, instead of `store`: `redis://`, `rediss://` or `unix:`. @default memory */
  storeUrl?: string;
  /** How long connecting to the agent may take, in milliseconds, to the second. Not where `fetch` is given. @default 3000 */
  connectTimeoutMs?: number;
  /** How many processes answer behind the same address. More than one need a store between them. @default 1 */
  replicas?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** 0 takes any free one. @default 8787 */
  port?: number;
  /** Where `/healthz`, `/readyz` and `/metrics` are told; 0 takes any free one. @default nowhere */
  adminPort?: number;
  /** The address that `adminPort` is at. @default host */
  adminHost?: string;
  /**
   * How long visitors are still served after `close()`, while `/readyz` already sends the balancer elsewhere, in
   * milliseconds. @default 0
   */
  drainDelayMs?: number;
  /** How long turns under way may take to end after that, in milliseconds. @default 65000 */
  shutdownTimeoutMs?: number;
  /** How long a client may take for the headers of a request, in milliseconds. @default 10000 */
  headersTimeoutMs?: number;
  /**
   * How long a silent connection is kept, in milliseconds: longer than whatever is in front keeps it, so that it is never
   * this side that closes one under a request. @default 65000
   */
  keepAliveTimeoutMs?: number;
  /** How many connections there may be at once; more are closed unheard. @default 2000 */
  maxConnections?: number;
  /** How long a client may take for a whole request, in milliseconds. The answer may take longer. @default 15000 */
  requestTimeoutMs?: number;
  /** After this a client that takes nothing of its answer is cut off, in milliseconds. @default 15000 */
  answerTimeoutMs?: number;
}

/** A relay that is listening. */
export interface ServedRelay {
  /** Where it is, such as `http://localhost:8787`, base path included. */
  url: string;
  port: number;
  /** Where it tells of itself; absent without `adminPort`. */
  adminPort?: number;
  /** Drains, takes no more connections, lets the turns under way end, and resolves when the last one has. */
  close(): Promise<void>;
}

/**
 * Serves a relay, and with it the widget's files that this package was built with.
 *
 * @throws TypeError naming the option that cannot be worked with
 * @throws Error where the widget's files are missing, or Node's own (`EADDRINUSE`) where it cannot listen
 */
export async function serveRelay(options: ServeRelayOptions): Promise<ServedRelay> {
  const { host = '127.0.0.1', port = 8787, connectTimeoutMs = 3000, adminPort } = options;
  const { drainDelayMs = 0, shutdownTimeoutMs = 65_000, setTimer = platformTimer } = options;
  // It is overruled below, but where somebody wants it, something in front is broken and would be made to seem well.
  if (process.execArgv.includes('--insecure-http-parser'))
    throw new TypeError('serveRelay: Node was started with --insecure-http-parser. Leave it away');
  const ownStore = await openStore(options);
  const told = ownStore ? { ...options, store: ownStore } : options;
  const door = adminPort === undefined ? undefined : await openOperatorsDoor(told);
  const lag = createLagWatch();
  async function release(): Promise<void> {
    lag.stop();
    await ownStore?.close();
  }
  const relay = createOr(release, () =>
    createRelay({
      isHealthy: lag.isWell,
      ...(door?.options ?? told),
      fetch: options.fetch ?? createNodeFetch(connectTimeoutMs),
      files: options.files ?? readWidgetFiles(),
    }),
  );
  let isDraining = false;
  // To a memory of its own, what is dated into its first moments might have been sent to the relay before it, and would stay
  // unconfirmed. A page that comes new dates its first message by the answer to its create, which therefore waits.
  const settled = told.store ? undefined : sleep(platformTimer, horizonMarginMs + 1);

  const listener = getRequestListener(
    async (request, env) => {
      if (request.method === 'POST') await settled;
      const answer = await relay.fetch(request, env);
      // Node keeps saying keep-alive while it closes, and the next request on that connection would be lost.
      if (isDraining) answer.headers.set('Connection', 'close');
      return answer;
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(toLimits(options));
  server.maxConnections = options.maxConnections ?? 2000;
  server.on('clientError', refuse);
  const connections = watchConnections(server, options.answerTimeoutMs ?? 15_000);
  server.on('request', (incoming, outgoing) => {
    if (incoming.socket.destroyed) return;
    outgoing.once('close', () => incoming.socket.destroyed && door?.countAborted());
    void listener(incoming, outgoing);
  });
  const place = {
    host: options.adminHost ?? host,
    port: adminPort ?? 0,
    isHealthy: lag.isWell,
    isDraining: () => isDraining,
  };
  const admin = await listen(server, host, port)
    .then(() => door?.open(place))
    .catch(async (error: unknown) => {
      server.close();
      await release();
      throw error;
    });
  const { port: actualPort } = server.address() as AddressInfo;
  const basePath = options.basePath === '/' ? '' : (options.basePath ?? '');

  async function end(): Promise<void> {
    isDraining = true;
    if (drainDelayMs > 0) await sleep(setTimer, drainDelayMs);
    // A turn whose visitor has left has no connection any more, but an answer to be kept.
    const isOver = Promise.all([relay.close(), new Promise((resolve) => server.close(resolve))]);
    connections.closeQuiet();
    await within(platformTimer, shutdownTimeoutMs, isOver, undefined);
    server.closeAllConnections();
    await admin?.close();
    await release();
  }
  let ending: Promise<void> | undefined;
  return {
    url: `http://${toVisibleHost(host)}:${actualPort}${basePath}`,
    port: actualPort,
    ...(admin && { adminPort: admin.port }),
    close: () => (ending ??= end()),
  };
}

/** Loaded no sooner than it is wanted. */
async function openOperatorsDoor(options: RelayOptions): Promise<OperatorsDoor> {
  const { createOperatorsDoor } = await import('./operators-door.ts');
  return createOperatorsDoor(options);
}

function toLimits({
  headersTimeoutMs = 10_000,
  requestTimeoutMs = 15_000,
  keepAliveTimeoutMs = 65_000,
}: ServeRelayOptions): ServerOptions {
  const lookMs = Math.min(1000, Math.floor(Math.min(headersTimeoutMs, requestTimeoutMs) / 4));
  return {
    // Node looks for late clients only so often (its own 30 s would make limits mean little), so they end a look sooner.
    connectionsCheckingInterval: lookMs,
    headersTimeout: headersTimeoutMs - lookMs,
    requestTimeout: requestTimeoutMs - lookMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: 8192,
    // Overrules --insecure-http-parser.
    insecureHTTPParser: false,
  };
}

async function openStore(options: ServeRelayOptions): Promise<RelayStore | undefined> {
  const { store, storeUrl, replicas = 1, conversationTtlMs = 86_400_000, idempotencyTtlMs } = options;
  if (!storeUrl && !store && replicas > 1) {
    throw new TypeError(
      `serveRelay: replicas is ${replicas}, and each would remember for itself alone. Write storeUrl: 'redis://…'`,
    );
  }
  if (!storeUrl || store) return undefined;
  if (idempotencyTtlMs !== undefined && idempotencyTtlMs < conversationTtlMs) {
    throw new TypeError(
      'serveRelay: idempotencyTtlMs is shorter than conversationTtlMs, so that keys would be forgotten before their conversations.',
    );
  }
  const { createRedisStore } = await import('./redis/redis-store.ts');
  return createRedisStore({ url: storeUrl, ...(options.warn && { warn: options.warn }) });
}

/** What has been opened before is closed where creating fails. */
function createOr<T>(close: () => unknown, create: () => T): T {
  try {
    return create();
  } catch (error) {
    void close();
    throw error;
  }
}

/**
 * What Node's parser refuses. A late client gets no answer at all: browsers send a POST again when they see a 408.
 */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  if (isLate || !socket.writable || error.code === 'ECONNRESET') socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A name that a browser on this machine can open, and that counts as a secure context. */
function toVisibleHost(host: string): string {
  if (['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
