// A real nginx for a test, started from a whole configuration of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface TestNginx {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** Whether this machine has one. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;
if (!hasNginx) console.warn('SKIPPED whatever needs an nginx: install the Debian package nginx-light');

/** @param configuration has to listen on that port of 127.0.0.1; where it writes files is changed to a folder of the test */
export async function startNginx(configuration: string, port: number): Promise<TestNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-nginx-'));
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const moved = configuration
    .replace(/^pid .*;$/m, `pid ${folder}/nginx.pid;`)
    .replace(/^http \{$/m, `http { ${temporary}`);
  writeFileSync(file, moved);
  const args = ['-c', file, '-p', folder, '-e', join(folder, 'error.log'), '-g', 'daemon off;'];
  const checked = spawnSync('nginx', [...args, '-t'], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(checked.stderr);
  const nginx = spawn('nginx', args, { stdio: 'ignore' });
  // A test that breaks off must not leave it running.
  const end = () => void nginx.kill('SIGTERM');
  process.once('exit', end);
  while (!(await isListening(port))) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
    await pause(10);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      process.off('exit', end);
      await stop(nginx);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function stop(nginx: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (nginx.exitCode !== null || nginx.signalCode !== null) return resolve();
    nginx.once('exit', () => resolve());
    nginx.kill('SIGTERM');
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
