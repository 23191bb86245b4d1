// `parley-chat relay` as a process, built from the sources: what an operator starts, with nothing but an environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export interface CommandProcess {
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code */
  stop(): Promise<number | null>;
}

export interface BuiltCommand {
  start(env: Record<string, string>): Promise<CommandProcess>;
  /** All that any of these processes wrote. */
  readOutput(): string;
  remove(): Promise<void>;
}

/** Node 20 runs no TypeScript, and `dist` may be older than the sources. */
export async function buildCommand(): Promise<BuiltCommand> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-command-'));
  await build({
    configFile: false,
    logLevel: 'error',
    define: { __VERSION__: '"0.0.0"' },
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, '../../src/cli.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
    },
  });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'parley.js'), `globalThis.Parley = {}; /* ${'widget '.repeat(400)} */`);
  let output = '';

  async function start(env: Record<string, string>): Promise<CommandProcess> {
    const child = spawn(process.execPath, [join(folder, 'cli.js'), 'relay'], { env });
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
      stop() {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }

  return { start, readOutput: () => output, remove: () => rm(folder, { recursive: true }) };
}
