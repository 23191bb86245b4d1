// The stand-in on a real port. The only file here that knows Node, and it loads it no sooner than it is called.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AgentOptions } from './agent-options.ts';
import { type Agent, createAgent } from './create-agent.ts';
import { isReset } from './mishaps.ts';

export interface ServeAgentOptions {
  /** Zero takes any free port. @default 0 */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
}

export interface ServedAgent {
  /** Base address, without a slash at its end. */
  url: string;
  port: number;
  agent: Agent;
  /** Stops listening and cuts the connections that are open, hanging ones too. */
  close(this: void): Promise<void>;
}

/**
 * Serves a stand-in over HTTP. Needs Node, or a runtime with its `node:http`.
 *
 * @param agent an agent, or the options of a new one
 * @throws what listening throws, such as EADDRINUSE
 * @example
 * const { url, close } = await serveAgent({ persona: 'shop' }, { port: 8788 });
 */
export async function serveAgent(
  agent: Agent | AgentOptions = {},
  { port = 0, host = '127.0.0.1' }: ServeAgentOptions = {},
): Promise<ServedAgent> {
  const { createServer } = await import('node:http');
  const served = 'fetch' in agent ? agent : createAgent(agent);
  const server = createServer(toListener(served));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    agent: served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toListener(agent: Agent): RequestListener {
  return (message, reply) => void answer(agent, message, reply);
}

async function answer(agent: Agent, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  const abort = new AbortController();
  reply.once('close', () => abort.abort());
  try {
    const { method = 'GET', url = '/' } = message;
    const response = await agent.fetch(url, {
      method,
      headers: Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
      body: await readText(message),
      signal: abort.signal,
    });
    reply.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  } catch (error) {
    // A reset packet rather than an orderly end, so that the caller sees ECONNRESET.
    if (isReset(error) || abort.signal.aborted) message.socket.resetAndDestroy();
    else reply.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
  }
}

/** The whole body, or null where it is empty, since a GET may have none. */
async function readText(message: IncomingMessage): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return (await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text()) || null;
}
