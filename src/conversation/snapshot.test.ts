import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorthKeeping, readSnapshot, toSnapshot, wakeUp } from './snapshot.ts';
import { type ConversationState, initialState } from './state.ts';
import { type ConversationEvent, step } from './step.ts';

const reply = { text: 'Hi', ended: false, suggestions: [], attachments: [], calls: [] };
const play = (events: ConversationEvent[], from = initialState) =>
  events.reduce((state, event, index) => step(state, event, 1000 + index), from);
const started: ConversationEvent = { type: 'started' };
const created: ConversationEvent = {
  type: 'created',
  run: 0,
  conversationId: 'c1',
  keepsKeys: true,
  greets: true,
  reply,
};
const composed = (id: string): ConversationEvent => ({ type: 'composed', id, text: id });

function passOn(state: ConversationState): ConversationState | undefined {
  return readSnapshot(JSON.parse(JSON.stringify(toSnapshot(state, 5))));
}

test('a state comes back from its snapshot as it was', () => {
  const state = play([started, created, composed('m'), { type: 'dispatched', id: 'm', issuedAt: 3 }]);
  expect(passOn(state)).toEqual(state);
});

test('the newest 500 messages are kept, in order', () => {
  const state = play(Array.from({ length: 501 }, (_, index) => composed(`m${index}`)));
  const ids = passOn(state)?.messages.map(({ id }) => id);
  expect(ids).toHaveLength(500);
  expect([ids?.[0], ids?.at(-1)]).toEqual(['m1', 'm500']);
});

test('an idle conversation with nothing typed is not worth keeping; a draft is', () => {
  expect(isWorthKeeping(initialState)).toBe(false);
  expect(isWorthKeeping(play([{ type: 'opened', isOpen: true }]))).toBe(false);
  const drafted: ConversationEvent = { type: 'drafted', text: 'H' };
  expect(isWorthKeeping(play([drafted]))).toBe(false);
  expect(isWorthKeeping(play([{ type: 'opened', isOpen: true }, drafted]))).toBe(true);
  expect(isWorthKeeping(play([composed('m')]))).toBe(true);
  expect(isWorthKeeping(play([started, created]))).toBe(true);
});

test('a create that was under way when the page went is begun anew; a conversation goes on', () => {
  expect(wakeUp(play([started])).stage).toBe('idle');
  const failed = play([started, { type: 'startFailed', run: 0, failure: { code: 'unavailable' } }]);
  expect(wakeUp(failed)).not.toHaveProperty('failure');
  expect(wakeUp(failed).stage).toBe('idle');
  expect(wakeUp(play([started, created])).stage).toBe('ready');
});

describe('what is no snapshot of this version is set aside (W-5)', () => {
  const good = JSON.parse(JSON.stringify(toSnapshot(play([started, created, composed('m')]), 5)));
  const [said, asked] = good.state.messages;
  const withMessage = (message: object) => ({ ...good, state: { ...good.state, messages: [message] } });
  test('these are sound', () => {
    for (const message of [said, asked]) expect(readSnapshot(withMessage(message))).toBeDefined();
  });
  const bad: [string, unknown][] = [
    ['a reply without its cards', withMessage({ ...said, attachments: undefined })],
    ['a reply without its numbers', withMessage({ ...said, calls: {} })],
    ['a message of no time', withMessage({ ...said, at: 'now' })],
    ['a message without its key', withMessage({ ...asked, key: undefined })],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['another version', { ...good, version: 2 }],
    ['no state', { ...good, state: undefined }],
    ['no messages', { ...good, state: { ...good.state, messages: undefined } }],
    ['a message that is none', { ...good, state: { ...good.state, messages: [7] } }],
    [
      'a message without a text',
      { ...good, state: { ...good.state, messages: [{ ...good.state.messages[0], text: 1 }] } },
    ],
    [
      'a message of nobody',
      { ...good, state: { ...good.state, messages: [{ ...good.state.messages[0], author: 'x' }] } },
    ],
    ['no draft', { ...good, state: { ...good.state, draft: null } }],
  ];
  test.each(bad)('%s', (_, value) => {
    expect(readSnapshot(value)).toBeUndefined();
  });

  test('anything at all, without a throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSnapshot(value)).toBeUndefined();
      }),
    );
  });
});
