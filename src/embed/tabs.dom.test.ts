// Tabs of one origin, as far as one process can have them: the channel between them is the platform's own.
import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { type Conversation, createConversation, type Store } from '../conversation/create-conversation.ts';
import { isSending } from '../conversation/state.ts';
import { read, until, withLowerCase } from '../conversation/test-support.ts';
import { createChatClient } from '../protocol/client.ts';
import { readFields } from '../protocol/shape.ts';
import { agree } from './tab-agreement.ts';
import { createLock } from './tab-lock.ts';
import { createTabs } from './tabs.ts';

const greeting = 'a Hi, how can I help you today?';
const policy = 'a Our return policy is 30 days with proof of purchase.';
const welcome = "a You're welcome. Is there anything else?";

const beside = { extras: signal({ agree }), loadOnce: () => Promise.resolve() };
let agent = createAgent();
let name = '';
let count = 0;
const open: Conversation[] = [];
beforeEach(() => {
  agent = createAgent({ delayMs: 20 });
  name = `test ${++count}`;
});
afterEach(() => open.splice(0).forEach((conversation) => conversation.dispose()));

/** A tab with the conversation; the answers of one that is killed never arrive. */
function openTab(store?: Store) {
  let isKilled = false;
  /** What this tab itself has on its way. */
  const underWay: string[] = [];
  const client = createChatClient({
    base: 'https://relay.test/v1/a/p',
    headers: { 'X-Api-Key': 'k', 'X-Token': 't' },
    fetch: async (url, init) => {
      underWay.push(url);
      const answer = await agent.fetch(url, withLowerCase(init));
      underWay.pop();
      return isKilled ? new Promise(() => {}) : answer;
    },
  });
  const tabs = createTabs(name, () => store?.load(), beside);
  if (!tabs) throw new Error('no BroadcastChannel');
  const conversation = createConversation({ client, tabs, ...(store && { store }) });
  open.push(conversation);
  const kill = () => {
    isKilled = true;
    conversation.dispose();
  };
  return { conversation, underWay, kill };
}

const said = () =>
  agent.calls
    .filter(({ operation }) => operation === 'respond')
    .map(({ body }) => readFields(body)['message']);

describe('tabs of one origin (W-3)', () => {
  test('show the same, and create one conversation between them', async () => {
    const [one, two] = [openTab().conversation, openTab().conversation];
    one.start();
    two.start();
    await Promise.all([one, two].map(({ phase }) => until(phase, (value) => value === 'ready')));
    expect(agent.received.create).toBe(1);
    one.send('returns');
    two.send('thanks');
    for (const tab of [one, two]) {
      await until(tab.messages, (messages) => messages.length === 5 && !messages.some(isSending));
      expect(read(tab.messages.peek())).toEqual(read(one.messages.peek()));
      expect(new Set(read(tab.messages.peek()))).toEqual(
        new Set([greeting, 'v returns', policy, 'v thanks', welcome]),
      );
    }
    expect(agent.received).toEqual({ create: 1, respond: 2 });
  });

  test('a new one takes over what the others know before it creates', async () => {
    const { conversation: one } = openTab();
    one.send('returns');
    one.setDraft('half a w');
    one.setOpen(true);
    await until(one.messages, ({ length }) => length === 3);
    const { conversation: two } = openTab();
    two.start();
    await until(two.messages, ({ length }) => length === 3);
    expect(two.draft.peek()).toBe('half a w');
    expect(two.state.peek().isOpen).toBe(true);
    two.markSeen();
    await until(one.unread, (unread) => unread === 0);
    expect(agent.received).toEqual({ create: 1, respond: 1 });
  });

  test('a copy of a tab holds the same messages to be sent, and each goes out once', async () => {
    let saved: string | undefined;
    const memory = (): Store => ({
      load: () => saved && JSON.parse(saved),
      save: (snapshot) => (saved = snapshot && JSON.stringify(snapshot)),
    });
    const { conversation: one } = openTab(memory());
    one.start();
    await until(one.phase, (phase) => phase === 'ready');
    one.send('returns');
    one.send('thanks');
    const { conversation: two } = openTab(memory());
    expect(read(two.messages.peek()).length).toBe(3);
    for (const tab of [one, two]) await until(tab.messages, ({ length }) => length === 5);
    expect(said()).toEqual(['returns', 'thanks']);
  });

  test('if the one that sends dies, another takes over', async () => {
    const tabs = [openTab(), openTab()];
    const [writer] = tabs.map(({ conversation }) => conversation);
    writer?.start();
    for (const { conversation } of tabs) await until(conversation.phase, (phase) => phase === 'ready');
    writer?.send('returns');
    writer?.send('thanks');
    for (const { conversation } of tabs) {
      await until(conversation.messages, (messages) => messages.length === 3 && messages.some(isSending));
    }
    const sender = tabs.find(({ underWay }) => underWay.length > 0);
    const heir = tabs.find((tab) => tab !== sender)?.conversation;
    if (!sender || !heir) throw new Error('nobody sends');
    sender.kill();
    await until(heir.messages, ({ length }) => length === 4);
    // Whether the first arrived nobody can say: this relay keeps no keys.
    expect(read(heir.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns', 'v thanks', welcome]);
    expect(said()).toEqual(['returns', 'thanks']);
  });

  test('what is forgotten in one is forgotten in all', async () => {
    const [one, two] = [openTab().conversation, openTab().conversation];
    one.send('returns');
    await until(two.messages, ({ length }) => length === 3);
    two.forget();
    await until(one.messages, ({ length }) => length === 0);
    expect(one.state.peek()).toMatchObject({ stage: 'idle', draft: '' });
  });

  test('a word of something else on the channel changes nothing', async () => {
    const { conversation } = openTab();
    const stranger = new BroadcastChannel(name);
    for (const word of [{ from: 'x', snapshot: { version: 7 } }, { from: 'y' }]) stranger.postMessage(word);
    conversation.start();
    await until(conversation.phase, (phase) => phase === 'ready');
    expect(read(conversation.messages.peek())).toEqual([greeting]);
    stranger.close();
  });
});

test('a page that a browser keeps to go back to hears nothing meanwhile, and looks what it has missed when it is back', async () => {
  const words: unknown[] = [];
  const other = new BroadcastChannel(name);
  other.addEventListener('message', ({ data }) => void words.push(data));
  const heard: unknown[] = [];
  const tabs = createTabs(name, () => 'what is stored', beside);
  const leave = tabs?.connect(
    () => expect.fail('nobody asks'),
    (snapshot) => void heard.push(snapshot),
  );
  await vi.waitFor(() => expect(words).toHaveLength(1));
  dispatchEvent(new Event('pagehide'));
  other.postMessage({ from: 'other', asks: 'is there anybody' });
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(heard).toEqual(['what is stored']);
  await vi.waitFor(() => expect(words).toHaveLength(2));
  expect(words.at(-1)).toHaveProperty('asks');
  leave?.();
  other.close();
});

test('where tabs cannot talk, there are none', () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  expect(createTabs(name, () => undefined, beside)).toBeUndefined();
  vi.unstubAllGlobals();
});

describe('the lock of pages without Web Locks (W-4)', () => {
  const work = vi.fn<() => Promise<void>>(() => Promise.resolve());
  beforeEach(() => void work.mockClear());

  test('lets one in at a time, in the order in which they came', async () => {
    const { signal } = new AbortController();
    const inside: string[] = [];
    const seen: string[] = [];
    let leave = () => {};
    const enter = (id: string) => async () => {
      seen.push(id);
      inside.push(id);
      await new Promise<void>((resolve) => (leave = resolve));
      inside.pop();
    };
    /** Since when those who have been sent away want the lock. */
    const refused = new Set<number>();
    const listener = new BroadcastChannel(`${name} lock`);
    listener.addEventListener('message', ({ data }: MessageEvent<{ waits?: number }>) => {
      if (data.waits) refused.add(data.waits);
    });

    const waiting = [];
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      waiting.push(createLock(name, beside)(enter(id), signal));
      await vi.waitFor(() => expect(index === 0 ? seen : [...refused]).toHaveLength(index || 1));
      // Who comes in the same millisecond may go first.
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Math.max(...refused)));
    }
    for (const id of ['a', 'b', 'c']) {
      await vi.waitFor(() => expect(inside).toEqual([id]), { timeout: 3000 });
      leave();
    }
    await Promise.all(waiting);
    expect(seen).toEqual(['a', 'b', 'c']);
    listener.close();
  });

  test('is left by whoever gives up waiting', async () => {
    const given = new AbortController();
    const waiting = createLock(name, beside)(work, given.signal);
    given.abort();
    await expect(waiting).rejects.toThrow('abort');
    expect(work).not.toHaveBeenCalled();
    await createLock(name, beside)(work, new AbortController().signal);
    expect(work).toHaveBeenCalledOnce();
  });

  test('is done without where it cannot be had, but not for those who have given up', async () => {
    const none = { extras: signal(null), loadOnce: () => Promise.resolve() };
    await createLock(name, none)(work, new AbortController().signal);
    expect(work).toHaveBeenCalledOnce();
    const given = new AbortController();
    const waiting = createLock(name, none)(work, given.signal);
    given.abort();
    await expect(waiting).rejects.toThrow('abort');
    expect(work).toHaveBeenCalledOnce();
  });

  test('hands a failure of the work on, and is free again', async () => {
    const { signal } = new AbortController();
    await expect(createLock(name, beside)(() => Promise.reject(new Error('no')), signal)).rejects.toThrow(
      'no',
    );
    await createLock(name, beside)(work, signal);
    expect(work).toHaveBeenCalledOnce();
  });
});
