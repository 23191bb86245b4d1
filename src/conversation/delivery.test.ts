// From the composer to the agent and back, over a real relay: what is sent, how often, and what the visitor is told.
import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { createChatClient } from '../protocol/client.ts';
import { readFields } from '../protocol/shape.ts';
import { createRelay, type RelayOptions } from '../relay.ts';
import { type ConversationOptions, createConversation, type Store } from './create-conversation.ts';
import type { VisitorMessage } from './state.ts';
import { read } from './test-support.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const greeting = 'a Hi, how can I help you today?';
const policy = 'a Our return policy is 30 days with proof of purchase.';
const welcome = "a You're welcome. Is there anything else?";

/** Calls that the network has not settled. */
let underWay = 0;

/** Lets the time pass, and whatever does not wait for time come to rest. */
async function pass(ms = 0): Promise<void> {
  await rest();
  await vi.advanceTimersByTimeAsync(ms);
  await rest();
}

async function rest(): Promise<void> {
  const begun = performance.now();
  for (let idle = 0; idle < 20; idle = underWay === 0 ? idle + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve));
    // What is still under way waits for a time that stands still.
    if (performance.now() - begun > 500) return;
  }
}

type Fate =
  | 'lost'
  | 'answer lost'
  | 'refused'
  | 'proxy error'
  /** In place of the relay's answer. */
  | { status: number; body: string }
  | undefined;

/** The network between a page and a relay that keeps keys, or the stand-in itself, which knows none. */
function connect({ keepsKeys = true, headers = {} }: { keepsKeys?: boolean; headers?: object } = {}) {
  const agent = createAgent();
  const options: RelayOptions = {
    upstream: { base: 'https://agent.test/v1/a/p', headers: { 'X-Api-Key': 'k', 'X-Token': 't' } },
    secrets: [{ id: '1', key: crypto.getRandomValues(new Uint8Array(32)) }],
    allowedOrigins: ['https://shop.test'],
    fetch: agent.fetch,
    rates: 'off',
    random: () => 0,
  };
  let relay = createRelay(options);
  /** The relay dies, and its memory with it. */
  const restart = () => {
    relay = createRelay(options);
  };
  // A relay that has just started cannot tell what is older than itself.
  vi.advanceTimersByTime(1000);
  const requests: { path: string; key: string | null; issued: string | null; message: unknown }[] = [];
  const fates: Fate[] = [];
  const refusal = new Response('{"code":"overloaded","retryable":true}', { status: 503 });

  async function fetch(url: string, init: RequestInit): Promise<Response> {
    init.signal?.throwIfAborted();
    underWay += 1;
    try {
      return await answer(url, init);
    } finally {
      underWay -= 1;
    }
  }

  async function answer(url: string, init: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    const { headers: sent } = request;
    requests.push({
      path: new URL(url).pathname.replace(/.*\//, ''),
      key: sent.get('idempotency-key'),
      issued: sent.get('idempotency-issued'),
      message: readFields(JSON.parse(init.body as string))['message'],
    });
    const fate = fates.shift();
    if (fate === 'lost') throw new TypeError('Failed to fetch');
    if (fate === 'refused')
      return new Response(refusal.clone().body, { status: 503, headers: { ...headers } });
    sent.set('origin', 'https://shop.test');
    sent.set('x-api-key', 'k');
    sent.set('x-token', 't');
    if (fate === 'proxy error') return new Response('Bad Gateway', { status: 502 });
    const answer = keepsKeys
      ? await relay.fetch(request)
      : await agent.fetch(url, { ...init, headers: sent });
    if (fate === 'answer lost') throw new TypeError('Failed to fetch');
    return fate ? new Response(fate.body, { status: fate.status }) : answer;
  }
  const base = keepsKeys ? 'https://relay.test' : 'https://agent.test/v1/a/p';
  const client = createChatClient({ base, fetch, timeoutMs: 70_000 });
  const page = (options: Partial<ConversationOptions> = {}) =>
    createConversation({ client, random: () => 1, ...options });
  return { agent, requests, fates, restart, page };
}

/** What outlives a page. */
function createMemory(): Store & { saved: string | undefined } {
  return {
    saved: undefined,
    load() {
      return this.saved === undefined ? undefined : JSON.parse(this.saved);
    },
    save(snapshot) {
      this.saved = snapshot && JSON.stringify(snapshot);
    },
  };
}

const visitors = (messages: readonly unknown[]) => messages as VisitorMessage[];

describe('keys', () => {
  test('each request carries its own, and when it was first sent by the relay’s clock', async () => {
    const { requests, page } = connect();
    const conversation = page();
    conversation.send('returns');
    await pass();
    conversation.send('thanks');
    await pass();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy, 'v thanks', welcome]);
    expect(requests.map(({ path }) => path)).toEqual(['create', 'respond', 'respond']);
    const keys = requests.map(({ key }) => key);
    for (const key of keys) expect(key).toMatch(/^"[A-Za-z0-9_-]{36}"$/);
    expect(new Set(keys).size).toBe(3);
    for (const { issued } of requests.slice(1)) expect(Number(issued)).toBe(Date.now());
  });

  test('without them nothing is sent twice by itself, though the relay would keep keys', async () => {
    const { agent, fates, page } = connect();
    const conversation = page({ keys: false });
    conversation.send('returns');
    await pass();
    fates.push('answer lost');
    conversation.send('thanks');
    await pass(60_000);
    expect(read(conversation.messages.peek()).at(-1)).toBe('v (unconfirmed) thanks');
    expect(agent.received.respond).toBe(2);
  });

  test('none is sent where the relay does not allow the headers', async () => {
    const { requests, page } = connect({ keepsKeys: false });
    page({ keys: false }).send('returns');
    await pass();
    expect(requests.map(({ key, issued }) => [key, issued])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('toward a relay that keeps keys', () => {
  test.each(['lost', 'answer lost'] as const)(
    'a message is sent again by itself when it is %s, under the same key, and the agent hears it once (W-2)',
    async (fate) => {
      const { agent, requests, fates, page } = connect();
      const conversation = page();
      conversation.start();
      await pass();
      fates.push(fate, fate, fate);
      conversation.send('returns');
      conversation.send('thanks');
      await pass();
      expect(conversation.phase.peek()).toBe('waiting');
      expect(read(conversation.messages.peek()).slice(1)).toEqual([
        'v (sending) returns',
        'v (queued) thanks',
      ]);
      for (const wait of [500, 1000, 2000]) {
        const { length } = requests;
        await pass(wait - 1);
        expect(requests).toHaveLength(length);
        await pass(1);
        expect(requests.length).toBeGreaterThan(length);
      }
      expect(read(conversation.messages.peek())).toEqual([
        greeting,
        'v returns',
        policy,
        'v thanks',
        welcome,
      ]);
      const returns = requests.filter(({ message }) => message === 'returns');
      expect(new Set(returns.map(({ key }) => key)).size).toBe(1);
      expect(new Set(returns.map(({ issued }) => issued)).size).toBe(1);
      expect(agent.received).toEqual({ create: 1, respond: 2 });
    },
  );

  test('after six tries it is unconfirmed, and asking again asks under the same key (J4)', async () => {
    const { agent, requests, fates, page } = connect();
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('answer lost', 'lost', 'lost', 'lost', 'lost', 'lost');
    conversation.send('returns');
    for (let round = 0; round < 6; round++) await pass(8000);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
    expect(requests).toHaveLength(7);
    conversation.retry(conversation.messages.peek()[1]?.id ?? '');
    await pass();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(new Set(requests.slice(1).map(({ key }) => key)).size).toBe(1);
    expect(agent.received.respond).toBe(1);
  });

  test.each(['refused', 'proxy error'] as const)(
    'what may have arrived once is not called “not sent” after a %s, and is asked for under its key',
    async (fate) => {
      const { agent, requests, fates, page } = connect();
      const conversation = page();
      conversation.start();
      await pass();
      fates.push('answer lost', ...Array<Fate>(5).fill(fate));
      conversation.send('returns');
      for (let round = 0; round < 6; round++) await pass(8000);
      expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
      conversation.retry(conversation.messages.peek()[1]?.id ?? '');
      await pass();
      expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
      expect(new Set(requests.slice(1).map(({ key }) => key)).size).toBe(1);
      expect(agent.received.respond).toBe(1);
    },
  );

  test('its word that nobody knows is its last: sending again is the visitor’s choice, and a new key (I-8)', async () => {
    const { agent, requests, page } = connect();
    const conversation = page();
    conversation.send('500');
    await pass(10_000);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) 500']);
    expect(agent.received.respond).toBe(1);
    conversation.retry(conversation.messages.peek()[1]?.id ?? '');
    await pass();
    expect(read(conversation.messages.peek())[1]).toBe('v 500');
    expect(new Set(requests.slice(1).map(({ key }) => key)).size).toBe(2);
    expect(agent.received.respond).toBe(2);
  });

  test('a visitor’s clock that was set ahead makes no message come twice over a crash', async () => {
    const { agent, requests, fates, restart, page } = connect();
    let aheadMs = 0;
    const conversation = page({ now: () => Date.now() + aheadMs });
    conversation.start();
    await pass();
    aheadMs = 3_600_000;
    // The relay corrects the time; then it hears the message, and dies before it has told so.
    fates.push(undefined, 'answer lost');
    conversation.send('returns');
    await pass(500);
    expect([requests.length, agent.received.respond]).toEqual([3, 1]);
    restart();
    await pass(60_000);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
    expect(agent.received.respond).toBe(1);
  });

  test('a create that is lost is tried again, and there is one conversation', async () => {
    const { agent, requests, fates, page } = connect();
    fates.push('answer lost', 'lost');
    const conversation = page();
    conversation.start();
    await pass(500);
    await pass(1000);
    expect(read(conversation.messages.peek())).toEqual([greeting]);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
    expect(agent.received.create).toBe(1);
  });

  test('nothing is tried again while nobody looks, nor without a network', async () => {
    const { requests, fates, page } = connect();
    const visible = signal(true);
    const online = signal(true);
    const conversation = page({ visible, online });
    conversation.start();
    await pass();
    fates.push('lost', 'lost');
    conversation.send('returns');
    await pass();
    visible.value = false;
    await pass(60_000);
    expect(requests).toHaveLength(2);
    visible.value = true;
    await pass();
    expect(requests).toHaveLength(3);
    online.value = false;
    await pass(30_000);
    expect(requests).toHaveLength(3);
    online.value = true;
    await pass(999);
    expect(requests).toHaveLength(3);
    // By chance somewhere within a second: who lost their network together does not come back together (J6).
    await pass(1);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
  });

  test('who stops waiting may ask again, and an answer that comes after all is taken (J3)', async () => {
    const { agent, page } = connect();
    const conversation = page();
    conversation.send('slow');
    await pass();
    conversation.stopWaiting();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) slow']);
    expect(conversation.phase.peek()).toBe('ready');
    await pass(30_000);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v slow', expect.stringContaining('a ')]);
    expect(agent.received.respond).toBe(1);
  });

  test.each([true, false])(
    'what is sent again after the visitor stopped waiting is sent, whatever becomes of the call before, with keys: %s (J3)',
    async (keys) => {
      const { requests, page } = connect({ keepsKeys: false });
      const conversation = page({ keys });
      conversation.send('hang');
      await pass();
      conversation.stopWaiting();
      conversation.retry(conversation.messages.peek()[1]?.id ?? '');
      await pass(69_000);
      expect(read(conversation.messages.peek())).toEqual([greeting, 'v (queued) hang']);
      await pass(2000);
      expect(read(conversation.messages.peek())).toEqual([
        greeting,
        'v hang',
        expect.stringContaining('second try'),
      ]);
      expect(requests.map(({ message }) => message).slice(1)).toEqual(['hang', 'hang']);
    },
  );

  test('a wait of up to a minute is told, and ends by itself; a longer one is for the visitor to end (U-5)', async () => {
    const { fates, page } = connect({ headers: { 'retry-after': '40' } });
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('refused');
    conversation.send('returns');
    await pass();
    const [message] = visitors(conversation.messages.peek().slice(1));
    expect(message).toMatchObject({ delivery: 'queued', isBusy: true, retryAt: Date.now() + 40_500 });
    await pass(40_500);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
  });

  test('a wait of more than a minute makes the chat unavailable for this message, which can be tried again (U-5)', async () => {
    const { fates, page } = connect({ headers: { 'retry-after': '61' } });
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('refused');
    conversation.send('returns');
    await pass();
    const [message] = visitors(conversation.messages.peek().slice(1));
    expect(message).toMatchObject({ delivery: 'failed', failure: { code: 'unavailable' } });
    conversation.retry(message?.id ?? '');
    await pass();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
  });

  test('the wait for a conversation is told of the message that waits for it (U-5)', async () => {
    const { agent, fates, page } = connect({ headers: { 'retry-after': '40' } });
    const conversation = page();
    fates.push('refused');
    conversation.send('returns');
    await pass();
    const [message] = visitors(conversation.messages.peek());
    expect(message).toMatchObject({ delivery: 'queued', isBusy: true, retryAt: Date.now() + 40_500 });
    await pass(40_500);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(agent.received).toEqual({ create: 1, respond: 1 });
  });

  test('who stops waiting between two tries of which none has arrived is told that it was not sent', async () => {
    const { fates, page } = connect({ headers: { 'retry-after': '2' } });
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('refused');
    conversation.send('returns');
    await pass();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (sending) returns']);
    conversation.stopWaiting();
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (failed) returns']);
  });

  test.each([
    ['a page of HTML', 200, '<!doctype html>'],
    ['an error of its own', 504, '{"code":"GATEWAY_TIMEOUT"}'],
  ])(
    'what stands in front says %s: sending again asks for the answer that is there',
    async (_, status, body) => {
      const { agent, requests, fates, page } = connect();
      const conversation = page();
      conversation.start();
      await pass();
      fates.push({ status, body });
      conversation.send('returns');
      await pass();
      expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
      conversation.retry(conversation.messages.peek()[1]?.id ?? '');
      await pass();
      expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
      expect(new Set(requests.slice(1).map(({ key }) => key)).size).toBe(1);
      expect(agent.received.respond).toBe(1);
    },
  );

  test('a listener that leaves while it hears of a message has nothing sent for the conversation it left', async () => {
    const { agent, page } = connect();
    const conversation = page();
    conversation.start();
    await pass();
    const stop = conversation.messages.subscribe((messages) => {
      if (messages.some((message) => 'delivery' in message && message.delivery === 'sending'))
        conversation.forget();
    });
    conversation.send('returns');
    await pass(1000);
    stop();
    expect(agent.received.respond).toBe(0);
  });

  test('dispose leaves no timer, whatever waits (W-2)', async () => {
    const { fates, requests, page } = connect();
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('lost');
    conversation.send('returns');
    await pass();
    // Some are the relay's own; the page's is the wait for the next try.
    const before = vi.getTimerCount();
    conversation.dispose();
    expect(vi.getTimerCount()).toBe(before - 1);
    const { length } = requests;
    await pass(10_000);
    expect(requests).toHaveLength(length);
  });
});

describe('toward a relay that keeps none', () => {
  test.each(['lost', 'answer lost'] as const)('a message that is %s waits for the visitor', async (fate) => {
    const { requests, fates, page } = connect({ keepsKeys: false });
    const conversation = page();
    conversation.start();
    await pass();
    fates.push(fate);
    conversation.send('returns');
    await pass(60_000);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
    expect(requests).toHaveLength(2);
  });

  test('a refusal that calls itself retryable is proof enough', async () => {
    const { requests, fates, page } = connect({ keepsKeys: false });
    const conversation = page();
    conversation.start();
    await pass();
    fates.push('refused');
    conversation.send('returns');
    await pass(500);
    expect(read(conversation.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(requests).toHaveLength(3);
  });
});

describe('over pages', () => {
  test('what is sent has been saved before, with its key (W-1)', async () => {
    const { page, agent } = connect();
    const store = createMemory();
    const conversation = page({ store });
    conversation.start();
    await pass();
    const saved: unknown[] = [];
    const before = agent.received.respond;
    conversation.send('returns');
    saved.push(JSON.parse(store.saved ?? '').state.messages.at(-1));
    expect(agent.received.respond).toBe(before);
    expect(saved).toMatchObject([{ text: 'returns', delivery: 'sending', key: expect.any(String) }]);
    await pass();
  });

  test.each([true, false])(
    'a page that dies in the middle of a turn finds its answer on the next, and the agent heard once (keys: %s)',
    async (keepsKeys) => {
      const { agent, fates, page } = connect({ keepsKeys });
      const store = createMemory();
      const first = page({ store });
      first.start();
      await pass();
      fates.push('answer lost');
      first.send('returns');
      first.send('thanks');
      first.dispose();
      await pass();
      const second = page({ store });
      await pass(1000);
      expect(read(second.messages.peek())).toEqual(
        keepsKeys
          ? [greeting, 'v returns', policy, 'v thanks', welcome]
          : [greeting, 'v (unconfirmed) returns', 'v thanks', welcome],
      );
      expect(agent.received).toEqual({ create: 1, respond: 2 });
    },
  );

  test('a clock that is wrong stays known as wrong: the first message of the next page goes out', async () => {
    const { requests, page } = connect();
    const store = createMemory();
    const slow = { store, now: () => Date.now() - 20 * 60_000 };
    const first = page(slow);
    first.start();
    await pass();
    first.dispose();
    const second = page(slow);
    second.send('returns');
    await pass();
    expect(read(second.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(Number(requests.at(-1)?.issued)).toBe(Date.now());
  });

  test('a listener that sends while it hears of a message finds its own saved too', async () => {
    const { page } = connect();
    const store = createMemory();
    const conversation = page({ store });
    conversation.start();
    await pass();
    const stop = conversation.messages.subscribe((messages) => {
      if (messages.at(-1)?.text === 'returns') conversation.send('thanks');
    });
    conversation.send('returns');
    const saved: { text: string }[] = JSON.parse(store.saved ?? '').state.messages;
    expect(saved.map(({ text }) => text).slice(1)).toEqual(['returns', 'thanks']);
    stop();
    await pass();
  });

  test('what waited for its conversation begins one on the next page', async () => {
    const { agent, fates, page } = connect();
    const store = createMemory();
    const first = page({ store });
    fates.push('lost');
    first.send('returns');
    first.dispose();
    const second = page({ store });
    await pass();
    expect(read(second.messages.peek())).toEqual([greeting, 'v returns', policy]);
    expect(agent.received).toEqual({ create: 1, respond: 1 });
  });

  test('forgotten is forgotten', async () => {
    const { page } = connect();
    const store = createMemory();
    const conversation = page({ store });
    conversation.send('returns');
    await pass();
    expect(store.saved).toContain('returns');
    conversation.forget();
    expect(store.saved).toBeUndefined();
  });

  test('a turn that was under way longer than any answer takes is told as unknown, and sent no second time', async () => {
    const { agent, fates, page } = connect();
    const store = createMemory();
    const first = page({ store });
    first.start();
    await pass();
    fates.push('lost');
    first.send('returns');
    await pass();
    first.dispose();
    // Asleep for eight hours, longer than the relay remembers.
    await pass(8 * 3_600_000);
    const second = page({ store });
    await pass(1000);
    expect(read(second.messages.peek())).toEqual([greeting, 'v (unconfirmed) returns']);
    expect(agent.received.respond).toBe(0);
  });
});
