// A HAProxy of its own for a test: on a free port, in front of one server, with connections kept and shared.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPort } from './find-port.ts';
import { runProxy, type TestProxy } from './proxy-process.ts';

/** Whether this machine has one. */
export const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0;
if (!hasHaproxy) console.warn('SKIPPED whatever needs HAProxy: install the Debian package haproxy');

/** @param target the port of 127.0.0.1 that it leads to */
export async function startHaproxy(target: number): Promise<TestProxy> {
  const port = await findPort();
  return runProxy(port, async (folder) => {
    const file = join(folder, 'haproxy.cfg');
    await writeFile(
      file,
      `defaults
  mode http
  timeout connect 3s
  timeout client 30s
  timeout server 70s
  http-reuse always
frontend public
  bind 127.0.0.1:${port}
  default_backend relay
backend relay
  server relay 127.0.0.1:${target}
`,
    );
    return { name: 'haproxy', args: ['-db', '-f', file], check: ['-c', '-q'] };
  });
}
