import { signal } from '@preact/signals-core';
import { describe, expect, test } from 'vitest';
import type { Conversation, ConversationOptions, Store, Tabs } from './create-conversation.ts';
import { read, setUp, until, untilSettled } from './test-support.ts';

function createMemory(): Store & { kept: unknown } {
  return {
    kept: undefined,
    load() {
      return structuredClone(this.kept);
    },
    save(snapshot) {
      this.kept = snapshot && structuredClone(snapshot);
    },
  };
}

/** The tabs of one browser: who connects hears what any of them tells, and what `tell` makes another tell. */
function createBrowser() {
  const hears: ((snapshot: unknown) => void)[] = [];
  const post = (snapshot: unknown) => hears.forEach((hear) => hear(structuredClone(snapshot)));
  const connect = (): Tabs => ({
    post,
    connect: (_, hear) => {
      hears.push(hear);
      return () => {};
    },
    sync: async () => {},
    exclusively: (work) => work(),
  });
  const tell = ({ state }: Conversation) => post({ version: 1, at: Date.now(), state: state.peek() });
  return { connect, tell };
}

async function talk(options: Partial<ConversationOptions>) {
  const { agent, conversation } = setUp({}, options);
  conversation.send('returns');
  await until(conversation.messages, ({ length }) => length === 3);
  return { agent, conversation };
}

describe('a conversation that is somebody’s', () => {
  test('goes on for them on the next page, and is wiped for anybody else', async () => {
    const store = createMemory();
    const { conversation } = await talk({ store, owner: 'ann' });
    conversation.dispose();
    const again = setUp({}, { store, owner: 'ann' }).conversation;
    expect(again.messages.peek()).toHaveLength(3);
    again.dispose();
    const other = setUp({}, { store, owner: 'bob' }).conversation;
    expect(other.messages.peek()).toEqual([]);
    expect(store.kept).toBeUndefined();
    expect(other.phase.peek()).toBe('idle');
    await expect(talk({ store, owner: 'bob' })).resolves.toBeTruthy();
  });

  test.each([
    ['ann', 'bob'],
    ['ann', undefined],
  ])('is wiped as %s becomes %s, and not before', async (before, after) => {
    const store = createMemory();
    const { conversation } = await talk({ store, owner: before });
    conversation.setDraft('secret');
    conversation.identify(before);
    expect(conversation.messages.peek()).toHaveLength(3);
    conversation.identify(after);
    expect(conversation.messages.peek()).toEqual([]);
    expect(conversation.draft.peek()).toBe('');
    expect(store.kept).toBeUndefined();
    conversation.forget();
    expect(conversation.state.peek().owner).toBe(after);
  });

  test('goes on where nobody says whose it is, and becomes theirs of whom that is said first', async () => {
    const store = createMemory();
    const { conversation } = await talk({ store });
    conversation.setDraft('half a thought');
    conversation.identify('ann');
    expect(conversation.messages.peek()).toHaveLength(3);
    expect(conversation.draft.peek()).toBe('half a thought');
    conversation.dispose();
    const unknown = setUp({}, { store }).conversation;
    unknown.identify('ann');
    expect(unknown.messages.peek()).toHaveLength(3);
    unknown.identify('bob');
    expect(unknown.messages.peek()).toEqual([]);
  });

  test('is not shown where nobody is named, is there when its owner is, and wiped when anybody else is or writes', async () => {
    const store = createMemory();
    const ann = await talk({ store, owner: 'ann' });
    ann.conversation.dispose();
    const { kept } = store;
    /** A page that does not say who is there, or not yet. */
    const come = () => setUp({}, { store: Object.assign(store, { kept }) }).conversation;

    const late = come();
    late.setOpen(true);
    expect(late.messages.peek()).toEqual([]);
    expect(late.state.peek().conversationId).toBeUndefined();
    late.identify('ann');
    expect(late.messages.peek()).toHaveLength(3);
    expect(late.state.peek()).toMatchObject({ owner: 'ann', isOpen: true });
    expect(JSON.stringify(store.kept)).toContain('returns');

    const others = come();
    others.identify('bob');
    expect(others.messages.peek()).toEqual([]);
    expect(store.kept).toBeUndefined();
    others.identify('ann');
    expect(others.messages.peek()).toEqual([]);

    const forgetting = come();
    forgetting.forget();
    expect(store.kept).toBeUndefined();

    const nobody = come();
    nobody.send('Hello');
    await until(nobody.messages, ({ length }) => length === 3);
    expect(JSON.stringify(store.kept)).not.toContain('returns');
    expect(read(nobody.messages.peek()).join()).not.toContain('returns');
    const again = setUp({}, { store }).conversation;
    expect(read(again.messages.peek())).toEqual(read(nobody.messages.peek()));
  });

  test('is not taken up by a tab that knows nobody, until it hears who is there', async () => {
    const { connect, tell } = createBrowser();
    const ann = await talk({ owner: 'ann' });
    const { conversation } = setUp({}, { tabs: connect() });
    tell(ann.conversation);
    expect(conversation.messages.peek()).toEqual([]);
    conversation.identify('ann');
    expect(conversation.messages.peek()).toHaveLength(3);
  });

  test('stays its owner’s in their tab when one that knows nobody begins anew', async () => {
    const { connect, tell } = createBrowser();
    const { conversation } = await talk({ owner: 'ann', tabs: connect() });
    const other = setUp({}, { store: createMemory() }).conversation;
    other.restart();
    tell(other);
    expect(conversation.state.peek().owner).toBe('ann');
  });

  test('is not taken up from a tab of somebody else, who hears however that it is forgotten', async () => {
    const { connect } = createBrowser();
    const ann = await talk({ owner: 'ann', tabs: connect() });
    const bob = setUp({}, { owner: 'bob', tabs: connect() }).conversation;
    ann.conversation.setDraft('from Ann');
    expect(bob.messages.peek()).toEqual([]);
    ann.conversation.identify('bob');
    expect(ann.conversation.messages.peek()).toEqual([]);
    expect(bob.state.peek().owner).toBe('bob');
    expect(ann.conversation.state.peek().owner).toBe('bob');
  });
});

test('where it may not start, nothing is created: not by a start, a message, a restart or the network’s return', async () => {
  const online = signal(true);
  let isAllowed = false;
  const { agent, conversation } = setUp({}, { online, mayStart: () => isAllowed });
  conversation.start();
  conversation.send('returns');
  conversation.restart();
  online.value = false;
  online.value = true;
  expect(conversation.phase.peek()).toBe('idle');
  expect(agent.received).toEqual({ create: 0, respond: 0 });
  isAllowed = true;
  conversation.start();
  await untilSettled(conversation);
  expect(read(conversation.messages.peek())[0]).toMatch(/^a Hi/);
});
