// An nginx of its own for a test: on a free port, in the foreground, with nothing but what it is told.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findPort } from './find-port.ts';

export interface TestNginx {
  url: string;
  close(): Promise<void>;
}

/** Whether this machine has one. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;
if (!hasNginx) console.warn('SKIPPED whatever needs nginx: install the Debian package nginx-light');

/** `http` stands in the `http` block, `server` in its one server. */
export async function startNginx({
  http = '',
  server,
}: {
  http?: string;
  server: string;
}): Promise<TestNginx> {
  const port = await findPort();
  return runNginx(
    `worker_processes 1;
pid nginx.pid;
events {}
http {
access_log off;
${http}
server { listen 127.0.0.1:${port};
${server}
} }`,
    port,
  );
}

/** @param configuration a whole one, that listens on that port of 127.0.0.1; only where it writes files is changed */
export async function runNginx(configuration: string, port: number): Promise<TestNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-nginx-'));
  const file = join(folder, 'nginx.conf');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const text = configuration
    .replace(/^pid .*;$/m, `pid ${folder}/nginx.pid;`)
    .replace(/^http \{$/m, `http { ${paths}`);
  await writeFile(file, text);
  const args = ['-c', file, '-p', folder, '-e', join(folder, 'error.log'), '-g', 'daemon off;'];
  const { status, stderr } = spawnSync('nginx', [...args, '-t'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const child = spawn('nginx', args, { stdio: 'ignore' });
  // A test that breaks off must not leave it running.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    await pause(10);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      process.off('exit', onExit);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
