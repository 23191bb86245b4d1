// Several agents behind one relay: each with its own account, pages, limits and conversations.
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import type { RelayAgent } from './agent-options.ts';
import { createMemoryStore } from './memory-store.ts';
import type { RelayOptions } from './relay-options.ts';
import {
  account,
  canaries,
  created,
  createFakeClock,
  findCanaries,
  origin,
  readAll,
  setUp,
} from './test-support.ts';

const other = { ...account, projectId: 'canary-project-2', apiKey: 'CANARY-key-2', token: 'CANARY-token-2' };
const plants = 'https://plants.example';

/** One relay, and for each agent the one that answers. */
async function setUpTwo(more: Partial<RelayAgent> = {}, options: Partial<RelayOptions> = {}) {
  const shop = createAgent({ apiKey: account.apiKey, token: account.token, newId: () => canaries.id });
  const garden = createAgent({ apiKey: other.apiKey, token: other.token, newId: () => canaries.id });
  const bench = await setUp('in process', {
    fetch: (url, init) => (url.includes(other.projectId) ? garden : shop).fetch(url, init),
    agents: { garden: { upstream: polyai(other), allowedOrigins: [plants], ...more } },
    ...options,
  });
  const open = async (alias: string, from: string) => {
    const answer = await bench.post(`${alias}/chat/create`, created, { origin: from });
    return ((await answer.json()) as { conversation_id: string }).conversation_id;
  };
  const say = (alias: string, from: string, token: string) =>
    bench.post(`${alias}/chat/respond`, { conversation_id: token, message: 'delivery' }, { origin: from });
  return { bench, shop, garden, open, say };
}

test('each agent has its own path, keys and pages', async () => {
  const { bench, shop, garden, open, say } = await setUpTwo();
  const token = await open('/garden', plants);
  expect((await say('/garden', plants, token)).status).toBe(200);
  expect([shop.received, garden.received]).toEqual([
    { create: 0, respond: 0 },
    { create: 1, respond: 1 },
  ]);
  expect(garden.calls[0]?.headers).toMatchObject({ 'x-api-key': other.apiKey, 'x-token': other.token });
  for (const [path, from] of [
    ['/chat/create', plants],
    ['/garden/chat/create', origin],
  ] as const)
    expect((await bench.post(path, created, { origin: from })).status).toBe(403);
  expect((await bench.post('/chat/create', created)).status).toBe(200);
  expect(bench.log.map(({ agent, status }) => [agent, status])).toEqual([
    ['garden', 200],
    ['garden', 200],
    [undefined, 403],
    ['garden', 403],
    [undefined, 200],
  ]);
});

test('C-2 a conversation of one agent is none of another’s, whatever ids the API gives', async () => {
  const { shop, garden, open, say } = await setUpTwo();
  const [mine, theirs] = [await open('', origin), await open('/garden', plants)];
  const answers = [
    await say('', origin, theirs),
    await say('/garden', plants, mine),
    await say('', origin, 'x'.repeat(60)),
  ];
  const bodies = await Promise.all(
    answers.map(async (answer) => ({ ...((await answer.json()) as object), request_id: '' })),
  );
  expect(bodies[0]).toMatchObject({ status: 404, code: 'conversation_invalid' });
  expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
  expect([shop.received.respond, garden.received.respond]).toEqual([0, 0]);
});

test('C-2 two aliases of one and the same agent keep their conversations apart', async () => {
  const { open, say } = await setUpTwo({ upstream: polyai(account) });
  expect((await say('', origin, await open('/garden', plants))).status).toBe(404);
});

test('S-5 no path leads anywhere but to a named agent', async () => {
  const { bench, shop, garden } = await setUpTwo();
  for (const path of [
    '/nobody/chat/create',
    '/Garden/chat/create',
    '/garden/../chat/../x/chat/create',
    '/garden%2f/chat/create',
    '/garden//chat/create',
    '/__proto__/chat/create',
    '/constructor/chat/create',
    '/garden/chat/close',
  ])
    expect([path, (await bench.post(path, created, { origin: plants })).status]).toEqual([path, 404]);
  expect([shop.calls, garden.calls]).toEqual([[], []]);
});

test('a relay may have aliases alone', async () => {
  const { bench } = await setUpTwo({}, { upstream: undefined } as object);
  expect((await bench.post('/chat/create', created)).status).toBe(404);
  expect((await bench.post('/garden/chat/create', created, { origin: plants })).status).toBe(200);
});

test('limits and budgets are each agent’s own', async () => {
  const warnings: string[] = [];
  const { bench } = await setUpTwo({ dailyTurnBudget: 1 }, { warn: (line) => warnings.push(line) });
  const create = async (alias: string, from: string) =>
    (await bench.post(`${alias}/chat/create`, created, { origin: from })).status;
  expect([await create('/garden', plants), await create('/garden', plants)]).toEqual([200, 429]);
  expect([await create('', origin), await create('', origin)]).toEqual([200, 200]);
  expect(warnings).toContainEqual(expect.stringMatching(/^garden: The 1 turns/));
});

test('U-4 turns of one agent that hang leave those of another their places', async () => {
  const { bench, shop } = await setUpTwo(
    {},
    {
      maxInFlight: 2,
      fetch: (url, init) =>
        url.includes(other.projectId) ? new Promise(() => undefined) : shop.fetch(url, init),
    },
  );
  const create = (alias: string, from: string) =>
    bench.post(`${alias}/chat/create`, { ...created, user_id: crypto.randomUUID() }, { origin: from });
  for (let turn = 0; turn < 2; turn += 1) void create('/garden', plants);
  // Two hang: the third is told so.
  await expect.poll(async () => (await create('/garden', plants)).status).toBe(503);
  expect((await create('', origin)).status).toBe(200);
});

test.each(['chat', 'locales', 'a/b', '', 'ä', '-x'])(
  'the alias %j is refused at the start',
  async (alias) => {
    await expect(setUp('in process', { agents: { [alias]: { upstream: polyai(other) } } })).rejects.toThrow(
      /^createRelay: agents holds/,
    );
  },
);

/** An agent that speaks today's form, with a word for whatever it is asked. */
function createToday() {
  const calls: { url: string; method: string | undefined; body: unknown }[] = [];
  let status = 200;
  const fetch = async (url: string, init: RequestInit) => {
    calls.push({ url: new URL(url).pathname, method: init.method, body: JSON.parse(init.body as string) });
    const answer = url.endsWith('/close')
      ? { success: true }
      : { conversation_id: canaries.id, response: 'Hello' };
    return new Response(JSON.stringify(answer), { status });
  };
  return { calls, fetch, fail: (next: number) => (status = next) };
}

test('an agent of 2026 is spoken to in its own form, and is never sent a message that it would drop', async () => {
  const today = createToday();
  const bench = await setUp('in process', {
    fetch: today.fetch,
    upstream: polyai({ ...account, contract: '2026' }),
    dailyTurnBudget: 2,
  });
  const metadata = { page: '/plants', user_id: 'somebody else' };
  expect((await bench.post('/chat/create', { ...created, metadata })).status).toBe(200);
  expect(today.calls).toEqual([
    {
      url: '/v1/canary-account/canary-project/chat/create',
      method: 'POST',
      body: { integration_attributes: { page: '/plants', user_id: created.user_id } },
    },
  ]);
  for (let time = 0; time < 3; time += 1) {
    const refused = await bench.post('/chat/create', { ...created, message: 'Hello' });
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'rejected_by_agent' }]);
  }
  expect([today.calls.length, bench.log.at(-1)?.attempts]).toEqual([1, undefined]);
  // What was not sent costs nothing.
  expect((await bench.post('/chat/create', created)).status).toBe(200);
  expect((await bench.post('/chat/create', created)).status).toBe(429);
});

test('a conversation can be closed where that is switched on: once upstream, and it stays closed', async () => {
  const today = createToday();
  const bench = await setUp('in process', { fetch: today.fetch, close: true });
  const token = await bench.open();
  const close = () => bench.post('/chat/close', { conversation_id: token });
  const answer = await close();
  expect([answer.status, await answer.clone().text()]).toEqual([200, '{"success":true}']);
  expect(findCanaries(await readAll(answer))).toEqual([]);
  expect((await close()).status).toBe(200);
  expect(today.calls.slice(1)).toEqual([
    {
      url: '/v1/canary-account/canary-project/chat/close',
      method: 'PUT',
      body: { conversation_id: canaries.id },
    },
  ]);
  const after = await bench.post('/chat/respond', { conversation_id: token, message: 'Hi' });
  expect([after.status, await after.json()]).toMatchObject([410, { code: 'conversation_ended' }]);
  expect((await bench.post('/chat/close', { conversation_id: 'x'.repeat(60) })).status).toBe(404);
  expect((await bench.post('/chat/close', {})).status).toBe(400);
});

test.each([
  [404, 200],
  [410, 200],
  [401, 502],
  [500, 502],
])('closing a conversation of which the agent says %i comes to %i', async (status, told) => {
  const today = createToday();
  const bench = await setUp('in process', { fetch: today.fetch, close: true });
  const token = await bench.open();
  today.fail(status);
  expect((await bench.post('/chat/close', { conversation_id: token })).status).toBe(told);
});

test('what metadata the page may give can be listed, and what is dropped is counted and not named', async () => {
  const bench = await setUp('in process', { metadataKeys: ['page', 'lang'] });
  await bench.post('/chat/create', { ...created, metadata: { page: '/', secret: 'CANARY', vip: true } });
  expect(bench.agent.calls[0]?.body).toEqual({ ...created, metadata: { page: '/' } });
  expect(bench.log[0]).toMatchObject({ dropped_keys: 2 });
  expect(JSON.stringify(bench.log)).not.toMatch(/secret|vip|CANARY/);
});

test.each([{}, { metadataKeys: ['page', 'sub', 'identity_verified'] }])(
  'no page says who its visitor is, also where nobody else does: %j',
  async (options) => {
    const bench = await setUp('in process', options);
    const metadata = { page: '/', sub: 'forged', 'identity\u0007_verified': true };
    expect((await bench.post('/chat/create', { ...created, metadata })).status).toBe(200);
    expect(bench.agent.calls[0]?.body).toEqual({ ...created, metadata: { page: '/' } });
    expect(bench.log[0]).toMatchObject({ dropped_keys: 2 });
  },
);

test('onCreate adds to what the agent learns, once for each key, and no page can crowd it out', async () => {
  let asked = 0;
  const bench = await setUp('in process', {
    onCreate: (request, draft) => {
      asked += 1;
      return { metadata: { ...draft.metadata, plan: 'gold', shop: request.headers.get('x-shop') } };
    },
  });
  const full = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`k${index}`, 'x'.repeat(90)]));
  const headers = { 'x-shop': 'plants', 'idempotency-key': 'the-same-key-every-time' };
  for (let time = 0; time < 3; time += 1) {
    const answer = await bench.post('/chat/create', { ...created, metadata: full }, headers);
    expect(answer.status).toBe(200);
  }
  expect(bench.agent.calls.map(({ body }) => body)).toEqual([
    { ...created, metadata: { ...full, plan: 'gold', shop: 'plants' } },
  ]);
  expect(asked).toBe(1);
});

test('onCreate may ask for a proof: nothing is sent, and the same key may try again', async () => {
  const bench = await setUp('in process', {
    onCreate: ({ headers }) => (headers.has('x-proof') ? undefined : { refusal: 'challenge_required' }),
  });
  const key = { 'idempotency-key': 'the-same-key-every-time' };
  const refused = await bench.post('/chat/create', created, key);
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'challenge_required' }]);
  expect(bench.agent.received.create).toBe(0);
  expect((await bench.post('/chat/create', created, { ...key, 'x-proof': '1' })).status).toBe(200);
});

test.each<[string, RelayOptions['onCreate']]>([
  ['throws', () => Promise.reject(new Error('crm down'))],
  ['does not answer', () => new Promise(() => undefined)],
  ['gives what cannot be sent', () => ({ metadata: { plan: () => 1 } })],
  ['gives a trap in disguise', () => ({ metadata: { '__pro\u0000to__': { plan: 'x' } } })],
  ['gives metadata without a value', () => ({ metadata: undefined }) as object],
  ...[null, true, 'text', 7, []].map((value): [string, RelayOptions['onCreate']] => [
    `gives ${JSON.stringify(value)}`,
    () => value as unknown as undefined,
  ]),
  [
    'changes what it was given',
    (_, draft) => {
      draft.metadata['page'] = 'changed';
      throw new Error('x');
    },
  ],
])(
  'an onCreate that %s costs nobody the conversation, and the operator is told once',
  async (_, onCreate) => {
    const clock = createFakeClock();
    const warnings: string[] = [];
    const bench = await setUp('in process', {
      ...(onCreate && { onCreate }),
      now: clock.now,
      setTimer: clock.setTimer,
      store: createMemoryStore({ now: clock.now, setTimer: clock.setTimer }),
      warn: (line) => warnings.push(line),
    });
    const startedAt = clock.now();
    for (let time = 0; time < 2; time += 1) {
      const answer = await clock.until(bench.post('/chat/create', { ...created, metadata: { page: '/' } }));
      expect(answer.status).toBe(200);
    }
    expect(clock.now() - startedAt).toBeLessThan(9000);
    expect(bench.agent.calls[0]?.body).toEqual({ ...created, metadata: { page: '/' } });
    expect(warnings.filter((line) => line.startsWith('onCreate'))).toHaveLength(1);
  },
);

const siteKey = 'a secret of at least thirty-two bytes';
const sign = (claims: object, { key = siteKey, alg = 'HS256', exp = '10m', aud = 'shop' } = {}) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg })
    .setAudience(aud)
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(key));

test('who is signed in is what the site signed, whatever the page says', async () => {
  const bench = await setUp('in process', { identity: { key: siteKey, audience: 'shop' } });
  const metadata = { sub: 'forged', plan: 'forged', identity_verified: true, page: '/' };
  const bearer = async (token: Promise<string>) => ({ authorization: `Bearer ${await token}` });
  const claims = { sub: 'customer-7', plan: 'gold', jti: 'x' };
  const signed = await bench.post('/chat/create', { ...created, metadata }, await bearer(sign(claims)));
  expect(signed.status).toBe(200);
  expect((await bench.post('/chat/create', { ...created, metadata })).status).toBe(200);
  expect(bench.agent.calls.map(({ body }) => (body as typeof created).metadata)).toEqual([
    { plan: 'gold', identity_verified: true, page: '/', sub: 'customer-7' },
    { plan: 'forged', identity_verified: false, page: '/' },
  ]);
});

test('a token that is forged, late, for another agent, for too long or of another algorithm is refused', async () => {
  const bench = await setUp('in process', { identity: { key: siteKey, audience: 'shop' } });
  const none = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x","aud":"shop","exp":9999999999}')}.`.replaceAll(
    '=',
    '',
  );
  const tokens = [
    await sign({ sub: 'x' }, { key: 'another secret of at least thirty-two bytes' }),
    await sign({ sub: 'x' }, { exp: '-1m' }),
    await sign({ sub: 'x' }, { exp: '2h' }),
    await sign({ sub: 'x' }, { aud: 'garden' }),
    await sign({ sub: 'x' }, { alg: 'HS512' }),
    await sign({ deep: [{}] }),
    await new SignJWT({ aud: 'shop' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(siteKey)),
    none,
    '',
  ];
  for (const token of tokens) {
    const answer = await bench.post('/chat/create', created, { authorization: `Bearer ${token}` });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'identity_invalid' }]);
  }
  expect(bench.agent.received.create).toBe(0);
});

test('why tokens are refused is told once for each reason, and nothing that is in them', async () => {
  const warnings: string[] = [];
  const bench = await setUp('in process', {
    identity: { key: siteKey, audience: 'shop', required: true },
    warn: (line) => void warnings.push(line),
  });
  const claims = { sub: 'CANARY', CANARY: 'x' };
  const tokens = [
    await sign(claims, { key: 'another secret of at least thirty-two bytes' }),
    await sign(claims, { exp: '-1m' }),
    await sign(claims, { exp: '2h' }),
    await sign(claims, { aud: 'CANARY' }),
    await sign(claims, { alg: 'HS512' }),
    await sign({ CANARY: [{}] }),
    'CANARY',
  ];
  for (const token of [...tokens, ...tokens])
    await bench.post('/chat/create', created, { authorization: `Bearer ${token}` });
  // Who has none is no riddle.
  await bench.post('/chat/create', created);
  const told = warnings.filter((line) => line.startsWith('A visitor’s token'));
  expect(told.map((line) => /\((.*)\)/.exec(line)?.[1])).toEqual([
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    'ERR_JWT_EXPIRED exp check_failed',
    'ERR_JWT_CLAIM_VALIDATION_FAILED exp too_long',
    'ERR_JWT_CLAIM_VALIDATION_FAILED aud check_failed',
    'ERR_JOSE_ALG_NOT_ALLOWED',
    'claims that cannot be sent',
    'ERR_JWS_INVALID',
  ]);
  expect(warnings.join()).not.toContain('CANARY');
});

test('a token can be required, and signed with a private key', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = await exportSPKI(publicKey);
  const bench = await setUp('in process', {
    identity: { key, alg: 'ES256', audience: 'shop', required: true },
  });
  expect((await bench.post('/chat/create', created)).status).toBe(403);
  const token = await new SignJWT({ sub: '7' })
    .setProtectedHeader({ alg: 'ES256' })
    .setAudience('shop')
    .setExpirationTime('10m')
    .sign(privateKey);
  expect((await bench.post('/chat/create', created, { authorization: `Bearer ${token}` })).status).toBe(200);
  // The public key is no secret: what is signed with it, as if it were one, is nothing.
  const confused = await sign({ sub: 'x' }, { key });
  expect((await bench.post('/chat/create', created, { authorization: `Bearer ${confused}` })).status).toBe(
    403,
  );
});
