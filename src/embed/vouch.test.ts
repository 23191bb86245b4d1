import { describe, expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { createChatClient } from '../protocol/client.ts';
import { setUp as setUpRelay, userId } from '../relay/test-support.ts';
import type { ChatOptions } from './options.ts';
import { vouch } from './vouch.ts';

function setUp(identity: ChatOptions['identity']) {
  const agent = createAgent();
  const seen: (string | undefined)[] = [];
  const client = createChatClient({
    base: 'https://relay.test/v1/a/p',
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      seen.push(headers.get('authorization') ?? undefined);
      return agent.fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(headers), 'x-api-key': 'k', 'x-token': 't' },
      });
    },
  });
  return {
    seen,
    client: {
      ...client,
      create: (...call: Parameters<typeof client.create>) =>
        vouch({ ...(identity && { identity }) }, client.create, ...call),
    },
  };
}

test('the token goes with each create, and with nothing else', async () => {
  const { seen, client } = setUp('my.own.token');
  const { conversationId } = await client.create({ userId: 'u' });
  await client.respond({ conversationId, message: 'returns' });
  expect(seen).toEqual(['Bearer my.own.token', undefined]);
});

test('a function is asked for a token at each create, and where it fails nothing is sent', async () => {
  let count = 0;
  const { seen, client } = setUp(() => Promise.resolve(`token-${++count}`));
  await client.create({ userId: 'u' });
  await client.create({ userId: 'v' });
  expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
  const failing = setUp(() => Promise.reject(new Error('signed out')));
  await expect(failing.client.create({ userId: 'u' })).rejects.toMatchObject({ code: 'unavailable' });
  expect(failing.seen).toEqual([]);
});

test('without an identity a create is as it was', async () => {
  const { seen, client } = setUp(undefined);
  await client.create({ userId: 'u' }, { headers: { 'Idempotency-Key': '"k"' } });
  expect(seen).toEqual([undefined]);
});

test('where nobody is signed in a create goes without a token; one that hangs or is given up ends', async () => {
  const nobody = setUp(() => Promise.resolve(undefined));
  await nobody.client.create({ userId: 'u' });
  expect(nobody.seen).toEqual([undefined]);
  vi.useFakeTimers();
  const hanging = setUp(() => new Promise(() => {}));
  const failed = vi.fn<(error: unknown) => void>();
  const late = hanging.client.create({ userId: 'u' }).catch(failed);
  await vi.advanceTimersByTimeAsync(10_000);
  await late;
  const { signal, abort } = toAbort();
  const left = hanging.client.create({ userId: 'u' }, { signal }).catch(failed);
  abort();
  await left;
  const failure = expect.objectContaining({ code: 'unavailable', detail: 'identity' });
  expect(failed.mock.calls).toEqual([[failure], [failure]]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  expect(hanging.seen).toEqual([]);
});

test('of a function that throws at once nothing is left to fail when the chat goes', async () => {
  const unheard = vi.fn<(reason: unknown) => void>();
  process.on('unhandledRejection', unheard);
  const throwing = setUp(() => {
    throw new Error('not signed in');
  });
  const { signal, abort } = toAbort();
  await expect(throwing.client.create({ userId: 'u' }, { signal })).rejects.toMatchObject({
    code: 'unavailable',
    detail: 'identity',
  });
  abort();
  await new Promise((resolve) => setTimeout(resolve));
  process.off('unhandledRejection', unheard);
  expect(unheard).not.toHaveBeenCalled();
});

function toAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

describe('where the relay asks for a proof', () => {
  /** A create through a relay that lets nobody in without the word, and keeps the word from the agent. */
  async function knock(onChallenge?: ChatOptions['onChallenge']) {
    const bench = await setUpRelay('in process', {
      onCreate(_, { metadata: { word, ...metadata } }) {
        return word === 'sesame' ? { metadata } : { refusal: 'challenge_required' };
      },
    });
    const { create } = createChatClient({
      base: 'https://relay.test',
      fetch: (url, init) => bench.send(new URL(url).pathname, init),
    });
    const opened = vouch(
      { ...(onChallenge && { onChallenge }) },
      create,
      { userId, metadata: { page: '/' } },
      { headers: { 'Idempotency-Key': `"${userId}"` } },
    );
    return { opened, calls: bench.agent.calls };
  }

  test('what the page gives joins the metadata of a second create, under the same key', async () => {
    const onChallenge = vi.fn<() => Promise<{ word: string }>>().mockResolvedValue({ word: 'sesame' });
    const { opened, calls } = await knock(onChallenge);
    expect((await opened).conversationId).toBeTruthy();
    expect(onChallenge).toHaveBeenCalledOnce();
    expect(calls.map(({ body }) => body)).toMatchObject([{ metadata: { page: '/' } }]);
    expect(JSON.stringify(calls)).not.toContain('sesame');
  });

  test.each<[string, ChatOptions['onChallenge']]>([
    ['nobody answers', undefined],
    ['the answer is wrong', () => ({ word: 'please' })],
    [
      'the page fails',
      () => {
        throw new Error('mine');
      },
    ],
    ['the visitor gives up', () => Promise.reject(new Error('closed'))],
  ])('the chat is unavailable if %s', async (_, onChallenge) => {
    const { opened, calls } = await knock(onChallenge);
    await expect(opened).rejects.toMatchObject({ code: 'unavailable', detail: 'challenge_required' });
    expect(calls).toEqual([]);
  });
});
