import { expect, test } from 'vitest';
import type { Message } from '../conversation/state.ts';
import { english } from './labels.ts';
import type { WidgetSettings } from './model.ts';
import { toData, toTranscript } from './transcript-text.ts';

const at = Date.parse('2026-11-20T14:32:00Z');
const blank = { id: '', order: 0, changed: at };
const agent = { author: 'agent', suggestions: [], attachments: [], calls: [], ...blank } as const;
const visitor = { author: 'visitor', delivery: 'sent', key: '', tries: 1, ...blank } as const;
const messages: Message[] = [
  { ...agent, text: 'Our policy is **30 days**.<br>See [returns](https://shop.example).', at },
  { ...visitor, text: 'Thanks *a lot*', at: at + 60_000 },
  { ...visitor, text: 'Never heard', at: at + 60_000, delivery: 'failed' },
  {
    ...agent,
    text: '',
    at: at + 120_000,
    attachments: [{ title: 'Fern', url: 'https://shop.example/fern' }],
    calls: [{ title: '555', number: '555' }],
  },
];

test('J7: as a text it says who, when and what, the agent’s words without their marks', () => {
  const settings = { labels: english, locale: 'en-GB', name: 'Ava' } as WidgetSettings;
  const text = toTranscript(messages, settings);
  expect(text).toMatch(
    /^Ava, 20 Nov 2026, \d\d:32\nOur policy is 30 days\. See returns\.\n\nYou, .*\d\d:33\nThanks \*a lot\*\n\nAva, .*\nFern: https:\/\/shop\.example\/fern\n555\n$/,
  );
});

test('J7: as data it holds each message as it was written, and nothing of its delivery', () => {
  expect(JSON.parse(toData(messages))).toEqual([
    { author: 'agent', text: messages[0]?.text, at: '2026-11-20T14:32:00.000Z', attachments: [], calls: [] },
    { author: 'visitor', text: 'Thanks *a lot*', at: '2026-11-20T14:33:00.000Z' },
    {
      author: 'agent',
      text: '',
      at: '2026-11-20T14:34:00.000Z',
      attachments: [{ title: 'Fern', url: 'https://shop.example/fern' }],
      calls: [{ title: '555', number: '555' }],
    },
  ]);
});
