import { signal } from '@preact/signals-core';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAgent, type Mishap } from '../agent.ts';
import { createChatClient } from '../protocol/client.ts';
import { readFields } from '../protocol/shape.ts';
import { createConversation, type Tabs } from './create-conversation.ts';
import { isSending } from './state.ts';
import { read, setUp, until, untilSettled } from './test-support.ts';

afterEach(() => vi.useRealTimers());

const greeting = 'a Hi, how can I help you today?';
const policy = 'a Our return policy is 30 days with proof of purchase.';
const welcome = "a You're welcome. Is there anything else?";
const secondTry = 'a That went through on the second try. How can I help?';

describe('beginning', () => {
  test('nothing is asked of the network before the start', () => {
    const { agent, conversation } = setUp();
    expect(agent.calls).toEqual([]);
    expect(conversation.phase.peek()).toBe('idle');
  });

  test('the start creates the conversation once, and its greeting is the first message', async () => {
    const { agent, conversation } = setUp({}, { now: () => 1234 });
    conversation.start();
    expect(conversation.phase.peek()).toBe('opening');
    conversation.start();
    await untilSettled(conversation);
    conversation.start();
    expect(conversation.phase.peek()).toBe('ready');
    expect(agent.received).toEqual({ create: 1, respond: 0 });
    expect(conversation.messages.peek()).toMatchObject([
      { author: 'agent', text: 'Hi, how can I help you today?', at: 1234 },
    ]);
  });

  test('a first message starts the conversation by itself, and stands after the greeting', async () => {
    const { agent, conversation } = setUp();
    expect(conversation.send(' returns ')).toBe(true);
    await until(conversation.messages, ({ length }) => length === 3);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(agent.received).toEqual({ create: 1, respond: 1 });
  });

  test('without the greeting, what create answers is not shown', async () => {
    const { conversation } = setUp({}, { greeting: false });
    conversation.send('returns');
    await until(conversation.messages, ({ length }) => length === 2);
    expect(read(conversation.messages.peek())).toEqual(['v returns', policy]);
  });

  test('a tab asks for its turn before the others hear of a message, which they would send as well', async () => {
    const done: string[] = [];
    const tabs: Tabs = {
      post: ({ state }) => void done.push(...state.messages.slice(-1).map(({ text }) => `told: ${text}`)),
      connect: () => () => {},
      sync: async () => {},
      exclusively: (work) => {
        done.push('turn');
        return work();
      },
    };
    const { conversation } = setUp({}, { tabs, greeting: false });
    conversation.start();
    await untilSettled(conversation);
    // The turn in which it was created ends after that.
    await new Promise(setImmediate);
    done.length = 0;
    conversation.send('returns');
    expect(done.slice(0, 2)).toEqual(['turn', 'told: returns']);
    await untilSettled(conversation);
  });

  test('every conversation has a new UUID for its user, and an empty first message', async () => {
    const { agent, conversation } = setUp();
    for (let count = 0; count < 3; count++) {
      conversation.restart();
      await untilSettled(conversation);
    }
    const users = agent.calls.map(({ body }) => String(readFields(body)['user_id']));
    expect(new Set(users).size).toBe(3);
    for (const user of users) expect(user).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(agent.calls.map(({ body }) => readFields(body)['message'])).toEqual(['', '', '']);
  });

  test('metadata is sent as given, and a function giving it is called at each create', async () => {
    const plain = setUp({}, { metadata: { plan: 'pro' } });
    plain.conversation.start();
    let page = 0;
    const called = setUp({}, { metadata: () => ({ page: ++page }) });
    expect(page).toBe(0);
    called.conversation.start();
    called.conversation.send('returns');
    await until(called.conversation.messages, ({ length }) => length === 3);
    called.conversation.restart();
    await untilSettled(called.conversation);
    const facts = (agent: typeof plain.agent) =>
      agent.calls
        .filter(({ operation }) => operation === 'create')
        .map(({ body }) => readFields(body)['metadata']);
    expect(facts(plain.agent)).toEqual([{ plan: 'pro' }]);
    expect(facts(called.agent)).toEqual([{ page: 1 }, { page: 2 }]);
  });

  test('a metadata function that throws makes the chat unavailable, and breaks nothing', async () => {
    const { agent, conversation } = setUp(
      {},
      {
        metadata: () => {
          throw new Error('not signed in');
        },
      },
    );
    conversation.start();
    await untilSettled(conversation);
    expect(conversation.state.peek()).toMatchObject({
      stage: 'unavailable',
      failure: { code: 'unavailable', detail: 'Error: not signed in' },
    });
    expect(agent.calls).toEqual([]);
  });
});

describe('turns', () => {
  test('several turns stand in order, under one conversation id', async () => {
    const { agent, conversation } = setUp({ newId: () => 'WEBCHAT_1' });
    for (const text of ['returns', 'thanks', 'a refund']) {
      const { length } = conversation.messages.peek();
      conversation.send(text);
      await until(conversation.messages, (messages) => messages.length >= Math.max(3, length + 2));
    }
    expect(read(conversation.messages.peek())).toEqual([
      greeting,
      'v returns',
      policy,
      'v thanks',
      welcome,
      'v a refund',
      policy,
    ]);
    const bodies = agent.calls.slice(1).map(({ body }) => body);
    expect(bodies).toEqual(
      ['returns', 'thanks', 'a refund'].map((message) => ({ conversation_id: 'WEBCHAT_1', message })),
    );
  });

  test('one message is on its way at a time; the others wait and go out in order (E8)', async () => {
    vi.useFakeTimers();
    const { agent, conversation } = setUp({ delayMs: 1000 });
    for (const text of ['returns', 'thanks', 'bye']) conversation.send(text);
    await vi.advanceTimersByTimeAsync(1000);
    await until(conversation.phase, (phase) => phase === 'waiting');
    expect(read(conversation.messages.peek())).toEqual([
      greeting,
      'v (sending) returns',
      'v (queued) thanks',
      'v (queued) bye',
    ]);
    for (const count of [5, 6, 7]) {
      expect(agent.received.respond).toBe(count - 4);
      await vi.advanceTimersByTimeAsync(1000);
      await until(conversation.messages, ({ length }) => length === count);
    }
    expect(read(conversation.messages.peek())).toEqual([
      greeting,
      'v returns',
      policy,
      'v thanks',
      welcome,
      'v bye',
      'a Thanks for getting in touch. Goodbye!',
    ]);
    expect(agent.received).toEqual({ create: 1, respond: 3 });
  });

  test.each(['', '  ', '\n\t', '\u00a0'])('the blank text %j is refused (E7)', (text) => {
    const { agent, conversation } = setUp();
    conversation.setDraft(text);
    expect(conversation.send(text)).toBe(false);
    expect(conversation.draft.peek()).toBe(text);
    expect(agent.calls).toEqual([]);
  });

  test('replies count as unread until they are marked as seen', async () => {
    const { conversation } = setUp();
    conversation.send('returns');
    await until(conversation.messages, ({ length }) => length === 3);
    expect(conversation.unread.peek()).toBe(2);
    conversation.markSeen();
    expect(conversation.unread.peek()).toBe(0);
  });

  test('what was sent leaves the draft; sending anything else does not touch it', async () => {
    const { conversation } = setUp();
    conversation.setDraft('By the w');
    conversation.send('returns');
    expect(conversation.draft.peek()).toBe('By the w');
    conversation.setDraft(' thanks ');
    conversation.send(' thanks ');
    expect(conversation.draft.peek()).toBe('');
    await until(conversation.messages, ({ length }) => length === 5);
  });
});

describe('failure', () => {
  test('a create that fails can be started again (J8)', async () => {
    const { agent, conversation } = setUp({ mishap: ({ count }) => (count === 1 ? '503' : undefined) });
    conversation.start();
    await untilSettled(conversation);
    expect(conversation.phase.peek()).toBe('unavailable');
    expect(conversation.state.peek().failure).toMatchObject({ code: 'unavailable', status: 503 });
    conversation.start();
    expect(conversation.state.peek()).not.toHaveProperty('failure');
    await untilSettled(conversation);
    expect(conversation.phase.peek()).toBe('ready');
    expect(agent.received.create).toBe(2);
  });

  test('a message that waited for a failed create was not sent, and its retry creates again', async () => {
    const { agent, conversation } = setUp({
      mishap: ({ operation, count }) => (operation === 'create' && count === 1 ? '503' : undefined),
    });
    conversation.send('returns');
    await untilSettled(conversation);
    expect(read(conversation.messages.peek())).toEqual(['v (failed) returns']);
    conversation.retry(conversation.messages.peek()[0]?.id ?? '');
    await until(conversation.messages, ({ length }) => length === 3);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(agent.received).toEqual({ create: 2, respond: 1 });
  });

  const mishaps: [Mishap, string][] = [
    ['500', 'unconfirmed'],
    ['503', 'unconfirmed'],
    ['malformed', 'unconfirmed'],
    ['html', 'unconfirmed'],
    ['reset', 'unconfirmed'],
    ['429', 'failed'],
  ];
  test.each(mishaps)(
    'after %s the message is %s, and its retry is one more request and no second bubble (J4)',
    async (mishap, delivery) => {
      const { agent, conversation } = setUp();
      conversation.send(mishap);
      await until(conversation.messages, (messages) => 'failure' in (messages[1] ?? {}));
      expect(read(conversation.messages.peek())).toEqual([greeting, `v (${delivery}) ${mishap}`]);
      conversation.send('returns');
      await until(conversation.messages, ({ length }) => length === 4);
      const id = conversation.messages.peek()[1]?.id ?? '';
      conversation.retry(id);
      conversation.retry(id);
      await until(conversation.messages, ({ length }) => length === 5);
      expect(read(conversation.messages.peek())).toEqual([
        greeting,
        `v ${mishap}`,
        'v returns',
        policy,
        secondTry,
      ]);
      expect(agent.received.respond).toBe(3);
    },
  );

  test('a message that nobody answers is unconfirmed after the client’s time (J4)', async () => {
    vi.useFakeTimers();
    const { conversation } = setUp();
    conversation.send('hang');
    await until(conversation.phase, (phase) => phase === 'waiting');
    await vi.advanceTimersByTimeAsync(60_000);
    await untilSettled(conversation);
    expect(conversation.messages.peek().at(-1)).toMatchObject({
      delivery: 'unconfirmed',
      failure: { code: 'timeout' },
    });
  });

  test('after a failure the next in the queue goes out', async () => {
    const { conversation } = setUp();
    conversation.send('500');
    conversation.send('returns');
    await until(conversation.messages, ({ length }) => length === 4);
    expect(read(conversation.messages.peek())).toEqual([
      greeting,
      'v (unconfirmed) 500',
      'v returns',
      policy,
    ]);
  });

  test('a message that failed can be taken away', async () => {
    const { conversation } = setUp();
    conversation.send('429');
    await until(conversation.messages, (messages) => 'failure' in (messages[1] ?? {}));
    conversation.discard(conversation.messages.peek()[1]?.id ?? '');
    expect(read(conversation.messages.peek())).toEqual([greeting]);
  });
});

describe('the end', () => {
  test('the agent’s last words are shown, then nothing more is taken (J7)', async () => {
    const { agent, conversation } = setUp();
    conversation.send('bye');
    await until(conversation.phase, (phase) => phase === 'ended');
    expect(read(conversation.messages.peek()).at(-1)).toBe('a Thanks for getting in touch. Goodbye!');
    conversation.setDraft('one more thing');
    expect(conversation.send('one more thing')).toBe(false);
    expect(conversation.draft.peek()).toBe('one more thing');
    expect(agent.received.respond).toBe(1);
  });

  test('a handoff ends the conversation and says where to', async () => {
    const { conversation } = setUp();
    conversation.send('a person please');
    await until(conversation.phase, (phase) => phase === 'ended');
    expect(conversation.state.peek().handoff).toMatchObject({ destination: 'support' });
    expect(read(conversation.messages.peek()).at(-1)).toContain('pass you on');
  });

  test.each(['ended', 'expired'] as const)(
    'what met a conversation that had %s goes back to the draft with the new one (J10)',
    async (stage) => {
      const { agent, conversation } = setUp();
      conversation.send('returns');
      await until(conversation.messages, ({ length }) => length === 3);
      conversation.send(stage);
      conversation.send('thanks');
      await until(conversation.phase, (phase) => phase === stage);
      expect(read(conversation.messages.peek())).toEqual([
        greeting,
        'v returns',
        policy,
        `v (failed) ${stage}`,
        'v (failed) thanks',
      ]);
      conversation.retry(conversation.messages.peek()[3]?.id ?? '');
      expect(agent.received.respond).toBe(2);
      conversation.restart();
      expect(conversation.draft.peek()).toBe(`${stage}\nthanks`);
      await untilSettled(conversation);
      expect(read(conversation.messages.peek())).toEqual([greeting]);
      expect(agent.received).toEqual({ create: 2, respond: 2 });
    },
  );
});

describe('leaving', () => {
  test('an answer to a former conversation is ignored, and the new one goes on', async () => {
    // This network cannot abort: its answers come, late as they may be.
    const agent = createAgent({ repeatId: true });
    const late: (() => void)[] = [];
    const client = createChatClient({
      base: 'https://relay.test/v1/a/p',
      headers: { 'X-Api-Key': 'k', 'X-Token': 't' },
      fetch: async (url, { signal: _, ...init }) => {
        const isLate = JSON.stringify(init.body).includes('returns');
        if (isLate) await new Promise<void>((resolve) => late.push(resolve));
        return agent.fetch(url, init);
      },
    });
    const conversation = createConversation({ client });
    conversation.send('returns');
    await until(conversation.phase, (phase) => phase === 'waiting');
    conversation.restart();
    expect(conversation.draft.peek()).toBe('returns');
    await untilSettled(conversation);
    late.forEach((answer) => answer());
    conversation.send('thanks');
    await until(conversation.messages, ({ length }) => length === 3);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v thanks', welcome]);
  });

  test('the requests of a conversation that is left are aborted', async () => {
    vi.useFakeTimers();
    const { conversation } = setUp({ delayMs: 1000 });
    conversation.start();
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    conversation.forget();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(conversation.phase.peek()).toBe('idle');
  });

  test('forget leaves nothing of what was said or written', async () => {
    const { conversation } = setUp();
    conversation.send('429');
    await until(conversation.messages, (messages) => 'failure' in (messages[1] ?? {}));
    conversation.setDraft('half a w');
    conversation.forget();
    expect(conversation.state.peek()).toMatchObject({ stage: 'idle', messages: [], draft: '', seen: 0 });
    expect(conversation.state.peek()).not.toHaveProperty('conversationId');
  });

  test('dispose leaves no timer, ignores answers and takes nothing more', async () => {
    vi.useFakeTimers();
    const online = signal(true);
    const { agent, conversation } = setUp({ delayMs: 1000 }, { online });
    conversation.send('returns');
    conversation.dispose();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    const before = conversation.state.peek();
    await vi.advanceTimersByTimeAsync(2000);
    online.value = false;
    online.value = true;
    conversation.start();
    conversation.restart();
    expect(conversation.send('thanks')).toBe(false);
    expect(conversation.state.peek()).toBe(before);
    expect(agent.received).toEqual({ create: 1, respond: 0 });
  });
});

describe('without a network', () => {
  test('messages wait, and go out in order once there is one (J6)', async () => {
    const online = signal(true);
    const { agent, conversation } = setUp({}, { online });
    conversation.start();
    await untilSettled(conversation);
    online.value = false;
    conversation.send('returns');
    conversation.send('thanks');
    expect(agent.received.respond).toBe(0);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (queued) returns', 'v (queued) thanks']);
    online.value = true;
    await until(conversation.messages, ({ length }) => length === 5);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy, 'v thanks', welcome]);
    expect(agent.received.respond).toBe(2);
  });

  test('what is written before there is a conversation waits too (J6)', async () => {
    const online = signal(false);
    const { agent, conversation } = setUp(
      { mishap: () => (online.peek() ? undefined : 'reset') },
      { online },
    );
    conversation.send('returns');
    await untilSettled(conversation);
    expect(conversation.state.peek()).toMatchObject({ stage: 'unavailable', failure: { code: 'offline' } });
    expect(read(conversation.messages.peek())).toEqual(['v (queued) returns']);
    online.value = true;
    await until(conversation.messages, ({ length }) => length === 3);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(agent.received).toEqual({ create: 1, respond: 1 });
  });

  test('a network that goes away while a message is on its way leaves it unconfirmed (J4)', async () => {
    const online = signal(true);
    const { conversation } = setUp(
      {
        mishap: ({ operation }) => {
          if (operation === 'create') return undefined;
          online.value = false;
          return 'reset';
        },
      },
      { online },
    );
    conversation.send('returns');
    await until(conversation.messages, (messages) => 'failure' in (messages[1] ?? {}));
    expect(conversation.messages.peek()[1]).toMatchObject({ delivery: 'unconfirmed' });
  });

  test('a chat that is unavailable for another reason is not started again by the network', async () => {
    const online = signal(true);
    const { agent, conversation } = setUp({ mishap: () => '503' }, { online });
    conversation.start();
    await untilSettled(conversation);
    online.value = false;
    online.value = true;
    expect(agent.received.create).toBe(1);
    expect(conversation.phase.peek()).toBe('unavailable');
  });
});

test('whatever is done in whatever order, one message at most is on its way, and each goes out at most once', async () => {
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('send', 'sendBad', 'answer') },
    { weight: 1, arbitrary: fc.constantFrom('retry', 'discard', 'restart', 'offline', 'online', 'end') },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40, size: 'max' }), async (acts) => {
      const agent = createAgent();
      const online = signal(true);
      const gates: (() => void)[] = [];
      let running = 0;
      let most = 0;
      const client = createChatClient({
        base: 'https://relay.test/v1/a/p',
        headers: { 'X-Api-Key': 'k', 'X-Token': 't' },
        fetch: async (url, init) => {
          running += 1;
          most = Math.max(most, running);
          const left = new Promise<void>((_, reject) => {
            const leave = () => reject(new TypeError('left'));
            init.signal?.addEventListener('abort', () => {
              running -= 1;
              leave();
            });
          });
          await Promise.race([left, new Promise<void>((resolve) => gates.push(resolve))]);
          running -= 1;
          return agent.fetch(url, { ...init, signal: null });
        },
      });
      const conversation = createConversation({ client, online });
      let count = 0;
      const unwatch = conversation.messages.subscribe((messages) => {
        expect(messages.filter(isSending).length).toBeLessThanOrEqual(1);
      });
      for (const kind of acts) {
        const failed = conversation.messages.peek().find((message) => 'failure' in message);
        if (kind === 'send') conversation.send(`w${++count}`);
        if (kind === 'sendBad') conversation.send(['429', '500', 'reset', 'malformed'][++count % 4] ?? '');
        if (kind === 'end') conversation.send('expired');
        if (kind === 'answer') gates.shift()?.();
        if (kind === 'retry' && failed) conversation.retry(failed.id);
        if (kind === 'discard' && failed) conversation.discard(failed.id);
        if (kind === 'restart') conversation.restart();
        if (kind === 'offline' || kind === 'online') online.value = kind === 'online';
        await new Promise((resolve) => setImmediate(resolve));
      }
      unwatch();
      conversation.dispose();
      expect(most).toBeLessThanOrEqual(1);
      const said = agent.calls
        .map(({ body }) => String(readFields(body)['message']))
        .filter((text) => text.startsWith('w'));
      expect(new Set(said).size).toBe(said.length);
    }),
    { numRuns: 200 },
  );
}, 30_000);
