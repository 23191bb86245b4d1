import { describe, expect, test } from 'vitest';
import { errorCodes } from '../protocol/chat-error.ts';
import { english, fill, pluralize } from './labels.ts';

describe('fill', () => {
  test('fills every place, as often as it stands there', () => {
    expect(fill('{name} says: {text} ({name})', { name: 'Ava', text: 'Hi' })).toBe('Ava says: Hi (Ava)');
  });

  test('leaves places alone that have no value', () => {
    expect(fill('{name} and {other}', { name: 'Ava' })).toBe('Ava and {other}');
  });

  test('takes values as they are: no place and no pattern in them is filled', () => {
    expect(fill('{name} says: {text}', { name: '{text}', text: '$& $1 {name}' })).toBe(
      '{text} says: $& $1 {name}',
    );
  });

  test('shows zero', () => {
    expect(fill('{count} left', { count: 0 })).toBe('0 left');
  });
});

describe('pluralize', () => {
  test('takes the form that English wants', () => {
    const forms = english.openChatUnread;
    expect(pluralize(forms, 1, 'en')).toBe('Open chat, 1 unread message');
    expect(pluralize(forms, 2, 'en')).toBe('Open chat, 2 unread messages');
    expect(pluralize(forms, 0, 'en')).toBe('Open chat, 0 unread messages');
  });

  const all = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  test.each([
    ['ar', [0, 1, 2, 3, 11, 100], ['zero', 'one', 'two', 'few', 'many', 'other']],
    ['pl', [1, 2, 5, 22], ['one', 'few', 'many', 'few']],
    ['ru', [1, 2, 5, 21], ['one', 'few', 'many', 'one']],
    ['ja', [1, 2], ['other', 'other']],
  ])('takes the forms of %s (I3)', (locale, counts, forms) => {
    expect(counts.map((count) => pluralize(all, count, locale))).toEqual(forms);
  });

  test('falls back to the form that every language has', () => {
    expect(pluralize({ other: '{count}' }, 1, 'en')).toBe('1');
  });
});

test('every error has its own words, without codes (J5)', () => {
  const texts = errorCodes.map((code) => english.errors[code]);
  expect(new Set(texts).size).toBe(errorCodes.length);
  for (const text of texts) expect(text).toMatch(/^[A-Z][^_{}]+\.$/);
});
