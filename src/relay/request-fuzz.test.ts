import process from 'node:process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBody } from './read-body.ts';
import { canaries, created, findCanaries, readAll, setUp, userId } from './test-support.ts';

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const utf8 = (text: string) => new TextEncoder().encode(text);
const withMetadata = (metadata: string) => `{"user_id":"${userId}","message":"","metadata":${metadata}}`;

/** Bodies that have broken servers before, and whether the agent may be asked. */
const corpus: [name: string, body: string | Uint8Array, status: number][] = [
  ['5,000 levels', deep(5000), 400],
  ['16,000 levels in metadata', withMetadata(`{"a":${deep(16_000)}}`), 400],
  ['null', 'null', 400],
  ['a number', '7', 400],
  ['an array', '[]', 400],
  ['NUL in the JSON', '{"user_id"\0:1}', 400],
  ['an infinite number', withMetadata('{"a":1e400}'), 400],
  ['invalid UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 400],
  ['an overlong UTF-8 form', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 400],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0), 400],
  ['metadata as a list', withMetadata('[]'), 400],
  ['metadata as null', withMetadata('null'), 400],
  ['an object within a list', withMetadata('{"a":[{}]}'), 400],
  [
    '33 keys',
    withMetadata(JSON.stringify(Object.fromEntries(Array.from({ length: 33 }, (_, key) => [key, 1])))),
    400,
  ],
  ['5 levels of metadata', withMetadata('{"a":{"b":{"c":{"d":{}}}}}'), 400],
  ['5 KiB of metadata', withMetadata(JSON.stringify({ a: 'x'.repeat(5000) })), 400],
  ['an id with a line break', `{"user_id":"${userId}\\n","message":"","metadata":{}}`, 400],
  ['duplicate keys', `{"user_id":"x","user_id":"${userId}","message":"","metadata":{}}`, 200],
  ['a byte order mark', `\ufeff${JSON.stringify(created)}`, 200],
  ['traps in disguise', withMetadata('{"constr\\u0000uctor":{"a":{}},"__pro\\u0000to__":{"a":1}}'), 200],
  ['4 levels of metadata', withMetadata('{"a":{"b":{"c":[1,"x",true,null]}}}'), 200],
];

test.each(corpus)('V-1 %s never makes a 500', async (_, body, status) => {
  const bench = await setUp('in process');
  const answer = await bench.post('/chat/create', body);
  expect(answer.status).toBe(status);
  expect(bench.agent.received.create).toBe(status === 200 ? 1 : 0);
});

test('V-2 bytes are counted as they come, whatever Content-Length claims', async () => {
  const bench = await setUp('in process');
  for (const claim of ['10', 'x', '', '99999999']) {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1024;
        controller.enqueue(utf8(' '.repeat(1024)));
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': claim },
      body,
      duplex: 'half',
    };
    const answer = await bench.send('/chat/create', init);
    expect([claim, answer.status]).toEqual([claim, 413]);
    expect(pulled).toBeLessThan(32_768 + 65_536);
  }
  const honest = await bench.post('/chat/create', created, { 'content-length': '99999999' });
  expect(honest.status).toBe(200);
});

test('V-4 the agent gets exactly the seed’s fields, clean and well-formed', async () => {
  const bench = await setUp('in process', { agent: { strict: true } });
  const family = '👨‍👩‍👧‍👦';
  const body = {
    ...created,
    message: `a\u0000b\u001bc\r\n\td\ud800e${family}`,
    metadata: { page: '\u0007/x\udfff', n: 1, list: ['a', null], '\ud800': 1 },
    extra: 1,
  };
  expect((await bench.post('/chat/create', body)).status).toBe(200);
  expect(bench.agent.calls[0]?.body).toEqual({
    user_id: userId,
    message: `abc\n\td\ufffde${family}`,
    metadata: { page: '/x\ufffd', n: 1, list: ['a', null], '\ufffd': 1 },
  });
});

test('V-6 trap keys are dropped at any depth', async () => {
  const bench = await setUp('in process');
  const answer = await bench.post(
    '/chat/create',
    withMetadata('{"__proto__":{"polluted":1},"a":{"constructor":{"b":1},"prototype":1,"kept":1}}'),
  );
  expect(answer.status).toBe(200);
  expect(JSON.stringify(bench.agent.calls[0]?.body)).toBe(withMetadata('{"a":{"kept":1}}'));
});

test('V-6 so are those that only cleaning would make of them', async () => {
  const bench = await setUp('in process');
  const large = JSON.stringify('y'.repeat(8000));
  const traps = `"constr\\u0000uctor":{"prototype\\u0001":{"x":1}},"__pro\\u0000to__":{"big":${large}}`;
  expect((await bench.post('/chat/create', withMetadata(`{${traps},"kept":1}`))).status).toBe(200);
  expect(JSON.stringify(bench.agent.calls[0]?.body)).toBe(withMetadata('{"kept":1}'));
});

test('V-6 trap keys are gone before any schema sees them', async () => {
  const body = '{"__proto__":{"a":1},"kept":[{"constructor":1,"prototype":2,"kept":3}]}';
  const headers = { 'content-type': 'application/json' };
  const value = await readBody(new Request('https://x.example', { method: 'POST', headers, body }), 1000);
  expect(JSON.stringify(value)).toBe('{"kept":[{"kept":3}]}');
});

test('V-5 the limit is in code points, and 16 KiB in any case', async () => {
  const bench = await setUp('in process');
  const send = async (message: string) => (await bench.post('/chat/create', { ...created, message })).status;
  expect(await send('é'.repeat(4000))).toBe(200);
  expect(await send('é'.repeat(4001))).toBe(413);
  expect(await send('😀'.repeat(4000))).toBe(200);
  expect(await send('😀'.repeat(4001))).toBe(413);
  const wide = await setUp('in process', { maxMessageChars: 16_000 });
  expect((await wide.post('/chat/create', { ...created, message: '😀'.repeat(4097) })).status).toBe(413);
});

test('V-7 whatever the API answers, only mapped codes come out', async () => {
  let next: { status: number; body: string } = { status: 200, body: '' };
  const bench = await setUp('in process', {
    fetch: () =>
      Promise.resolve(
        new Response([204, 205, 304].includes(next.status) ? null : next.body, { status: next.status }),
      ),
  });
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record(
        {
          conversation_id: fc.oneof(fc.constant(canaries.id), fc.jsonValue()),
          response: fc.oneof(fc.string(), fc.jsonValue()),
          end_conversation: fc.constantFrom<unknown>('true', true, 1),
          handoff: fc.jsonValue(),
          attachments: fc.jsonValue(),
          response_suggestions: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((fields) => JSON.stringify(fields)),
    fc.constant(
      JSON.stringify({
        error_code: canaries.id,
        code: canaries.token,
        message: canaries.apiKey,
        error_message: canaries.id,
      }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 200, max: 599 }), fc.boolean(), body, async (status, isWell, text) => {
      next = { status: isWell ? 200 : status, body: text };
      const answer = await bench.post('/chat/create', created);
      const seen = await readAll(answer);
      expect(findCanaries(seen)).toEqual([]);
      if (answer.status === 200) return;
      expect([429, 422, 502, 503]).toContain(answer.status);
      expect(seen).toMatch(/"code\\?":\\?"(upstream_|delivery_unknown|rejected_by_agent)/);
    }),
    { numRuns: process.env['FULL'] ? 10_000 : 1000 },
  );
}, 120_000);
