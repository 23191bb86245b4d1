// An nginx of its own for a test: on a free port, in the foreground, with nothing but what it is told.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPort } from './find-port.ts';
import { runProxy, type TestProxy } from './proxy-process.ts';

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
}): Promise<TestProxy> {
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
export function runNginx(configuration: string, port: number): Promise<TestProxy> {
  return runProxy(port, async (folder) => {
    const file = join(folder, 'nginx.conf');
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(' ');
    const text = configuration
      .replace(/^pid .*;$/m, `pid ${folder}/nginx.pid;`)
      .replace(/^http \{$/m, `http { ${paths}`);
    await writeFile(file, text);
    const args = ['-c', file, '-p', folder, '-e', join(folder, 'error.log'), '-g', 'daemon off;'];
    return { name: 'nginx', args, check: ['-t'] };
  });
}
