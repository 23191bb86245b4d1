import { expect, test } from 'vitest';
import { chooseCoding, codings } from './content-coding.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.1, gzip;q=0.9', 'br'],
  ['BR', 'br'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['*, br;q=0', 'gzip'],
  ['br; q=0 , *;q=0.1', 'gzip'],
  ['identity', undefined],
  ['gzip;q=banana', undefined],
  ['abr, xgzip', undefined],
  [',;,;q=1', undefined],
  ['', undefined],
])('"%s" is sent %s', (header, coding) => {
  expect(chooseCoding(header, codings)).toBe(coding);
});

test('what is not on offer is not chosen', () => {
  expect(chooseCoding('br, gzip', ['gzip'])).toBe('gzip');
  expect(chooseCoding('br, gzip', [])).toBeUndefined();
});
