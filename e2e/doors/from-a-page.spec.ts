// What a page of a real browser may ask of the relay, and what it can read of the answers.
import type { Page } from '@playwright/test';
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

/** Posts from the page, as its own script would. */
function ask(page: Page, url: string, body: string, headers: Record<string, string>, method = 'POST') {
  return page.evaluate(
    async ([url, body, headers, method]) => {
      const answer = await fetch(url, { method, headers, ...(method === 'POST' && { body }) });
      const { code, conversation_id: id = '' } = (await answer.json()) as Record<string, string | undefined>;
      const names = ['retry-after', 'x-request-id', 'x-server-time'];
      return { code, id, status: answer.status, headers: names.map((name) => answer.headers.get(name)) };
    },
    [url, body, headers, method] as const,
  );
}

test.describe('with an agent that has trouble of its own', () => {
  test.use({ agentOptions: { mishap: '500' } });

  test('O-3: the page reads code and wait of each refusal, whatever refused it', async ({ page, world }) => {
    await world.visit('');
    for (const [path, type, body, code] of requests) {
      const read = await ask(page, world.relay.url + path, body, { 'Content-Type': type });
      expect([path, body.slice(0, 60), read.code]).toEqual([path, body.slice(0, 60), code]);
      const [retryAfter, requestId, serverTime] = read.headers;
      expect([requestId, serverTime]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^\d+$/)]);
      if (read.status === 429) expect(Number(retryAfter)).toBeGreaterThan(50);
    }
  });
});

/** What an agent does, by the word that it is asked for, and what the page is to read of it. */
const agentsAnswers: Record<string, { answer: () => Response; code: string; wait?: string }> = {
  'wrong key': { answer: () => new Response('{}', { status: 401 }), code: 'upstream_auth' },
  'no such body': {
    answer: () => Response.json({ error_code: 'X', error_message: '' }, { status: 422 }),
    code: 'rejected_by_agent',
  },
  busy: {
    answer: () => new Response('{}', { status: 429, headers: { 'Retry-After': '77' } }),
    code: 'upstream_busy',
    wait: '77',
  },
  resting: {
    answer: () => new Response('{}', { status: 503, headers: { 'Retry-After': '78' } }),
    code: 'upstream_unavailable',
    wait: '78',
  },
  moved: {
    answer: () => new Response('', { status: 302, headers: { Location: '/' } }),
    code: 'upstream_misconfigured',
  },
  scribbling: { answer: () => new Response('<h1>'), code: 'upstream_invalid' },
  gone: { answer: () => new Response('{}', { status: 404 }), code: 'conversation_expired' },
  over: { answer: () => new Response('{}', { status: 410 }), code: 'conversation_ended' },
};

test.describe('with an agent that does what it is asked for', () => {
  test.use({
    relayOptions: {
      rates: 'off',
      fetch: (_, { body }) => {
        const { message } = JSON.parse(body as string) as { message: string };
        const fresh = () => Response.json({ conversation_id: 'one', response: '' });
        return Promise.resolve((agentsAnswers[message]?.answer ?? fresh)());
      },
      files: () => Promise.reject(new Error('gone')),
      onCreate: (_, { metadata }) =>
        metadata['robot'] ? { refusal: 'challenge_required' as const } : undefined,
    },
  });

  test('O-3: the page reads what the agent, the key and the relay itself have against a message', async ({
    page,
    world,
  }) => {
    await world.visit('');
    const create = `${world.relay.url}/chat/create`;
    const json = { 'Content-Type': 'application/json' };
    const toBody = (message: string, metadata = {}) => JSON.stringify({ ...created, message, metadata });
    for (const [message, { code, wait = null }] of Object.entries(agentsAnswers)) {
      const isOfConversation = code.startsWith('conversation');
      const url = isOfConversation ? `${world.relay.url}/chat/respond` : create;
      const body = isOfConversation
        ? JSON.stringify({ conversation_id: (await ask(page, create, toBody(''), json)).id, message })
        : toBody(message);
      const read = await ask(page, url, body, json);
      expect([message, read.code, read.headers[0]]).toEqual([message, code, wait]);
    }
    const keyed = (key: string, issued = Date.now()) => ({
      ...json,
      'Idempotency-Key': key,
      'Idempotency-Issued': String(issued),
    });
    const key = crypto.randomUUID();
    await ask(page, create, toBody(''), keyed(key));
    const others: [
      code: string,
      url: string,
      body: string,
      headers: Record<string, string>,
      method?: string,
    ][] = [
      ['idempotency_key_invalid', create, toBody(''), keyed('short')],
      ['idempotency_key_reused', create, toBody('another'), keyed(key)],
      ['issued_in_future', create, toBody(''), keyed(crypto.randomUUID(), Date.now() + 60_000)],
      ['challenge_required', create, toBody('', { robot: true }), json],
      ['method_not_allowed', create, '', {}, 'GET'],
      ['internal', `${world.relay.url}/parley.js`, '', {}, 'GET'],
    ];
    for (const [code, ...request] of others) expect((await ask(page, ...request)).code).toBe(code);
    // The same page by another name is another's.
    await page.goto(world.origin.replace('127.0.0.1', 'localhost'));
    expect((await ask(page, create, toBody(''), json)).code).toBe('origin_not_allowed');
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
