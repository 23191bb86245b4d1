import { expect, test } from 'vitest';
import { describeMishap } from './mishap.ts';
import { created, setUp } from './test-support.ts';

class StoreError extends Error {
  override readonly name = 'StoreError';
}

const refused = () => Promise.reject(new TypeError('failed', { cause: { code: 'ECONNREFUSED' } }));
const fail = (message: string) => () => {
  throw Object.assign(new StoreError(message), { code: 'E_FULL' });
};

test.each([
  ['within a turn', { fetch: refused, random: fail('CANARY') }],
  ['outside of one', { files: fail('CANARY'), basePath: '/' }],
  [
    'within a turn, and the log of warnings as well',
    { fetch: refused, random: fail('CANARY'), warn: fail('CANARY') },
  ],
])(
  'an error that nobody foresaw %s is told with its place and its request, and without its message',
  async (_, options) => {
    const warnings: string[] = [];
    const bench = await setUp('in process', { warn: (line) => void warnings.push(line), ...options });
    const path = 'files' in options ? '/parley.js' : '/chat/create';
    const body = JSON.stringify({ ...created, message: 'Hello' });
    for (const key of ['', 'key-key-key-key-0001']) {
      warnings.length = 0;
      const headers = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
      const answer = await bench.send(path, 'files' in options ? {} : { method: 'POST', headers, body });
      expect(await answer.json()).toMatchObject({ code: 'internal' });
      if ('warn' in options) continue;
      const id = answer.headers.get('x-request-id');
      expect(warnings.filter((line) => !line.startsWith('The addresses'))).toEqual([
        expect.stringMatching(
          /^An error that nobody foresaw: StoreError \(E_FULL\) at .*mishap\.test\.ts:\d+:\d+/,
        ),
      ]);
      expect(warnings[0]).toContain(`request ${id}`);
      expect(warnings.join()).not.toContain('CANARY');
    }
  },
);

test.each([
  ['of many lines', new Error('CANARY\n    at CANARY (CANARY:1:1)\nCANARY')],
  ['that was changed later', Object.assign(new Error('CANARY\n  CANARY'), { message: 'another' })],
  ['without a stack', Object.assign(new Error('CANARY'), { stack: undefined })],
  ['in its name', Object.assign(new Error('CANARY'), { name: 'CANARY 1\n2' })],
  ['in its code', Object.assign(new Error('CANARY'), { code: 'CANARY 1' })],
  ['that is all of it', 'CANARY'],
  ['that throws when it is read', new Proxy(new Error('CANARY'), { get: fail('CANARY') })],
])('a message %s is told to nobody', (_, error) => {
  expect(describeMishap(error)).not.toMatch(/CANARY|\n/);
  expect(describeMishap(error)).toMatch(/^\w+/);
});
