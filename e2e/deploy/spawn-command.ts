// `parley-chat relay` as a process, built from the sources: what an operator starts, with nothing but an environment.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildForNode } from '../support/build-for-node.ts';

export interface CommandProcess {
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code */
  stop(signal?: 'SIGTERM' | 'SIGHUP'): Promise<number | null>;
  /** Nobody reads what it writes any more. */
  closeOutput(): void;
}

export interface BuiltCommand {
  start(env: Record<string, string>): Promise<CommandProcess>;
  /** Runs it with settings that it does not start with. */
  runToEnd(env: Record<string, string>): { code: number | null; lines: string[] };
  /** All that any of these processes wrote. */
  readOutput(): string;
  remove(): Promise<void>;
}

export async function buildCommand(): Promise<BuiltCommand> {
  const { folder, path, remove } = await buildForNode(join(import.meta.dirname, '../../src/cli.ts'));
  await writeFile(join(folder, 'parley.js'), `globalThis.Parley = {}; /* ${'widget '.repeat(400)} */`);
  let output = '';

  async function start(env: Record<string, string>): Promise<CommandProcess> {
    const child = spawn(process.execPath, [path, 'relay'], { env });
    // A test that breaks off must not leave it running.
    const end = () => void child.kill('SIGKILL');
    process.once('exit', end);
    const ended = once(child, 'exit').then(([code]) => {
      process.off('exit', end);
      return code as number | null;
    });
    const listening = new Promise<void>((resolve) => {
      const note = (text: string) => {
        output += text;
        if (text.includes('The relay listens')) resolve();
      };
      child.stdout.setEncoding('utf8').on('data', note);
      child.stderr.setEncoding('utf8').on('data', note);
    });
    await Promise.race([
      listening,
      ended.then((code) => Promise.reject(new Error(`the relay ended with ${code}: ${output}`))),
    ]);
    return {
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
      stop(signal = 'SIGTERM') {
        child.kill(signal);
        return ended;
      },
      closeOutput() {
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  function runToEnd(env: Record<string, string>) {
    const { status, stderr } = spawnSync(process.execPath, [path, 'relay'], { env, encoding: 'utf8' });
    return { code: status, lines: stderr.split('\n').filter(Boolean) };
  }

  return { start, runToEnd, readOutput: () => output, remove };
}
