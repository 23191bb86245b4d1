import { expect, test } from 'vitest';
import { english } from './labels.ts';
import { shorten } from './shorten.ts';

test('C10: up to 500 characters are spoken whole', () => {
  const text = 'word '.repeat(100);
  expect(shorten(text, english, 'en')).toBe(text);
});

test('C10: of a longer reply its first sentences are, and how much there is to read', () => {
  const text = 'It costs £3.50. That is all. '.repeat(40);
  const spoken = shorten(text, english, 'en');
  expect(spoken).toMatch(/That is all\.\s+Long message, 240 words; read it in the conversation\.$/);
  expect(spoken.length).toBeLessThan(400);
  expect(text.startsWith(spoken.split('Long')[0]?.trim() ?? '-')).toBe(true);
});

test('C10: a sentence without an end is cut', () => {
  expect(shorten('word '.repeat(200), english, 'en')).toMatch(/^(word ){60} Long message, 200 words;/);
});

test('C10, I3: words are counted where no space parts them', () => {
  const spoken = shorten('今日は天気がいいです。'.repeat(60), english, 'ja');
  expect(Number(/(\d+) words/.exec(spoken)?.[1])).toBeGreaterThan(200);
});
