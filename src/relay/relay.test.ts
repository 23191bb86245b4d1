import { afterEach, describe, expect, test, vi } from 'vitest';
import { createMemoryStore } from './memory-store.ts';
import { problemCodes } from './problem.ts';
import {
  type Bench,
  canaries,
  created,
  findCanaries,
  origin,
  readAll,
  type Setup,
  setUp,
  ways,
} from './test-support.ts';

const keyed = { 'idempotency-key': '"71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84"' };

const respond = (bench: Bench, token: string, message = 'What’s your return policy?') =>
  bench.post('/chat/respond', { conversation_id: token, message });

const answerWith = (status: number, body: BodyInit | null = '{}', headers: Record<string, string> = {}) => ({
  fetch: () => Promise.resolve(new Response(body, { status, headers })),
});
const failWith = (cause: object) => ({
  // What is tried again is tried at once.
  random: () => 0,
  fetch: () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), cause) })),
});
const ofApi = (code: string) =>
  JSON.stringify({ error_code: code, error_message: `${canaries.id} at canary-host` });

/** Each way to fail: what is set up, what is sent, and what comes back. */
const failures: {
  name: string;
  setup?: Setup;
  send: (bench: Bench) => Promise<Response>;
  status: number;
  code: string;
  retryable?: boolean;
  /** How many calls the stand-in may have seen after the conversation was opened. */
  calls?: number;
  /** The origin that may read the answer, where it is not the allowed one. */
  reader?: string | null;
}[] = [
  { name: 'an unknown path', send: (b) => b.send('/nothing'), status: 404, code: 'not_found' },
  {
    name: 'a path that differs in case',
    send: (b) => b.post('/Chat/create', created),
    status: 404,
    code: 'not_found',
  },
  {
    name: 'a path with a doubled slash',
    send: (b) => b.post('//chat/create', created),
    status: 404,
    code: 'not_found',
  },
  { name: 'GET on create', send: (b) => b.send('/chat/create'), status: 405, code: 'method_not_allowed' },
  {
    name: 'PUT on respond',
    send: (b) => b.send('/chat/respond', { method: 'PUT', body: '{}' }),
    status: 405,
    code: 'method_not_allowed',
  },
  {
    name: 'another origin',
    send: (b) => b.post('/chat/create', created, { origin: 'https://evil.example' }),
    reader: 'https://evil.example',
    status: 403,
    code: 'origin_not_allowed',
  },
  {
    name: 'no origin (O-2)',
    send: (b) => b.post('/chat/create', created, { 'x-no-origin': '1' }),
    status: 403,
    code: 'origin_not_allowed',
    reader: null,
  },
  {
    name: 'O-6 plain text',
    send: (b) => b.post('/chat/create', created, { 'content-type': 'text/plain' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    name: 'O-6 a form',
    send: (b) => b.post('/chat/create', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    name: 'another charset',
    send: (b) => b.post('/chat/create', created, { 'content-type': 'application/json; charset=latin1' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    name: 'V-3 a compressed body',
    send: (b) => b.post('/chat/create', created, { 'content-encoding': 'gzip' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    name: 'a body over the limit',
    send: (b) => b.post('/chat/create', { ...created, message: 'x'.repeat(40_000) }),
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a message over the limit',
    send: (b) => b.post('/chat/create', { ...created, message: 'x'.repeat(4001) }),
    status: 413,
    code: 'body_too_large',
  },
  { name: 'broken JSON', send: (b) => b.post('/chat/create', '{"user_id":'), status: 400, code: 'bad_json' },
  { name: 'an empty body', send: (b) => b.post('/chat/create', ''), status: 400, code: 'bad_json' },
  {
    name: 'a missing field',
    send: (b) => b.post('/chat/create', { user_id: created.user_id, message: '' }),
    status: 400,
    code: 'bad_request',
  },
  {
    name: 'an id that no relay made',
    send: (b) => respond(b, canaries.id),
    status: 404,
    code: 'conversation_invalid',
  },
  {
    name: 'a refused key',
    setup: { agent: { apiKey: 'other' } },
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_auth',
    calls: 1,
  },
  {
    name: 'a forbidden agent',
    setup: answerWith(403, ofApi('X')),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_auth',
  },
  {
    name: 'an unknown project',
    setup: { agent: { projectId: 'other' } },
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_misconfigured',
    calls: 1,
  },
  {
    name: 'an agent without a draft',
    setup: answerWith(400, ofApi('CHAT_DRAFT_NOT_EXIST')),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_misconfigured',
  },
  {
    name: 'a body the API does not know',
    setup: answerWith(400, ofApi('SCHEMA_VALIDATION_FAILED')),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_misconfigured',
  },
  {
    name: 'S-5 a redirect',
    setup: answerWith(302, null, { location: 'https://canary-host/' }),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_misconfigured',
  },
  {
    name: 'any other 400',
    setup: answerWith(400, ofApi('NO')),
    send: (b) => b.post('/chat/create', created),
    status: 422,
    code: 'rejected_by_agent',
  },
  {
    name: 'a bare 422',
    setup: answerWith(422, 'no'),
    send: (b) => b.post('/chat/create', created),
    status: 422,
    code: 'rejected_by_agent',
  },
  {
    name: 'an expired conversation',
    send: async (b) => respond(b, await b.open(), 'expired'),
    status: 410,
    code: 'conversation_expired',
    calls: 1,
  },
  {
    name: 'a conversation the API has forgotten',
    send: async (b) => {
      const token = await b.open();
      b.agent.reset();
      return respond(b, token);
    },
    status: 410,
    code: 'conversation_expired',
    calls: 1,
  },
  {
    name: 'C-4 an ended conversation',
    send: async (b) => {
      const token = await b.open();
      await respond(b, token, 'ended');
      return respond(b, token);
    },
    status: 410,
    code: 'conversation_ended',
    calls: 1,
  },
  {
    name: 'too many messages',
    send: async (b) => respond(b, await b.open(), '429'),
    status: 429,
    code: 'upstream_busy',
    retryable: true,
    calls: 1,
  },
  {
    name: 'more requests of an address than it may make',
    setup: { rates: { createIp: '1/m:1' } },
    // All whose address is not known share ten times as much.
    send: async (b) => {
      let answer = await b.post('/chat/create', created);
      while (answer.status === 200) answer = await b.post('/chat/create', created);
      b.agent.reset();
      return answer;
    },
    status: 429,
    code: 'rate_limited',
    retryable: true,
  },
  {
    name: 'more turns than a day may have',
    setup: { dailyTurnBudget: 1 },
    send: async (b) => respond(b, await b.open()),
    status: 429,
    code: 'budget_exhausted',
    retryable: true,
  },
  {
    name: 'more messages than a conversation may have',
    setup: { maxTurns: 1 },
    send: async (b) => {
      const token = await b.open();
      await respond(b, token);
      return respond(b, token);
    },
    status: 410,
    code: 'conversation_expired',
    calls: 1,
  },
  {
    name: 'a visitor who has to prove something first',
    setup: { onCreate: () => ({ refusal: 'challenge_required' }) },
    send: (b) => b.post('/chat/create', created),
    status: 403,
    code: 'challenge_required',
  },
  {
    name: 'a visitor whose token is missing',
    setup: { identity: { key: canaries.apiKey.repeat(3), audience: 'shop', required: true } },
    send: (b) => b.post('/chat/create', created),
    status: 403,
    code: 'identity_invalid',
  },
  {
    name: 'a 500',
    send: async (b) => respond(b, await b.open(), '500'),
    status: 502,
    code: 'delivery_unknown',
    calls: 1,
  },
  {
    name: 'a bare 503',
    send: async (b) => respond(b, await b.open(), '503'),
    status: 502,
    code: 'delivery_unknown',
    calls: 1,
  },
  {
    name: 'a 503 that says when to come back',
    // Later than a browser is kept waiting.
    setup: answerWith(503, '', { 'retry-after': '3' }),
    send: (b) => b.post('/chat/create', created),
    status: 503,
    code: 'upstream_unavailable',
    retryable: true,
  },
  {
    name: 'a 408',
    setup: answerWith(408),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'delivery_unknown',
  },
  {
    name: 'V-7 a web page',
    send: async (b) => respond(b, await b.open(), 'html'),
    status: 502,
    code: 'upstream_invalid',
    calls: 1,
  },
  {
    name: 'V-7 half an answer',
    send: async (b) => respond(b, await b.open(), 'malformed'),
    status: 502,
    code: 'upstream_invalid',
    calls: 1,
  },
  {
    name: 'V-7 an answer of 10 MB',
    setup: answerWith(200, JSON.stringify({ response: 'x'.repeat(10_000_000) })),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'V-7 a text of 65 KiB',
    setup: answerWith(200, JSON.stringify({ conversation_id: 'c', response: 'x'.repeat(66_000) })),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'an id too long to be sealed',
    setup: answerWith(200, JSON.stringify({ conversation_id: 'c'.repeat(900), response: '' })),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'a connection that breaks after sending',
    send: async (b) => respond(b, await b.open(), 'reset'),
    status: 502,
    code: 'delivery_unknown',
    calls: 1,
  },
  {
    name: 'an agent that does not answer in time',
    setup: { upstreamTimeoutMs: 100, agent: { mishap: ({ message }) => (message ? 'hang' : undefined) } },
    send: async (b) => respond(b, await b.open()),
    status: 502,
    code: 'delivery_unknown',
    calls: 1,
  },
  ...[
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ].map((code) => ({
    name: `U-1 ${code}`,
    setup: failWith({ code }),
    send: (b: Bench) => b.post('/chat/create', created),
    status: 503,
    code: 'upstream_unavailable',
    retryable: true,
  })),
  {
    name: 'U-1 a reset while connecting',
    setup: failWith({ cause: { code: 'ECONNRESET', syscall: 'connect' } }),
    send: (b) => b.post('/chat/create', created),
    status: 503,
    code: 'upstream_unavailable',
    retryable: true,
  },
  {
    name: 'U-1 UND_ERR_SOCKET',
    setup: failWith({ code: 'UND_ERR_SOCKET' }),
    send: (b) => b.post('/chat/create', created),
    status: 502,
    code: 'delivery_unknown',
  },
  {
    name: 'a key that is too short',
    send: (b) => b.post('/chat/create', created, { 'idempotency-key': 'short' }),
    status: 400,
    code: 'idempotency_key_invalid',
  },
  {
    name: 'a time of issue that is none',
    send: (b) => b.post('/chat/create', created, { ...keyed, 'idempotency-issued': 'yesterday' }),
    status: 400,
    code: 'idempotency_key_invalid',
  },
  {
    name: 'a time of issue that is yet to come',
    send: (b) =>
      b.post('/chat/create', created, { ...keyed, 'idempotency-issued': String(Date.now() + 60_000) }),
    status: 422,
    code: 'issued_in_future',
    retryable: true,
  },
  {
    name: 'a message without the key that is required',
    setup: { requireIdempotencyKey: true },
    send: (b) => b.post('/chat/create', created),
    status: 400,
    code: 'idempotency_key_missing',
  },
  {
    name: 'a key that comes with another body',
    send: async (b) => {
      await b.post('/chat/create', created, keyed);
      return b.post('/chat/create', { ...created, message: 'Hi' }, keyed);
    },
    status: 422,
    code: 'idempotency_key_reused',
    calls: 1,
  },
  {
    name: 'a turn that takes longer than a caller waits',
    setup: { clientWaitMs: 5, agent: { delayMs: 60 } },
    send: async (b) => {
      const answer = await b.post('/chat/create', created, keyed);
      // On a busy machine the caller may be told sooner than the agent is asked.
      await vi.waitFor(() => expect(b.agent.received.create).toBe(1));
      return answer;
    },
    status: 409,
    code: 'in_progress',
    retryable: true,
    calls: 1,
  },
  {
    name: 'more messages at once than may wait',
    setup: { maxWaiters: 0, agent: { mishap: ({ message }) => (message ? 'slow' : undefined), slowMs: 60 } },
    send: async (b) => {
      const token = await b.open();
      const [one, two] = await Promise.all([respond(b, token), respond(b, token)]);
      return one.status === 409 ? one : two;
    },
    status: 409,
    code: 'conversation_busy',
    retryable: true,
    calls: 1,
  },
  {
    name: 'more turns at once than may be under way',
    setup: { maxInFlight: 0 },
    send: (b) => b.post('/chat/create', created),
    status: 503,
    code: 'overloaded',
    retryable: true,
  },
  {
    name: 'a store without room',
    setup: { store: createMemoryStore({ maxRecords: 0 }) },
    send: (b) => b.post('/chat/create', created, keyed),
    status: 503,
    code: 'overloaded',
    retryable: true,
  },
  {
    name: 'a store that does not answer',
    setup: {
      store: { ...createMemoryStore(), begin: () => Promise.reject(new Error(`${canaries.id} refused`)) },
    },
    send: (b) => b.post('/chat/create', created, keyed),
    status: 503,
    code: 'store_unavailable',
    retryable: true,
  },
  {
    name: 'a store that gives no lock',
    setup: { store: { ...createMemoryStore(), lock: () => Promise.reject(new Error('x')) } },
    send: (b) => b.post('/chat/create', created),
    status: 503,
    code: 'store_unavailable',
    retryable: true,
  },
  {
    name: 'an unexpected exception',
    setup: { files: () => Promise.reject(new Error(canaries.apiKey)) },
    send: (b) => b.send('/parley.js'),
    status: 500,
    code: 'internal',
  },
];

describe.each(ways)('the relay %s', (way) => {
  let bench: Bench;
  afterEach(() => bench.close());

  test('reproduces the seed’s two calls without the two headers', async () => {
    bench = await setUp(way, { agent: { strict: true } });
    const first = await bench.post('/chat/create', created);
    expect(first.status).toBe(200);
    const answer = (await first.json()) as Record<string, string>;
    expect(Object.keys(answer)).toEqual(['conversation_id', 'response']);
    expect(answer['response']).toBe('Hi, how can I help you today?');
    const second = await bench.post('/chat/respond', {
      conversation_id: answer['conversation_id'],
      message: "What's your return policy?",
    });
    expect(second.status).toBe(200);
    expect(await second.json()).toEqual({
      response: 'Our return policy is 30 days with proof of purchase.',
      end_conversation: false,
    });
    expect(bench.agent.calls.map(({ body }) => body)).toEqual([
      created,
      { conversation_id: canaries.id, message: "What's your return policy?" },
    ]);
    expect(bench.agent.calls[0]?.headers).toMatchObject({
      'x-api-key': canaries.apiKey,
      'x-token': canaries.token,
    });
  });

  test.each(failures)('answers $name with $status $code (O-3, S-1, C-1)', async (failure) => {
    bench = await setUp(way, failure.setup);
    const answer = await failure.send(bench);
    const text = await answer.clone().text();
    expect(answer.status).toBe(failure.status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({
      type: `urn:parley:problem:${failure.code}`,
      title: expect.stringMatching(/^[A-Z].*\.$/),
      status: failure.status,
      code: failure.code,
      retryable: failure.retryable ?? false,
      request_id: answer.headers.get('x-request-id'),
    });
    const { headers } = answer;
    expect(headers.get('vary')).toContain('Origin');
    expect(headers.get('access-control-allow-origin')).toBe(
      failure.reader === undefined ? origin : failure.reader,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-server-time')).toMatch(/^\d{13}$/);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('allow')).toBe(failure.status === 405 ? 'POST, OPTIONS' : null);
    expect(
      bench.agent.received.respond +
        (failure.send.toString().includes('open') ? 0 : bench.agent.received.create),
    ).toBe(failure.calls ?? 0);
    expect(findCanaries((await readAll(answer)) + JSON.stringify(bench.log))).toEqual([]);
    expect(bench.log).toContainEqual(
      expect.objectContaining({ event: 'request', status: failure.status, code: failure.code }),
    );
  });

  test('answers HEAD on a route with 405 and no body', async () => {
    bench = await setUp(way);
    const answer = await bench.send('/chat/respond', { method: 'HEAD' });
    expect([answer.status, await answer.text(), answer.headers.get('allow')]).toEqual([
      405,
      '',
      'POST, OPTIONS',
    ]);
  });

  test('passes Retry-After on, as milliseconds and as whole seconds', async () => {
    bench = await setUp(way, { agent: { retryAfterSeconds: 7 } });
    const answer = await respond(bench, await bench.open(), '429');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toMatchObject({ retry_after_ms: 7000 });
  });

  test('C-1 answers with the client’s own token where the API repeats its id, and C-4 the end stays the end', async () => {
    bench = await setUp(way, { agent: { repeatId: true } });
    const token = await bench.open();
    const answer = await respond(bench, token, 'I want to talk to a person');
    expect(await answer.clone().json()).toMatchObject({
      conversation_id: token,
      end_conversation: true,
      handoff: { destination: 'support' },
    });
    expect(findCanaries(await readAll(answer))).toEqual([]);
    expect((await respond(bench, token)).status).toBe(410);
  });

  test('every 400 points at the fields that are wrong', async () => {
    bench = await setUp(way);
    const answer = await bench.post('/chat/create', {
      user_id: 'me',
      message: 7,
      metadata: { a: { b: [{}] } },
    });
    const { errors } = (await answer.json()) as { errors: { pointer: string; reason: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/user_id', '/message', '/metadata/a']);
    const missing = await bench.post('/chat/respond', {});
    expect(((await missing.json()) as { errors: unknown }).errors).toEqual([
      { pointer: '/conversation_id', reason: 'is required, even when empty' },
      { pointer: '/message', reason: 'is required, even when empty' },
    ]);
  });

  test('O-5 grants preflights for two hours, with the headers that were asked for', async () => {
    bench = await setUp(way);
    const preflight = (headers: Record<string, string>) =>
      bench.send('/chat/create', { method: 'OPTIONS', headers });
    const asked = await preflight({
      'access-control-request-headers': 'content-type,idempotency-key,x-wrapped',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type,idempotency-key,x-wrapped');
    expect(asked.headers.get('access-control-max-age')).toBe('7200');
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    const odd = await preflight({ 'access-control-request-headers': 'x<script>' });
    expect(odd.headers.get('access-control-allow-headers')).toBe(
      'content-type, idempotency-key, idempotency-issued',
    );
    const long = await preflight({ 'access-control-request-headers': 'x'.repeat(1025) });
    expect(long.headers.get('access-control-allow-headers')).not.toContain('xxx');
    const refused = await preflight({ origin: 'https://evil.example' });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://evil.example',
    ]);
  });

  test('tells on every answer to a turn whether another request had begun it', async () => {
    bench = await setUp(way);
    const says = async (path: string, body: unknown, headers?: Record<string, string>) =>
      (await bench.post(path, body, headers)).headers.get('idempotency-replayed');
    expect(await says('/chat/create', created, keyed)).toBe('false');
    expect(await says('/chat/create', created, keyed)).toBe('true');
    expect(await says('/chat/create', created)).toBe('false');
    expect(await says('/chat/create', created, { origin: 'https://evil.example' })).toBe('false');
    expect(await says('/chat/respond', '{')).toBe('false');
    expect(await says('/chat', {})).toBeNull();
    expect(bench.agent.calls[0]?.headers).not.toHaveProperty('idempotency-key');
    expect(bench.log.map(({ replayed }) => replayed)).toEqual([false, true, ...Array(4).fill(undefined)]);
  });

  test('O-7 reads no cookie, and hands nothing of the browser on', async () => {
    bench = await setUp(way);
    const headers = {
      cookie: 'a=b',
      'x-forwarded-host': 'evil.example',
      authorization: 'Bearer x',
      'x-api-key': 'mine',
    };
    const answer = await bench.post(
      '/chat/create',
      { ...created, region: 'us-1', base_url: 'https://evil.example' },
      headers,
    );
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    const [call] = bench.agent.calls;
    expect(call?.body).toEqual(created);
    expect(call?.headers['x-api-key']).toBe(canaries.apiKey);
    expect(Object.keys(call?.headers ?? {}).sort()).toEqual(
      ['accept', 'content-type', 'user-agent', 'x-api-key', 'x-request-id', 'x-token'].sort(),
    );
  });

  test('O-2 lets requests without an origin in where it is told to', async () => {
    bench = await setUp(way, { requireOrigin: false });
    expect((await bench.post('/chat/create', created, { 'x-no-origin': '1' })).status).toBe(200);
  });

  test('lets everyone in only by its explicit option', async () => {
    bench = await setUp(way, { allowedOrigins: [], allowAnyOrigin: true });
    const answer = await bench.post('/chat/create', created, { origin: 'https://any.example' });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://any.example',
    ]);
  });

  test('lives under a base path', async () => {
    bench = await setUp(way, { basePath: '/parley' });
    expect((await bench.post('/parley/chat/create', created)).status).toBe(200);
    expect((await bench.post('/chat/create', created)).status).toBe(404);
    expect(await (await bench.send('/parley/healthz')).text()).toBe('ok');
  });

  test('G-3 writes one line for each API request, with allowed fields only', async () => {
    bench = await setUp(way);
    await respond(bench, await bench.open(), 'my number is 0161 496 0000');
    await bench.send('/healthz');
    expect(bench.log.map(({ route, status, level }) => [route, status, level])).toEqual([
      ['create', 200, 'info'],
      ['respond', 200, 'info'],
    ]);
    expect(Object.keys(bench.log[1] ?? {})).toEqual([
      'time',
      'level',
      'event',
      'request_id',
      'route',
      'status',
      // In process nobody knows where a request comes from.
      ...(way === 'over a port' ? ['address'] : []),
      'conversation',
      'ms',
      'upstream_ms',
      'attempts',
    ]);
    expect(bench.agent.calls[1]?.headers['x-request-id']).toBe(bench.log[1]?.request_id);
    expect(bench.log[1]?.address).toBe(way === 'over a port' ? '127.0.0.0/24' : undefined);
    expect(JSON.stringify(bench.log)).not.toMatch(/0161|canary|shop\.example|eyJ|127\.0\.0\.1/);
  });

  test('a log that throws costs no answer', async () => {
    bench = await setUp(way, {
      log: () => {
        throw new Error('disk full');
      },
    });
    expect((await bench.post('/chat/create', created)).status).toBe(200);
  });
});

test('every code of the table has been met', () => {
  // Only a relay that is stopping drains; its own test is beside the turns.
  const met = new Set(['draining', ...failures.map(({ code }) => code)]);
  expect(problemCodes.filter((code) => !met.has(code))).toEqual([]);
});

test('a turn is seen through when the visitor leaves', async () => {
  const bench = await setUp('in process');
  const abort = new AbortController();
  const signals: unknown[] = [];
  const fetch = (url: string, init: RequestInit) => {
    signals.push(init.signal);
    abort.abort();
    return bench.agent.fetch(url, init);
  };
  const watched = await setUp('in process', { fetch });
  const answer = await watched.send('/chat/create', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(created),
    signal: abort.signal,
  });
  expect(answer.status).toBe(200);
  expect((signals[0] as AbortSignal).aborted).toBe(false);
});
