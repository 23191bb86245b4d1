// The other tabs of the same origin: they hear of each change, and only one of them sends at a time.
import type { Tabs } from '../conversation/create-conversation.ts';
import { newUuid } from '../conversation/new-uuid.ts';
import { listen } from './listen.ts';
import { type Beside, createLock } from './tab-lock.ts';
import { waitFairly } from './wait-fairly.ts';

/** What tabs tell each other. */
interface Word {
  from: string;
  /** Asks for the others' snapshots. */
  asks?: string;
  snapshot?: unknown;
  /** The question that the snapshot answers: one that was on its way before says less. */
  answers?: string;
}

/** A tab that does not answer within this time is frozen or gone. */
const answerMs = 100;

/**
 * The tabs that hold the conversation of this name; undefined where tabs cannot talk.
 *
 * @param load what the store has
 * @param beside has the lock that pages without Web Locks need
 */
export function createTabs(name: string, load: () => unknown, beside: Beside): Tabs | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  let channel: BroadcastChannel;
  const self = newUuid();
  const others = new Set<string>();
  let question = '';
  /** Those that have not answered it. */
  let silent = new Set<string>();
  let settle = () => {};
  let firstAnswers: Promise<void> | undefined;

  const say = (word: Omit<Word, 'from'>) => channel.postMessage({ from: self, ...word });

  /** Resolves when every other tab has told its snapshot, and forgets those that do not. */
  function ask(): Promise<void> {
    settle();
    silent = new Set(others);
    question = newUuid();
    say({ asks: question });
    return new Promise((resolve) => {
      const stop = waitFairly(answerMs, () => {
        for (const other of silent) others.delete(other);
        resolve();
      });
      settle = () => {
        stop();
        resolve();
      };
    });
  }

  return {
    post(snapshot) {
      if (others.size > 0) say({ snapshot });
    },
    connect(snapshot, hear) {
      const enter = () => {
        channel = new BroadcastChannel(name);
        channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
          const { from, asks, answers } = data;
          others.add(from);
          if (asks) return say({ snapshot: snapshot(), answers: asks });
          hear(data.snapshot);
          // While nobody is known, whoever there is gets the whole time.
          if (answers === question && silent.delete(from) && silent.size === 0) settle();
        });
        firstAnswers = ask();
      };
      const leave = () => {
        others.clear();
        channel.close();
      };
      enter();
      // A page that a browser keeps whole to go back to would be thrown away at the first word of another; so it hears none,
      // and looks what it has missed when it comes back: the page that it comes back from may be kept by now itself.
      const stop = listen(
        window,
        'pagehide pageshow',
        ({ type, persisted }: Event & { persisted?: boolean }) => {
          if (type === 'pagehide') leave();
          else if (persisted) {
            enter();
            hear(load());
          }
        },
      );
      return () => {
        settle();
        stop();
        leave();
      };
    },
    async sync() {
      await firstAnswers;
      if (others.size > 0) await ask();
    },
    exclusively: createLock(name, beside),
  };
}
