import { describe, expect, test } from 'vitest';
import { showDayAndTime, showTime } from './show-time.ts';

const at = new Date(2026, 10, 22, 14, 5).getTime();
/** CLDR parts "2:05" and "PM" by a narrow space in some versions. */
const plain = (text: string) => text.replace(/\s/g, ' ');

test('a time is written as its language writes it (I3)', () => {
  expect(plain(showTime(at, 'en-US'))).toBe('2:05 PM');
  expect(showTime(at, 'en-GB')).toBe('14:05');
  expect(showTime(at, 'ar-EG')).toContain('٢:٠٥');
});

describe('the day', () => {
  test('is called today where it is', () => {
    expect(plain(showDayAndTime(at, 'en-US', at + 60_000))).toBe('Today 2:05 PM');
    expect(showDayAndTime(at, 'de', at + 60_000)).toBe('Heute 14:05');
  });

  test('is the date where it is another day', () => {
    const nextDay = new Date(2026, 10, 23).getTime();
    expect(plain(showDayAndTime(at, 'en-US', nextDay))).toBe('Nov 22, 2026 2:05 PM');
    expect(showDayAndTime(at, 'en-GB', nextDay)).toBe('22 Nov 2026 14:05');
  });
});
