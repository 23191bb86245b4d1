import { expect, test } from 'vitest';
import { readRate, resolveRates } from './rates.ts';

test.each([
  ['30/m:10', { perMs: 2000, burst: 10 }],
  ['600/m', { perMs: 100, burst: 600 }],
  ['5/s:1', { perMs: 200, burst: 1 }],
  ['7/h', { perMs: 3_600_000 / 7, burst: 7 }],
])('%s is read as so many in that time, and so many at once', (text, rate) => {
  expect(readRate(text)).toEqual(rate);
});

test.each(['', '0/m', '30', '30/d', '30/m:', '30/m:0', '-1/m', '1e3/m', '30 / m', '1234567/s', 'off'])(
  'what is no limit, such as %j, is none',
  (text) => {
    expect(readRate(text)).toBeUndefined();
  },
);

test('what is not told has its default, what is off is gone, and what cannot be read is named', () => {
  expect(resolveRates({ agent: 'off', createIp: '1/s' })).toEqual({
    createIp: { perMs: 1000, burst: 1 },
    respondIp: { perMs: 1000, burst: 20 },
    conversation: { perMs: 3000, burst: 5 },
    anyIp: { perMs: 200, burst: 300 },
    badTokenIp: { perMs: 3000, burst: 20 },
  });
  expect(resolveRates('off')).toEqual({});
  expect(() => resolveRates({ agent: 'many' })).toThrow(
    /^createRelay: rates\.agent is "many"\. Write '600\/m'/,
  );
});
