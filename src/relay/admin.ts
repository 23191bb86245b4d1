// The operator's own door, on a port of its own that is not for the public: whether the relay is alive, whether it takes
// visitors, and its figures. Node only.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AdminOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  isHealthy: () => boolean;
  /** Undefined where visitors may come, or why not. */
  findObstacle: () => Promise<string | undefined>;
  readMetrics: () => Promise<string>;
  /** The media type of the metrics. */
  metricsType: string;
}

export interface Admin {
  port: number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: string;
  type?: string;
}

type Routes = Record<string, () => Answer | Promise<Answer>>;

/** @throws Node's own errors where it cannot listen, `EADDRINUSE` for one */
export async function serveAdmin(options: AdminOptions): Promise<Admin> {
  const routes = createRoutes(options);
  const server = createServer(async (incoming, outgoing) => {
    const { status, body, type = 'text/plain; charset=utf-8' } = await answer(incoming, routes);
    outgoing.writeHead(status, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createRoutes({ isHealthy, findObstacle, readMetrics, metricsType }: AdminOptions): Routes {
  return {
    '/healthz': () => (isHealthy() ? { status: 200, body: 'ok\n' } : { status: 503, body: 'too busy\n' }),
    async '/readyz'() {
      const obstacle = await findObstacle();
      if (obstacle === undefined) return { status: 200, body: 'ready\n' };
      return { status: 503, body: `not ready: ${obstacle}\n` };
    },
    async '/metrics'() {
      return { status: 200, body: await readMetrics(), type: metricsType };
    },
  };
}

async function answer({ method = '', url = '' }: IncomingMessage, routes: Routes): Promise<Answer> {
  const [path = ''] = url.split('?');
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!route) return { status: 404, body: 'There is nothing at this path.\n' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'This path takes GET and HEAD.\n' };
  return route();
}
