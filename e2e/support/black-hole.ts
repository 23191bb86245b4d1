// An address where connecting leads nowhere: a process that listens, is stopped, and has a full queue.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

const program = `require('node:net').createServer()
  .listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { process.stdout.write(String(this.address().port)) })`;

export async function openBlackHole(): Promise<{ url: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [bytes] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(bytes.toString());
  child.kill('SIGSTOP');
  // More than the queue takes; a process may take some more before it has stopped.
  const sockets = Array.from({ length: 16 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
