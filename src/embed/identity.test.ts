import { expect, test } from 'vitest';
import { readOwner } from './identity.ts';

const toToken = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test.each([
  [undefined, undefined],
  [() => 'a token', undefined],
  [toToken({ sub: 'visitor-7', name: 'Ünal>>>???' }), 'visitor-7'],
  ['no token at all', 'somebody'],
  ['a.b.c', 'somebody'],
])('the owner by %s is %s', (identity, owner) => {
  expect(readOwner(identity)).toBe(owner);
});
