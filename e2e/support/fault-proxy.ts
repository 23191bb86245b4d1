// A TCP proxy that spoils connections on purpose, in toxiproxy's words. It reads where requests end, so that a test can
// say "the second POST".
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createRequestReader, type ReadRequest } from './request-reader.ts';

/** Which way the bytes go: `upstream` towards the target, `downstream` back to the client. */
type Stream = 'upstream' | 'downstream';

/**
 * What goes wrong. A fault on `upstream` strikes when a request has been read in full, and the target never learns of it;
 * one on `downstream`, the default, strikes when the target has worked on the request and its answer comes.
 */
export type Toxic = { stream?: Stream } & (
  | { type: 'latency'; latencyMs: number; jitterMs?: number }
  /** Nothing goes through, and the connection ends after that time; without a time it stays open. */
  | { type: 'timeout'; timeoutMs?: number }
  /** A reset packet instead of the bytes. */
  | { type: 'reset_peer'; afterMs?: number }
  /** An orderly end instead of the bytes. */
  | { type: 'close'; afterMs?: number }
  /** All bytes go through, and the end of the connection comes late. */
  | { type: 'slow_close'; delayMs: number }
  /** The bytes come in slices. */
  | { type: 'slicer'; bytes: number; delayMs?: number }
  /** So many bytes go through, then an orderly end. */
  | { type: 'limit_data'; bytes: number }
  /** These bytes instead of the target's; the connection stays as it is. */
  | { type: 'forge'; chunks: Iterable<string | Buffer> }
);

/** What goes wrong with a whole connection: what its requests meet, or a reset packet as soon as it is there. */
export type ConnectionToxic = Toxic | { type: 'refuse' };

/** A request that has been read in full and not been passed on yet. */
export interface SeenRequest extends ReadRequest {
  /** Number of the connection, from 1. */
  connection: number;
  /** Number of the request on its connection, from 1. */
  turn: number;
}

export interface FaultProxyOptions {
  /** An address such as `http://127.0.0.1:8787`, or what gives it for each connection. */
  target: string | (() => string);
  /** The fault of a whole connection. */
  onConnection?: (connection: number) => ConnectionToxic | undefined;
  /** The fault of one request, or of the answer to it. */
  onRequest?: (request: SeenRequest) => Toxic | undefined;
  /** Gives the jitter. @default Math.random */
  random?: () => number;
}

export interface FaultProxy {
  url: string;
  /** How often each fault was chosen. */
  chosen: Partial<Record<ConnectionToxic['type'], number>>;
  /** Cuts every connection, and takes new ones. */
  drop(): void;
  /** Cuts every connection, and takes no more. */
  close(): Promise<void>;
  /** Takes connections again, at the same address. */
  open(): Promise<void>;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, onConnection, onRequest, random = Math.random } = options;
  const chosen: FaultProxy['chosen'] = {};
  const sockets = new Set<Socket>();
  let connections = 0;

  function choose<T extends ConnectionToxic>(toxic: T | undefined): T | undefined {
    if (toxic) chosen[toxic.type] = (chosen[toxic.type] ?? 0) + 1;
    return toxic;
  }

  const proxy = createServer({ noDelay: true }, (client) => {
    const connection = (connections += 1);
    const ofConnection = choose(onConnection?.(connection));
    if (ofConnection?.type === 'refuse') {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const { hostname, port } = new URL(typeof target === 'string' ? target : target());
    const server = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, server]) {
      sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    }
    const cut = (how: 'reset' | 'end') => {
      if (how === 'reset') client.resetAndDestroy();
      else client.end();
      server.destroy();
    };
    const up = createLink({ stream: 'upstream', to: server, client, cut, random });
    const down = createLink({ stream: 'downstream', to: client, client, cut, random });
    let toxic: Toxic | undefined = ofConnection;
    let turn = 0;
    const read = createRequestReader((request, bytes) => {
      turn += 1;
      const ofRequest = onRequest?.({ ...request, connection, turn });
      // A copy, so that the same fault of two requests is told apart.
      toxic = choose(ofRequest && { ...ofRequest }) ?? ofConnection;
      up(bytes, toxic);
    });
    client.on('data', read).on('close', () => server.destroy());
    // Where nobody listens the client sees a reset, as near to a refusal as a proxy can come.
    server
      .on('error', () => client.resetAndDestroy())
      .on('data', (bytes) => down(bytes, toxic))
      .on('end', () => down('end', toxic));
  });
  const open = (port: number) =>
    new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', () => resolve()));
  await open(0);
  const { port } = proxy.address() as AddressInfo;
  function drop(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: `http://127.0.0.1:${port}`,
    chosen,
    drop,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        drop();
      }),
    open: () => open(port),
  };
}

interface LinkOptions {
  stream: Stream;
  to: Socket;
  client: Socket;
  /** Ends the connection for the client, whichever way the bytes went. */
  cut: (how: 'reset' | 'end') => void;
  random: () => number;
}

/** One direction of a connection: bytes leave in the order in which they came, however late they are. */
function createLink({ stream, to, client, cut, random }: LinkOptions) {
  let queue = Promise.resolve();
  let passed = 0;
  let forged: Toxic | undefined;

  async function spoil(bytes: Buffer, toxic: Toxic): Promise<void> {
    switch (toxic.type) {
      case 'latency':
        await pause(toxic.latencyMs + random() * (toxic.jitterMs ?? 0));
        to.write(bytes);
        return;
      case 'timeout':
        if (toxic.timeoutMs === undefined) return;
        await pause(toxic.timeoutMs);
        cut('end');
        return;
      case 'reset_peer':
      case 'close':
        await pause(toxic.afterMs ?? 0);
        cut(toxic.type === 'close' ? 'end' : 'reset');
        return;
      case 'slow_close':
        to.write(bytes);
        return;
      case 'slicer':
        for (let from = 0; from < bytes.length && !to.destroyed; from += toxic.bytes) {
          to.write(bytes.subarray(from, from + toxic.bytes));
          await pause(toxic.delayMs ?? 0);
        }
        return;
      case 'limit_data':
        to.write(bytes.subarray(0, Math.max(0, toxic.bytes - passed)));
        passed += bytes.length;
        if (passed >= toxic.bytes) cut('end');
        return;
      case 'forge':
        // An answer may come in pieces, and all of them are replaced at once.
        if (forged === toxic) return;
        forged = toxic;
        for (const chunk of toxic.chunks) {
          if (client.destroyed) return;
          // A client that breaks off is seen at the next chunk.
          if (!client.write(chunk)) await once(client, 'drain').catch(() => undefined);
        }
        return;
    }
  }

  async function pass(bytes: Buffer | 'end', toxic: Toxic | undefined): Promise<void> {
    if (to.destroyed) return;
    const strikes = toxic && (toxic.stream ?? 'downstream') === stream;
    if (bytes !== 'end') {
      if (strikes) await spoil(bytes, toxic);
      else to.write(bytes);
      return;
    }
    if (strikes && toxic.type === 'timeout' && toxic.timeoutMs === undefined) return;
    if (strikes && toxic.type === 'slow_close') await pause(toxic.delayMs);
    to.end();
  }

  return (bytes: Buffer | 'end', toxic: Toxic | undefined): void => {
    queue = queue.then(() => pass(bytes, toxic));
  };
}
