// Where a conversation outlives its page: the browser's storage, where it may be used; memory alone where it may not.
import type { Store } from '../conversation/create-conversation.ts';
import type { Snapshot } from '../conversation/snapshot.ts';
import { type Message, sortMessages } from '../conversation/state.ts';
import { writeJson } from '../protocol/shape.ts';

/**
 * Items of the tab's or of the device's storage, forgotten after `ttlMs`: one of each message, so that a key press or
 * an answer does not write the whole conversation anew, and one of all the rest.
 */
export function createStore(name: string, persistence: 'session' | 'local', ttlMs: number): Store {
  // Asked for each time: where storage is blocked, already this throws.
  const area = () => (persistence === 'local' ? localStorage : sessionStorage);
  /** The messages that are written, and the run that they belong to. */
  let written = new Set<Message>();
  let run: number;

  /** Each run has items of its own: tabs that missed its beginning cannot mix it with another. */
  const toItem = (id: string) => `${name}#${run}#${id}`;

  function wipe(): void {
    written.clear();
    try {
      for (const item of Object.keys(area()))
        if (item === name || item.startsWith(`${name}#`)) area().removeItem(item);
    } catch {
      // Blocked: the conversation goes on in memory.
    }
  }

  function read(): Snapshot | undefined {
    const { at, state, ...rest }: Snapshot = JSON.parse(area().getItem(name) ?? '{}');
    if (!(at > Date.now() - ttlMs)) return undefined;
    run = state.run;
    const items = Object.keys(area()).filter((item) => item.startsWith(toItem('')));
    const messages = sortMessages(items.map((item) => JSON.parse(area().getItem(item) ?? '')));
    written = new Set(messages);
    return { ...rest, at, state: { ...state, messages } };
  }

  function write({ state, ...snapshot }: Snapshot): void {
    const { messages, ...rest } = state;
    const kept = new Set(messages);
    // Another tab, or the page, may have emptied it.
    const known = run === state.run && area().getItem(name) ? written : new Set<Message>();
    const old = [...written].filter((message) => !known.has(message) || !kept.has(message));
    const oldItems = old.map(({ id }) => toItem(id));
    run = state.run;
    // From the newest on: a message that is written as sent has its answer written already.
    for (const message of messages.toReversed())
      if (!known.has(message)) area().setItem(toItem(message.id), writeJson(message));
    area().setItem(name, writeJson({ ...snapshot, state: rest }));
    for (const item of oldItems)
      // What has only changed has been written again, in the same item.
      if (!messages.some(({ id }) => toItem(id) === item)) area().removeItem(item);
    written = kept;
  }

  function keep(snapshot: Snapshot): void {
    try {
      write(snapshot);
    } catch {
      wipe();
      const { messages } = snapshot.state;
      // Full: of what was said, the newest counts.
      const newest = messages.slice(Math.ceil(messages.length / 2));
      if (messages.length > 0) keep({ ...snapshot, state: { ...snapshot.state, messages: newest } });
    }
  }

  return {
    load() {
      try {
        const snapshot = read();
        if (snapshot) return snapshot;
      } catch {
        // Damaged, or not to be had.
      }
      wipe();
      return undefined;
    },
    save: (snapshot) => (snapshot ? keep(snapshot) : wipe()),
  };
}
