// Connections on which nobody waits for an answer. Node only. A server of Node's that is told to close goes on waiting for
// those that never sent a request, as browsers open them in advance, and no longer looks at its own limits of time.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface QuietSockets {
  /** Closes every connection without a request under way. */
  close(): void;
}

export function watchQuietSockets(server: Server): QuietSockets {
  const requests = new Map<Socket, number>();
  const add = (socket: Socket, by: number) => {
    const count = requests.get(socket);
    if (count !== undefined) requests.set(socket, count + by);
  };
  server.on('connection', (socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, answer) => {
    add(socket, 1);
    answer.once('close', () => add(socket, -1));
  });
  return {
    close() {
      for (const [socket, count] of requests) if (count === 0) socket.destroy();
    },
  };
}
