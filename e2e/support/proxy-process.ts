// A proxy as a process of its own for a test: in the foreground, with its files in a folder that goes with it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface TestProxy {
  url: string;
  close(): Promise<void>;
}

export interface ProxyCommand {
  name: string;
  /** The arguments to run it, and more of them to have the configuration looked at. */
  args: string[];
  check: string[];
}

/**
 * Runs a proxy, and waits until it listens at `port` of 127.0.0.1.
 *
 * @param write puts its configuration into the folder
 * @throws Error with what it says of a configuration that it does not understand
 */
export async function runProxy(
  port: number,
  write: (folder: string) => Promise<ProxyCommand>,
): Promise<TestProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-proxy-'));
  const { name, args, check } = await write(folder);
  const { status, stderr } = spawnSync(name, [...args, ...check], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const child = spawn(name, args, { stdio: 'ignore' });
  // A test that breaks off must not leave it running.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
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
