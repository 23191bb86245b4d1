import { expect, test } from 'vitest';
import type { AgentMessage, Message } from '../conversation/state.ts';
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
  { ...visitor, text: 'Perhaps heard', at: at + 60_000, delivery: 'unconfirmed' },
  {
    ...agent,
    text: '',
    at: at + 120_000,
    attachments: [
      { title: 'Fern', url: 'https://shop.example/fern' },
      { title: 'https://shop.example/x.png', imageUrl: 'https://shop.example/x.png' },
      { title: 'Kept from before' },
    ],
    calls: [{ title: '555', number: '555' }],
  },
  { ...agent, text: '', at: at + 180_000, suggestions: ['Returns'] },
];
const settings = { labels: english, locale: 'en-GB', name: 'Ava', greeting: 'Hello' } as WidgetSettings;

test('J7: as a text it says who, when and what, the agent’s words without their marks, and where links lead', () => {
  expect(
    toTranscript(messages, settings)
      .replaceAll(/ · 20 Nov 2026, \d\d(?=:)/g, ' · then')
      .split('\n'),
  ).toEqual([
    'Ava',
    'Hello',
    '',
    'Ava · then:32',
    'Our policy is 30 days. See returns (https://shop.example).',
    '',
    'You · then:33',
    'Thanks *a lot*',
    '',
    'You · then:33',
    'Perhaps heard',
    'We could not confirm that this was delivered.',
    '',
    'Ava · then:34',
    'Fern: https://shop.example/fern',
    'https://shop.example/x.png',
    'Kept from before',
    '555',
    '',
  ]);
});

test.each([
  ['Write to [us](mailto:help@shop.example)', 'Write to us (help@shop.example)'],
  ['[020 7946 0123](tel:+442079460123)', '020 7946 0123 (+442079460123)'],
  ['https://shop.example/a or www.shop.example', 'https://shop.example/a or www.shop.example'],
  ['help@shop.example', 'help@shop.example'],
  ['[Evil](javascript:alert(1))', 'Evil'],
])('J7: %j is kept as %j', (text, kept) => {
  const message = { ...agent, text, at };
  expect(toTranscript([message], { ...settings, greeting: undefined }).split('\n')[1]).toBe(kept);
});

test('J7: lists keep their marks, and tables their rows', () => {
  const text = '- one\n- two\n\n2. three\n\n| Item | Price |\n|---|---|\n| Fern | £3 |';
  const kept = toTranscript([{ ...agent, text, at }], { ...settings, greeting: undefined });
  expect(kept.split('\n').slice(1, -1)).toEqual(['- one', '- two', '2. three', 'Item | Price', 'Fern | £3']);
});

test('J7: as data it holds each message as it was written, and of its delivery only that nobody is sure of it', () => {
  expect(JSON.parse(toData(messages, settings))).toEqual([
    { author: 'agent', text: 'Hello' },
    { author: 'agent', text: messages[0]?.text, at: '2026-11-20T14:32:00.000Z', attachments: [], calls: [] },
    { author: 'visitor', text: 'Thanks *a lot*', at: '2026-11-20T14:33:00.000Z' },
    { author: 'visitor', text: 'Perhaps heard', at: '2026-11-20T14:33:00.000Z', isUnconfirmed: true },
    {
      author: 'agent',
      text: '',
      at: '2026-11-20T14:34:00.000Z',
      attachments: (messages[4] as AgentMessage).attachments,
      calls: [{ title: '555', number: '555' }],
    },
    { author: 'agent', text: '', at: '2026-11-20T14:35:00.000Z', attachments: [], calls: [] },
  ]);
});
