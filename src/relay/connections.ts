// The connections of a server of Node's, and how much is asked on each of them. Node only. Node itself takes as many requests
// in one connection as come, whether or not anybody takes the answers; and once it is told to close, it waits for
// connections that never sent a request, as browsers open them in advance, and no longer looks at its own limits of time.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** Closes every connection without a request under way. */
  closeQuiet(): void;
}

/** Of requests that wait for their answers in one connection; no browser and no proxy sends several at once. */
const maxPending = 16;

/**
 * Watches a server from its beginning. Who asks for more than can wait, or takes nothing of an answer for `answerTimeoutMs`,
 * is cut off; what else came on that connection is to be left unanswered (`socket.destroyed`).
 */
export function watchConnections(server: Server, answerTimeoutMs: number): Connections {
  const pending = new Map<Socket, number>();
  const add = (socket: Socket, by: number): number => {
    const count = (pending.get(socket) ?? 0) + by;
    if (pending.has(socket)) pending.set(socket, count);
    return count;
  };
  server.on('connection', (socket) => {
    pending.set(socket, 0);
    socket.once('close', () => pending.delete(socket));
  });
  server.on('request', ({ socket }, answer) => {
    if (add(socket, 1) > maxPending) socket.destroy();
    answer.once('close', () => add(socket, -1));
    // Until the answer is over: then Node sets its own, for how long a connection is kept.
    socket.setTimeout(answerTimeoutMs);
  });
  server.on('timeout', (socket) => {
    // Who waits for a turn has nothing to take yet.
    const isWaiting = (pending.get(socket) ?? 0) > 0 && socket.writableLength === 0;
    if (!isWaiting) socket.destroy();
  });
  return {
    closeQuiet() {
      for (const [socket, count] of pending) if (count === 0) socket.destroy();
    },
  };
}
