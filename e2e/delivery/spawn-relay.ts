// Relays as real processes: built from the sources, started, asked to stop, and killed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildForNode } from '../support/build-for-node.ts';
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

export const buildRelayProcess = () => buildForNode(join(import.meta.dirname, 'relay-process.ts'));

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
