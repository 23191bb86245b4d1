import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOriginRule, readOriginPattern } from './origins.ts';
import { created, setUp } from './test-support.ts';

const strict = { allowAnyOrigin: false, requireOrigin: true };

const lookAlikes = [
  'null',
  'https://shop.example.evil',
  'https://evilshop.example',
  'https://evil.example/https://shop.example',
  'https://shop.example@evil.example',
  'https://www.shop.example',
  'http://shop.example',
  'HTTPS://SHOP.EXAMPLE',
  'https://Shop.example',
  'https://shop.example.',
  'https://shop.example:443',
  'https://shop.example:8443',
  'https://shop.example/',
  'https://shop.example, https://shop.example',
  'https://shоp.example'.replace('о', '%D0%BE'),
  'https://xn--shp-4td.example',
  'https://a.b.apps.example',
  'https://apps.example',
  'https://.apps.example',
  'https://evilapps.example',
  'https://a.apps.example:8443',
  'http://a.apps.example',
  'https://a.apps.example.evil',
  'https://a%2eb.apps.example',
  'https://evil.example#.apps.example',
  'https://evil.example/.apps.example',
  '*',
  '',
];
const listed = ['https://shop.example', 'https://*.apps.example', 'http://localhost:3000'];

test.each(lookAlikes)('O-1 %j is refused, and the agent is not asked', async (origin) => {
  const bench = await setUp('in process', { allowedOrigins: listed });
  const answer = await bench.post('/chat/create', created, { origin });
  expect(answer.status).toBe(403);
  expect(bench.agent.received.create).toBe(0);
  // A simple request, as a form would send it, gets no further.
  expect((await bench.post('/chat/create', created, { origin, 'content-type': 'text/plain' })).status).toBe(
    403,
  );
});

test.each([
  'https://shop.example',
  'https://a.apps.example',
  'https://xn--a-b.apps.example',
  'http://localhost:3000',
])('O-1 %s is let in, and O-4 is echoed as it is', async (origin) => {
  const bench = await setUp('in process', { allowedOrigins: listed });
  const answer = await bench.post('/chat/create', created, { origin });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect(answer.headers.get('vary')).toContain('Origin');
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});

test('O-4 an answer to a refused origin is readable for it only where it says so', async () => {
  const bench = await setUp('in process');
  const answer = await bench.send('/nothing', { headers: { origin: 'https://evil.example' } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, null]);
});

test('O-1 10,000 random origins are judged as a URL parser would', () => {
  const isAllowed = createOriginRule(listed, strict);
  const piece = fc.constantFrom(
    'https',
    'http',
    '://',
    'shop',
    'apps',
    'a',
    '.',
    'example',
    ':443',
    ':3000',
    '/',
    'localhost',
    '@',
    'A',
    '*',
  );
  const oracle = (text: string) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    if (url.origin !== text) return false;
    return (
      listed.includes(text) ||
      (url.protocol === 'https:' &&
        !url.port &&
        /^[^.]+\.apps\.example$/.test(url.hostname) &&
        !url.hostname.includes('*'))
    );
  };
  let allowed = 0;
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 7 }).map((parts) => parts.join('')),
      (text) => {
        allowed += isAllowed(text) ? 1 : 0;
        expect(isAllowed(text)).toBe(oracle(text));
      },
    ),
    { numRuns: 10_000, examples: [['https://a.apps.example'], ['https://shop.example']] },
  );
  expect(allowed).toBeGreaterThan(0);
});

test('null is let in only by name', () => {
  expect(createOriginRule(['null'], strict)('null')).toBe(true);
  expect(createOriginRule(listed, strict)('null')).toBe(false);
});

test.each([
  '*',
  'shop.example',
  'https://shop.example/path',
  'https://*',
  'https://*.com',
  'https://a.*.example',
  'ftp://shop.example',
  'https://u:p@shop.example',
  'https://shop.example?x',
  'https://a.example,https://b.example',
  '',
])('%j is no entry of the list', (entry) => {
  expect(readOriginPattern(entry)).toBeUndefined();
  expect(() => createOriginRule([entry], strict)).toThrow(/allowedOrigins holds .*https:\/\/shop\.example/);
});

test.each(['https://shop.example:443', 'https://SHOP.example/', 'https://münchen.example'])(
  '%s is read as browsers write it',
  (entry) => {
    const matches = readOriginPattern(entry);
    expect(matches?.(new URL(entry).origin)).toBe(true);
  },
);
