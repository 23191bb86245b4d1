// A Redis of its own for a test: on a free port, in memory alone, and one that can be paused and killed.
import { spawn, spawnSync } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface TestRedis {
  url: string;
  /** Stops the process as a full machine would: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Ends it at once, and everything that it knew. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
}

/** Whether this machine has one. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) console.warn('SKIPPED whatever needs a Redis: install the Debian package redis-server');

export async function startRedis(): Promise<TestRedis> {
  const port = await findFreePort();
  let server = await run(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    kill: () => end(server),
    async restart() {
      server = await run(port);
    },
  };
}

type Server = ReturnType<typeof spawn>;

async function run(port: number): Promise<Server> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  // A test that breaks off must not leave it running.
  process.once('exit', () => server.kill('SIGKILL'));
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    await pause(10);
  }
  return server;
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket
      .on('data', (bytes) => {
        socket.destroy();
        resolve(bytes.toString().startsWith('+PONG'));
      })
      .on('error', () => resolve(false));
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
