// The checker itself, on histories made by hand: it has to find what is broken, and nothing where nothing is.
import { describe, expect, test } from 'vitest';
import { type Broken, checkHistory, countHistory, type History, type Send, type Told } from './history.ts';

const send = (message: string, startedAt: number, more: Partial<Send> = {}): Send => ({
  conversation: 'c1',
  message,
  startedAt,
  endedAt: startedAt + 1,
  answer: `to ${message}`,
  ...more,
});

const told = (message: string, place: number, more: Partial<Told> = {}): Told => ({
  sender: 's1',
  place,
  conversation: 'c1',
  message,
  outcome: 'answered',
  heard: [`to ${message}`],
  ...more,
});

const good: History = {
  sends: [send('a', 1), send('b', 3), send('other', 2, { conversation: 'c2' }), send('c', 5)],
  told: [
    told('a', 1),
    told('b', 2, { outcome: 'unknown', heard: [] }),
    told('c', 3, { heard: ['to c', 'to c'] }),
    told('other', 1, { sender: 's2', conversation: 'c2' }),
    told('never', 4, { outcome: 'not_sent', heard: [] }),
    told('perhaps', 5, { outcome: 'unknown', heard: [] }),
  ],
};

const broken: [string, Broken[], Partial<History>][] = [
  ['a message sent twice', ['duplicate'], { sends: [...good.sends, send('a', 9)] }],
  [
    'a message in the wrong conversation',
    ['crossed'],
    { sends: [...good.sends.slice(1), send('a', 1, { conversation: 'c3' })] },
  ],
  ['a message that nobody sent', ['crossed'], { sends: [...good.sends, send('ghost', 9)] }],
  [
    'the answer to another message',
    ['wrong_answer'],
    { told: [...good.told.slice(1), told('a', 1, { heard: ['to b'] })] },
  ],
  [
    'an answer to a message that was never sent',
    ['wrong_answer', 'silent_loss'],
    { told: [...good.told, told('x', 6, { heard: ['made up'] }), told('y', 7, { heard: [] })] },
  ],
  [
    'two different answers to one message',
    ['duplicate', 'wrong_answer'],
    {
      sends: [...good.sends, send('a', 9, { answer: 'again' })],
      told: [...good.told.slice(1), told('a', 1, { heard: ['to a', 'again'] })],
    },
  ],
  [
    'a message without an end',
    ['silent_loss'],
    {
      told: good.told.map(({ outcome: _, ...entry }, index) =>
        index === 0 ? entry : (good.told[index] ?? entry),
      ),
    },
  ],
  [
    'a message called unsent that was sent',
    ['false_not_sent'],
    { told: [...good.told.slice(1), told('a', 1, { outcome: 'not_sent', heard: [] })] },
  ],
  [
    'messages of one sender in the wrong order',
    ['out_of_order'],
    { sends: [send('b', 1), send('a', 3), send('c', 5), send('other', 2, { conversation: 'c2' })] },
  ],
  [
    'two calls at once in one conversation',
    ['overlap'],
    { sends: [send('a', 1, { endedAt: 4 }), ...good.sends.slice(1)] },
  ],
  [
    'a call beside one that never ended',
    ['overlap', 'overlap'],
    { sends: [send('a', 1, { endedAt: Infinity }), ...good.sends.slice(1)] },
  ],
];

describe('the checker of histories', () => {
  test('has nothing to say about a good history', () => {
    expect(checkHistory(good)).toEqual([]);
    expect(countHistory(good)).toEqual({
      messages: 6,
      sends: 4,
      answered: 3,
      not_sent: 1,
      unknown: 2,
      broken: {},
    });
  });

  test.each(broken)('finds %s', (_, kinds, change) => {
    expect(checkHistory({ ...good, ...change }).map(({ broken }) => broken)).toEqual(kinds);
  });

  test('names the message', () => {
    expect(checkHistory({ ...good, sends: [...good.sends, send('a', 9)] })).toEqual([
      { broken: 'duplicate', detail: 'a reached the agent 2 times' },
    ]);
  });
});
