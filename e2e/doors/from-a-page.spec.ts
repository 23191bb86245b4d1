// What a page of a real browser may ask of the relay, and what it can read of the answers.
import { expect, openChat, test, type World } from '../support/world.ts';

test.use({ relayOptions: { rates: { createIp: '1/m:5' } } });

const created = { user_id: '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84', message: '', metadata: {} };

/** What each request comes to that a page may get wrong. */
const requests: [path: string, type: string, body: string, code: string][] = [
  ['/nothing', 'text/plain', '{}', 'not_found'],
  ['/chat/create', 'application/xml', '{}', 'unsupported_media_type'],
  ['/chat/create', 'application/json', '{', 'bad_json'],
  ['/chat/create', 'application/json', '{}', 'bad_request'],
  ['/chat/create', 'application/json', ' '.repeat(40_000), 'body_too_large'],
  ['/chat/create', 'application/json', JSON.stringify(created), 'delivery_unknown'],
  ['/chat/create', 'application/json', JSON.stringify(created), 'rate_limited'],
  [
    '/chat/respond',
    'application/json',
    `{"conversation_id":"${'x'.repeat(60)}","message":""}`,
    'conversation_invalid',
  ],
];

test.describe('with an agent that has trouble of its own', () => {
  test.use({ agentOptions: { mishap: '500' } });

  test('O-3: the page reads code and wait of each refusal, whatever refused it', async ({ page, world }) => {
    await world.visit('');
    for (const [path, type, body, code] of requests) {
      const read = await page.evaluate(
        async ([url, type, body]) => {
          const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': type }, body });
          const { code } = (await answer.json()) as { code: string };
          const headers = ['retry-after', 'x-request-id', 'x-server-time', 'ratelimit'];
          return { code, status: answer.status, headers: headers.map((name) => answer.headers.get(name)) };
        },
        [world.relay.url + path, type, body] as const,
      );
      expect([path, body.slice(0, 60), read.code]).toEqual([path, body.slice(0, 60), code]);
      const [retryAfter, requestId, serverTime] = read.headers;
      expect([requestId, serverTime]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^\d+$/)]);
      if (read.status === 429) expect(Number(retryAfter)).toBeGreaterThan(50);
    }
  });
});

const countPreflights = ({ log }: World) => log.filter((line) => line.includes('"route":"preflight"')).length;

test.describe('without limits', () => {
  test.use({ relayOptions: { rates: 'off' } });

  test('O-5: five messages ask for leave once for each of the two routes', async ({ page, world }) => {
    const chat = await openChat(page, world);
    for (let said = 0; said < 5; said += 1) {
      await chat.say('delivery');
      await expect(chat.message('agent')).toHaveCount(said + 2);
    }
    expect(world.agent.received).toEqual({ create: 1, respond: 5 });
    expect(countPreflights(world)).toBe(2);
  });
});

test('O-6: what a page can send without asking for leave reaches no agent', async ({ page, world }) => {
  await world.visit('<iframe name="there"></iframe>');
  await page.evaluate(
    async ([url, body]) => {
      const init = { method: 'POST', mode: 'no-cors', body } as const;
      await fetch(url, init);
      await fetch(url, { ...init, headers: { 'Content-Type': 'text/plain;charset=application/json' } });
      await fetch(url, { ...init, body: new Blob([body], { type: 'application/json' }) }).catch(
        () => undefined,
      );
      navigator.sendBeacon(url, body);
      const form = document.createElement('form');
      Object.assign(form, { action: url, method: 'post', enctype: 'text/plain', target: 'there' });
      const field = document.createElement('input');
      Object.assign(field, { name: body.slice(0, -1), value: '}' });
      form.append(field);
      document.body.append(form);
      form.submit();
    },
    [`${world.relay.url}/chat/create`, JSON.stringify(created)] as const,
  );
  const told = () => world.log.filter((line) => line.includes('"route":"create"'));
  await expect.poll(() => told().length).toBeGreaterThanOrEqual(4);
  expect(told().filter((line) => !line.includes('"code":"unsupported_media_type"'))).toEqual([]);
  expect(world.agent.received.create).toBe(0);
});
