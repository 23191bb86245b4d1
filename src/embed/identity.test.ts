import { expect, test, vi } from 'vitest';
import { createAgent } from '../agent.ts';
import { createChatClient } from '../protocol/client.ts';
import { readOwner, withIdentity } from './identity.ts';

const toToken = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test.each([
  [undefined, undefined],
  [() => 'a token', undefined],
  [toToken({ sub: 'visitor-7', name: 'Ünal>>>???' }), 'visitor-7'],
  ['no token at all', 'somebody'],
  ['a.b.c', 'somebody'],
])('the owner by %s is %s', (identity, owner) => {
  expect(readOwner(identity)).toBe(owner);
});

function setUp(identity: Parameters<typeof readOwner>[0]) {
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
  return { seen, client: withIdentity(client, () => identity) };
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
