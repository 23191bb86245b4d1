// Whatever comes to whatever route: 10,000 requests made of chance and of what has broken servers before, 100,000 with FULL=1.
import process from 'node:process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { polyai } from '../protocol/upstream.ts';
import {
  account,
  canaries,
  created,
  findCanaries,
  readAll,
  setUp,
  userId,
  type Way,
} from './test-support.ts';

const numRuns = process.env['FULL'] ? 100_000 : 10_000;
const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

const routes = ['create', 'respond', 'close'].flatMap((operation) => [
  `/chat/${operation}`,
  `/garden/chat/${operation}`,
]);
const path = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('/chat/create', '/chat/respond') },
  { weight: 6, arbitrary: fc.constantFrom(...routes) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/',
      '/healthz',
      '/parley.js',
      '/parley@1.0.0.js',
      '/locales/de.js',
      '/locales/../chat/create',
      '/readyz',
      '/metrics',
      '/__proto__/chat/create',
      '//chat/create',
      '/chat/create/',
      '/%2e%2e/chat/create',
      '/%00',
      '/%',
      `/${'x'.repeat(2000)}`,
    ),
  },
  { weight: 1, arbitrary: fc.webPath() },
  {
    weight: 1,
    arbitrary: fc.string().map((text) => `/${encodeURIComponent(text)}`),
  },
);
const query = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  fc.webQueryParameters().map((text) => `?${text}`),
);
const method = fc.oneof(
  { weight: 12, arbitrary: fc.constant('POST') },
  fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'FOO'),
);
const headerValue = fc.stringMatching(/^[\u0021-\u007e][\u0020-\u007e]{0,60}[\u0021-\u007e]$/);
const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-encoding',
    'content-length',
    'origin',
    'authorization',
    'cookie',
    'idempotency-key',
    'idempotency-issued',
    'x-forwarded-for',
    'x-request-id',
    'access-control-request-headers',
    'if-none-match',
    'range',
  ),
  headerValue,
  { maxKeys: 3 },
);

function bodyOf(token: string) {
  const key = fc.constantFrom(
    'user_id',
    'message',
    'metadata',
    'conversation_id',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'x',
  );
  const value = fc.oneof(
    fc.constantFrom<unknown>(userId, token, canaries.id, '', {}, null, { polluted: true }, '\ud800', -0),
    fc.string({ unit: 'binary' }),
    fc.jsonValue(),
  );
  const fields = fc
    .array(fc.tuple(key, value))
    .map(
      (pairs) =>
        `{${pairs.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item) ?? 'null'}`).join(',')}}`,
    );
  return fc.oneof(
    { weight: 4, arbitrary: fields },
    { weight: 1, arbitrary: fc.json({ maxDepth: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.uint8Array() },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        JSON.stringify(created),
        JSON.stringify({ conversation_id: token, message: 'delivery' }),
        `{"user_id":"${userId}","message":"","metadata":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
        `{"user_id":"${userId}","message":"","metadata":{"a":1e400}}`,
        '{"__proto__":{"polluted":true}}',
      ),
    },
  );
}

const mostlyNone = fc.oneof<fc.Arbitrary<Record<string, string>>[]>(
  fc.constant({}),
  fc.constant({}),
  headers,
);
const rightOne: [string, string, string, string, Record<string, string>] = [
  'POST',
  '/chat/create',
  '',
  JSON.stringify(created),
  {},
];

/** Sends so many requests; through Node's server it is a share of them, as each takes its time. */
async function fuzz(way: Way, runs: number) {
  const bench = await setUp(way, {
    close: true,
    trustedProxyHops: 1,
    agents: {
      garden: {
        upstream: polyai(account),
        identity: { key: 'k'.repeat(32), audience: 'garden' },
        metadataKeys: ['x'],
      },
    },
  });
  const seen = new Map<number, number>();
  const lookFor = (text: string) => expect(findCanaries(text)).toEqual([]);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        { weight: 19, arbitrary: fc.tuple(method, path, query, bodyOf(await bench.open()), mostlyNone) },
        // By chance alone few of some hundreds would get through.
        { weight: 1, arbitrary: fc.constant(rightOne) },
      ),
      async ([method, path, query, body, { 'content-length': length, ...more }]) => {
        const before = bench.agent.received.create + bench.agent.received.respond;
        const hasBody = method !== 'GET' && method !== 'HEAD';
        const answer = await bench.send(`${path}${query}`, {
          method,
          headers: {
            'content-type': 'application/json',
            ...more,
            // No client sends another length than there is; what comes of it over the wire is tried elsewhere.
            ...(length !== undefined && way === 'in process' && { 'content-length': length }),
          },
          ...(hasBody && { body: body as BodyInit }),
        });
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        expect(answer.status).toBeLessThan(500);
        // 410, 422 and 429 may be the agent's: random messages may be the name of a mishap.
        const asked = bench.agent.received.create + bench.agent.received.respond - before;
        expect(asked).toBeLessThanOrEqual([200, 410, 422, 429].includes(answer.status) ? 1 : 0);
        lookFor(await readAll(answer));
        lookFor(JSON.stringify(bench.log.splice(0)));
      },
    ),
    { numRuns: runs },
  );
  expect(bench.agent.received.create).toBeGreaterThan(runs / 100);
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  await bench.close();
  return seen;
}

test(`V-1, V-6 none of ${numRuns} requests to any route makes a 500, a call for nothing, a leak or a changed prototype`, async () => {
  const seen = await fuzz('in process', numRuns);
  for (const status of [200, 204, 400, 403, 404, 405, 415]) expect(seen.get(status)).toBeGreaterThan(10);
}, 900_000);

test(`V-1, V-6 neither does one of ${numRuns / 20} through a server of Node`, async () => {
  const seen = await fuzz('over a port', numRuns / 20);
  for (const status of [200, 400, 403, 404, 405]) expect(seen.get(status)).toBeGreaterThan(0);
}, 900_000);
