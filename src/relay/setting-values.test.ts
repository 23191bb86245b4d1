import { expect, test } from 'vitest';
import { readCredential } from './setting-values.ts';

const random = 'Q2hhdCBBUEkga2V5IG9mIGEgcmVhbCBhY2NvdW50_0-9';

test.each(['A_', 'a-', 'An-', 'my_', 'MY-', 'x', ''])(
  'a key of random letters may begin with “%s”',
  (begin) => {
    expect(readCredential(begin + random)).toBe(begin + random);
  },
);

test.each([
  'your-api-key',
  'YOUR_POLYAI_CREDENTIAL',
  'my-key',
  'my_connector_token',
  'the-token',
  'a-secret',
  'an.api.key',
  '<key>',
  'xxxx',
  'change-me',
])('what only holds the place of a key is none: %s', (text) => {
  expect(readCredential(text)).toBeUndefined();
});
