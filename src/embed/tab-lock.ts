// One tab at a time: by Web Locks; and where they are missing, as on plain http, by a word among the tabs.
import type { Tabs } from '../conversation/create-conversation.ts';

/** Long enough for an answer from a tab that is awake. */
const objectionMs = 60;
/** A tab that holds the lock may be gone without a word. */
const patienceMs = 1000;

export function createLock(name: string): Tabs['exclusively'] {
  if (typeof navigator.locks === 'undefined') return (work, signal) => agree(name, work, signal);
  return async (work, signal) => {
    let hasBegun = false;
    try {
      await navigator.locks.request(name, { signal }, () => {
        hasBegun = true;
        return work();
      });
    } catch (error) {
      if (hasBegun || signal.aborted) throw error;
      // A page that may not lock has no other tabs either.
      await work();
    }
  };
}

/** Who wants the lock says so, and takes it unless a tab objects that holds it or has wanted it for longer. */
async function agree(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(`${name} lock`);
  // No two tabs come at the same time. Whoever holds the lock came before all others.
  let since = Date.now() + Math.random();
  let onWord = () => {};
  channel.onmessage = ({ data }) => {
    if (data === 'wait' || data === 'free') onWord();
    else if (since <= Number(data)) channel.postMessage('wait');
  };
  signal.addEventListener('abort', () => onWord());

  /** Whether anything was said within the time. */
  function hear(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms, false);
      onWord = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  try {
    signal.throwIfAborted();
    channel.postMessage(since);
    while (await hear(objectionMs)) {
      await hear(patienceMs);
      signal.throwIfAborted();
      channel.postMessage(since);
    }
    since = 0;
    await work();
  } finally {
    channel.postMessage('free');
    channel.close();
  }
}
