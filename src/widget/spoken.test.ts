import { expect, test } from 'vitest';
import type { AgentMessage } from '../conversation/state.ts';
import { english } from './labels.ts';
import { toSpoken } from './spoken.ts';

function speak(text: string, locale = 'en', rest: Partial<AgentMessage> = {}): string {
  const message = {
    text,
    suggestions: ['Thanks'],
    attachments: [],
    calls: [],
    ...rest,
  } as unknown as AgentMessage;
  return toSpoken(message, english, locale);
}

test('C10: up to 500 characters are spoken whole', () => {
  const text = 'word '.repeat(100).trim();
  expect(speak(text)).toBe(text);
});

test('C10: of a longer reply its first sentences are, and how much there is to read', () => {
  const text = 'It costs £3.50. That is all. '.repeat(40);
  const spoken = speak(text);
  expect(spoken).toMatch(/That is all\.\s+Long message, 240 words; read it in the conversation\.$/);
  expect(spoken.length).toBeLessThan(400);
  expect(text.startsWith(spoken.split('Long')[0]?.trim() ?? '-')).toBe(true);
});

test('C10: a sentence without an end is cut', () => {
  expect(speak('word '.repeat(200))).toMatch(/^(word ){60} Long message, 200 words;/);
});

test('C10, I3: words are counted where no space parts them', () => {
  const spoken = speak('今日は天気がいいです。'.repeat(60), 'ja');
  expect(Number(/(\d+) words/.exec(spoken)?.[1])).toBeGreaterThan(200);
});

test('what a reply brings is spoken by title, as it is written (C2)', () => {
  const attachments = [{ title: 'Pot *no. 5*', url: 'https://shop.example/pot' }];
  const calls = [{ title: 'Ring us', number: '555' }];
  expect(speak('**Here** you are', 'en', { attachments, calls })).toBe('Here you are\nPot *no. 5*\nRing us');
  expect(speak('', 'en', { calls })).toBe('Ring us');
  expect(speak(' ')).toBe('Thanks');
});
