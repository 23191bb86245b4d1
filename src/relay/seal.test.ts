import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal, type SealOptions } from './seal.ts';
import { canaries, created, secrets, setUp } from './test-support.ts';

const at = 1_763_800_000_000;
const newSecret = { id: '2', key: Uint8Array.from({ length: 32 }, (_, index) => 255 - index * 5) };
const seal = (options: Partial<SealOptions> = {}) =>
  createSeal({ secrets, agent: 'https://a.example/v1/a/b', ttlMs: 86_400_000, now: () => at, ...options });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('a token opens to the id it was made of, also under another clock and another process', async () => {
  const token = await seal().close(canaries.id);
  expect(await seal({ now: () => at + 86_399_000 }).open(token)).toEqual({
    conversationId: canaries.id,
    secretId: '1',
  });
});

test('C-1 the id cannot be read from the token, and no two tokens are the same', async () => {
  const [first, second] = await Promise.all([seal().close(canaries.id), seal().close(canaries.id)]);
  expect(first).not.toBe(second);
  expect(
    first
      .split('.')
      .map((part) => atob(part.replaceAll('-', '+').replaceAll('_', '/')))
      .join(),
  ).not.toContain('canary');
});

test('C-2 any character changed, at any place, in its high and in its low bits, makes it invalid', async () => {
  const token = await seal().close(canaries.id);
  const sealed = seal();
  // What is known of the right one must not help a wrong one.
  await sealed.open(token);
  for (let place = 0; place < token.length; place += 1) {
    const index = alphabet.indexOf(token.charAt(place));
    for (const other of index < 0 ? ['A', ''] : [alphabet[index ^ 1], alphabet[index ^ 32], '.']) {
      const changed = token.slice(0, place) + other + token.slice(place + 1);
      await expect(sealed.open(changed)).rejects.toMatchObject({
        code: 'conversation_invalid',
      });
    }
  }
});

test('C-2 truncation, extension, another agent, another secret and a raw id are invalid too', async () => {
  const token = await seal().close(canaries.id);
  const others = [
    token.slice(0, -1),
    `${token}A`,
    `${token}=`,
    `${token}.`,
    ` ${token}`,
    `${token}\0`,
    canaries.id,
    '',
    'A'.repeat(5000),
  ];
  for (const other of others) {
    await expect(seal().open(other)).rejects.toMatchObject({ code: 'conversation_invalid' });
  }
  await expect(seal({ agent: 'https://a.example/v1/a/c' }).open(token)).rejects.toMatchObject({
    code: 'conversation_invalid',
  });
  const sameId = [{ id: '1', key: newSecret.key }];
  await expect(seal({ secrets: sameId }).open(token)).rejects.toMatchObject({ code: 'conversation_invalid' });
  // An expired token of another agent says nothing about its age.
  await expect(seal({ agent: 'x', now: () => at * 2 }).open(token)).rejects.toMatchObject({
    code: 'conversation_invalid',
  });
});

test('C-2 every invalid token gets the same answer but for its request id, and the agent is not asked', async () => {
  const bench = await setUp('in process');
  const token = await bench.open();
  const stranger = await setUp('in process', { secrets: [newSecret] });
  const bodies = new Set<string>();
  for (const id of [token.slice(0, -1), `${token}\0`, canaries.id, '', await stranger.open()]) {
    const answer = await bench.post('/chat/respond', { conversation_id: id, message: 'Hello' });
    bodies.add(`${answer.status} ${(await answer.text()).replace(/"request_id":"[^"]+"/, '')}`);
  }
  expect([...bodies]).toHaveLength(1);
  expect(bench.agent.received.respond).toBe(0);
});

test('C-2 no random text opens', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 0, maxLength: 300, unit: fc.constantFrom(...`${alphabet}.`.split('')) }),
      async (text) => {
        await expect(seal().open(text)).rejects.toMatchObject({ code: 'conversation_invalid' });
      },
    ),
  );
});

test('C-3 it expires at its second and not before, with its own code and without a call, also when it was opened before', async () => {
  const token = await seal().close(canaries.id);
  const exp = at + 86_400_000;
  expect(await seal({ now: () => exp - 1000 }).open(token)).toMatchObject({ conversationId: canaries.id });
  await expect(seal({ now: () => exp }).open(token)).rejects.toMatchObject({ code: 'conversation_expired' });
  let time = at;
  const bench = await setUp('in process', { now: () => time, conversationTtlMs: 60_000 });
  const opened = await bench.open();
  const respond = () => bench.post('/chat/respond', { conversation_id: opened, message: 'Hello' });
  expect((await respond()).status).toBe(200);
  time += 61_000;
  const answer = await respond();
  expect([answer.status, bench.agent.received.respond]).toEqual([410, 1]);
  expect(await answer.json()).toMatchObject({ code: 'conversation_expired' });
});

test('C-5 a token of an id of up to 64 characters has at most 256', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.stringMatching(/^[a-z0-9]{1,4}$/),
      async (id, kid) => {
        const sealed = seal({ secrets: [{ id: kid, key: newSecret.key }] });
        const token = await sealed.close(id);
        expect(token.length).toBeLessThanOrEqual(256);
        expect(await sealed.open(token)).toMatchObject({ conversationId: id });
      },
    ),
  );
});

test('S-6 a conversation survives a new secret in front, and ends with the removal of its own', async () => {
  const before = await setUp('in process');
  const token = await before.open();
  const during = await setUp('in process', { secrets: [newSecret, ...secrets], fetch: before.agent.fetch });
  const body = { conversation_id: token, message: 'Hello' };
  expect((await during.post('/chat/respond', body)).status).toBe(200);
  const after = await setUp('in process', { secrets: [newSecret], fetch: before.agent.fetch });
  expect((await after.post('/chat/respond', body)).status).toBe(404);
  expect((await after.post('/chat/create', created)).status).toBe(200);
});
