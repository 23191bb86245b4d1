// Relays as real processes: built from the sources, started, asked to stop, and killed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { CrashPoint, RelayProcessSettings } from './relay-process.ts';

export interface RelayProcess {
  url: string;
  /** Dies at this point of the next turn. */
  crashAt(point: CrashPoint): Promise<void>;
  /** Resolves when the process has ended, by whatever it was. */
  ended: Promise<void>;
  /** Stops it, as a machine that sleeps would, until it is told to go on. */
  pause(): void;
  resume(): void;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Lets it finish what is under way. */
  stop(): Promise<void>;
  /** How much memory it takes, in bytes. */
  readMemory(): Promise<number>;
}

/** Node 20 runs no TypeScript, and `dist` may be older than the sources. */
export async function buildRelayProcess(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-relay-'));
  await build({
    configFile: false,
    logLevel: 'error',
    define: { __VERSION__: '"0.0.0"' },
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'relay-process.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'relay-process.mjs' } },
    },
  });
  return { path: join(folder, 'relay-process.mjs'), remove: () => rm(folder, { recursive: true }) };
}

export async function spawnRelay(path: string, settings: RelayProcessSettings): Promise<RelayProcess> {
  const child = fork(path, {
    env: { ...process.env, RELAY_PROCESS: JSON.stringify(settings) },
    // Nothing of what the test runner was started with.
    execArgv: [],
  });
  const ended = once(child, 'exit').then(() => undefined);
  const failed = ended.then(() => Promise.reject(new Error('the relay ended before it listened')));
  const [{ url }] = (await Promise.race([once(child, 'message'), failed])) as [{ url: string }];
  failed.catch(() => undefined);
  const end = (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  async function ask(question: { crashPoint?: CrashPoint }): Promise<{ memoryBytes: number }> {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [{ memoryBytes: number }];
    return answer;
  }
  return {
    // Node's fetch would try two addresses for a name.
    url: url.replace('localhost', '127.0.0.1'),
    ended,
    crashAt: async (crashPoint) => void (await ask({ crashPoint })),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    readMemory: async () => (await ask({})).memoryBytes,
  };
}
