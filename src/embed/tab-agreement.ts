// One tab at a time where Web Locks are missing, as on plain http: by a word among the tabs.
import { waitFairly } from './wait-fairly.ts';

/** Long enough for an answer from a tab that is awake. */
const objectionMs = 50;
/** A tab that holds the lock may be gone without a word. */
const patienceMs = 1000;

/** Who wants the lock says since when, and takes it unless a tab objects that holds it or has wanted it for longer. */
interface Word {
  wants?: number;
  /** An objection to who has wanted it since then. */
  waits?: number;
}

/** Runs the work when no other tab of this name does; rejects where it throws, or is no longer wanted before it begins. */
export async function agree(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(`${name} lock`);
  // No two tabs come at the same time. Whoever holds the lock came before all others.
  let since = Date.now() + Math.random();
  let awaited: keyof Word | 'free' = 'free';
  let settle = (_hasCome: boolean) => {};
  channel.addEventListener('message', ({ data: { wants, waits } }: MessageEvent<Word>) => {
    if (wants !== undefined) return since <= wants && channel.postMessage({ waits: wants });
    if (waits === undefined ? awaited === 'free' : waits === since) settle(true);
    return undefined;
  });
  signal.addEventListener('abort', () => settle(true));

  /** Whether the word came within the time. */
  function hear(word: typeof awaited, ms: number): Promise<boolean> {
    awaited = word;
    return new Promise((resolve) => {
      const stop = waitFairly(ms, () => resolve(false));
      settle = (hasCome) => {
        stop();
        resolve(hasCome);
      };
    });
  }

  function knock(): Promise<boolean> {
    signal.throwIfAborted();
    channel.postMessage({ wants: since });
    return hear('waits', objectionMs);
  }

  try {
    // A tab that comes at the same moment may not be there yet to hear the first knock.
    while ((await knock()) || (await knock())) await hear('free', patienceMs);
    since = 0;
    await work();
  } finally {
    channel.postMessage({});
    channel.close();
  }
}
