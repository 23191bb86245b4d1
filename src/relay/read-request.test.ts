import * as v from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { ProblemError } from './problem.ts';
import { readCreateRequest, readSiteMetadata } from './read-request.ts';
import { created } from './test-support.ts';

afterEach(() => v.deleteSchemaMessage());

const many = (count: number, toItem: () => unknown) => Array.from({ length: count }, toItem);
const circular: Record<string, unknown> = { page: '/' };
circular['self'] = circular;

test.each([
  ['too large', { a: many(10_000, () => []) }],
  ['too many names', Object.fromEntries(many(400, () => []).map((value, index) => [`k${index}`, [value]]))],
  ['wrong at every place that there is room for', { a: many(1000, () => []) }],
])('V-1 metadata that is %s is refused without looking at all that is wrong with it', (_, metadata) => {
  let found = 0;
  v.setSchemaMessage(() => `${(found += 1)}`);
  expect(() => readCreateRequest({ ...created, metadata }, { maxMessageChars: 4000 })).toThrow(ProblemError);
  expect(found).toBeLessThan(20);
});

test.each([
  ['a circle', circular],
  ['a number that JSON has no form for', { n: 1n }],
  [
    'what throws when it is written down',
    {
      toJSON() {
        throw new Error('cannot');
      },
    },
  ],
])('metadata of the site’s own server with %s is none', (_, metadata) => {
  expect(readSiteMetadata(metadata)).toBeUndefined();
});
