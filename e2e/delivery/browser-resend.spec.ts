// Browsers send a POST again, silently, where a connection that they used before breaks after they sent it. The page asks
// once and is answered once; a key is what keeps the agent from being asked twice.
import type { Page } from '@playwright/test';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { expect, openChat, test, type World } from '../support/world.ts';

/** A proxy before the relay that takes the first answer to `message` away, after the relay has done its work. */
async function startThief(world: World, message: string, type: 'reset_peer' | 'close') {
  let isTaken = false;
  const turns: number[] = [];
  const proxy = await startFaultProxy({
    target: world.relay.url.replace('localhost', '127.0.0.1'),
    onRequest({ method, body, turn }) {
      if (method !== 'POST' || !body.includes(message)) return undefined;
      turns.push(turn);
      if (isTaken) return undefined;
      isTaken = true;
      return { type };
    },
  });
  return { proxy, turns };
}

/** What a page sees that opens a conversation, says something, and then says `message`, each once and with plain fetch. */
function talk(page: Page, url: string, message: string, isKeyed: boolean) {
  return page.evaluate(
    async ([url, message, isKeyed]) => {
      async function post(path: string, body: object) {
        const key = isKeyed ? { 'Idempotency-Key': `"${crypto.randomUUID()}"` } : {};
        const answer = await fetch(url + path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...key },
          body: JSON.stringify(body),
        });
        const { conversation_id: id, response } = (await answer.json()) as Record<string, string>;
        return { id, response, isReplayed: answer.headers.get('Idempotency-Replayed') };
      }
      const { id } = await post('/chat/create', { user_id: crypto.randomUUID(), message: '', metadata: {} });
      await post('/chat/respond', { conversation_id: id, message: 'Hello' });
      return post('/chat/respond', { conversation_id: id, message });
    },
    [url, message, isKeyed] as const,
  );
}

const message = 'Where is my order?';

for (const [type, isKeyed] of [
  ['reset_peer', true],
  ['close', true],
  ['reset_peer', false],
] as const) {
  const times = isKeyed ? 'a key reaches the agent once' : 'no key reaches the agent twice';
  test(`a message with ${times} when the browser sends it again after ${type}`, async ({ page, world }) => {
    await world.visit('');
    const { proxy, turns } = await startThief(world, message, type);
    const seen = await talk(page, proxy.url, message, isKeyed);
    await proxy.close();

    // The relay was asked twice, the first time on a connection that had been used before: else the test shows nothing.
    expect(turns).toHaveLength(2);
    expect(turns[0]).toBeGreaterThan(1);
    expect(seen.response).toMatch(/./);
    expect(seen.isReplayed).toBe(String(isKeyed));
    const said = world.agent.calls.filter(({ body }) => JSON.stringify(body).includes(message));
    expect(said).toHaveLength(isKeyed ? 1 : 2);
  });
}

for (const isKeyed of [true, false]) {
  const times = isKeyed ? 'once' : 'twice without its key';
  test(`I-2: what a visitor writes reaches the agent ${times} when the browser sends it again`, async ({
    page,
    world,
  }) => {
    const { proxy, turns } = await startThief(world, message, 'reset_peer');
    let asked = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/respond')) asked += 1;
    });
    const keys = isKeyed ? '' : 'data-keys="false"';
    const chat = await openChat(page, world, `<script async src="${proxy.url}/parley.js" ${keys}></script>`);
    await chat.say(message);
    await expect(chat.message('agent')).toHaveCount(2);
    await expect(chat.message('visitor')).toHaveCount(1);
    await expect(chat.failure).toHaveCount(0);
    await proxy.close();

    // The chat has asked once, and the browser again on its own, after a connection that had been used before.
    expect(asked).toBe(1);
    expect(turns).toHaveLength(2);
    expect(turns[0]).toBeGreaterThan(1);
    const said = world.agent.calls.filter(({ body }) => JSON.stringify(body).includes(message));
    expect(said).toHaveLength(isKeyed ? 1 : 2);
  });
}
