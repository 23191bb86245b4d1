// The other tabs of the same origin: they hear of each change, and only one of them sends at a time.
import type { Tabs } from '../conversation/create-conversation.ts';
import { newUuid } from '../conversation/new-uuid.ts';
import { createLock } from './tab-lock.ts';

/** What tabs tell each other. */
interface Word {
  from: string;
  /** Asks for the others' snapshots. */
  asks?: boolean;
  snapshot?: unknown;
}

/** A tab that does not answer within this time is frozen or gone. */
const answerMs = 100;

/** The tabs that hold the conversation of this name; undefined where tabs cannot talk. */
export function createTabs(name: string): Tabs | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  const channel = new BroadcastChannel(name);
  const self = newUuid();
  const others = new Set<string>();
  /** Those that have been asked and have not answered. */
  let silent = new Set<string>();
  let settle = () => {};
  let firstAnswers: Promise<void> | undefined;

  const say = (word: Omit<Word, 'from'>) => channel.postMessage({ from: self, ...word });

  /** Resolves when every other tab has told its snapshot, and forgets those that do not. */
  function ask(): Promise<void> {
    settle();
    silent = new Set(others);
    say({ asks: true });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const other of silent) others.delete(other);
        resolve();
      }, answerMs);
      settle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    post(snapshot) {
      if (others.size > 0) say({ snapshot });
    },
    connect(snapshot, hear) {
      channel.onmessage = ({ data }: MessageEvent<Word>) => {
        others.add(data.from);
        if (data.asks) return say({ snapshot: snapshot() });
        hear(data.snapshot);
        // While nobody is known, whoever there is gets the whole time.
        if (silent.delete(data.from) && silent.size === 0) settle();
      };
      firstAnswers = ask();
      // A page that comes back from the browser's cache has missed what was said.
      const catchUp = ({ persisted }: PageTransitionEvent) => void (persisted && ask());
      addEventListener('pageshow', catchUp);
      return () => {
        settle();
        removeEventListener('pageshow', catchUp);
        channel.close();
      };
    },
    async sync() {
      await firstAnswers;
      if (others.size > 0) await ask();
    },
    exclusively: createLock(name),
  };
}
