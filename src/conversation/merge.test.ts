import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge } from './merge.ts';
import { type ConversationState, initialState, isPending } from './state.ts';
import { type ConversationEvent, step } from './step.ts';

const said = (text: string) => ({ text, ended: false, suggestions: [], attachments: [], calls: [] });
const opening: ConversationEvent[] = [
  { type: 'started' },
  { type: 'created', run: 0, conversationId: 'c1', keepsKeys: true, greets: true, reply: said('Hi') },
];

/** What a tab may do by itself; ids tell the tabs apart, as UUIDs do. */
const act = fc.record({
  kind: fc.constantFrom(
    'draft',
    'open',
    'close',
    'compose',
    'send',
    'answer',
    'fail',
    'retry',
    'discard',
    'see',
    'restart',
  ),
  at: fc.nat(50),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function live(tab: string, acts: readonly Act[], from: ConversationState): ConversationState {
  return acts.reduce((state, { kind, at }, index) => {
    const { run, messages } = state;
    const id = messages.find(isPending)?.id ?? 'none';
    const bad = messages.find((message) => 'failure' in message)?.id ?? 'none';
    const events: Record<Act['kind'], ConversationEvent> = {
      draft: { type: 'drafted', text: `${tab}${index}` },
      open: { type: 'opened', isOpen: true },
      close: { type: 'opened', isOpen: false },
      compose: { type: 'composed', id: `${tab}${index}`, text: 'x' },
      send: { type: 'dispatched', id, issuedAt: at },
      answer: { type: 'answered', run, id, reply: said('re') },
      fail: { type: 'undelivered', run, id, failure: { code: 'timeout' } },
      retry: { type: 'retried', id: bad, key: `${tab}${index}` },
      discard: { type: 'discarded', id: bad },
      see: { type: 'seen' },
      restart: { type: 'restarted' },
    };
    return step(state, events[kind], 100 + at);
  }, from);
}

const acts = fc.array(act, { maxLength: 12 });
const start = opening.reduce((state, event) => step(state, event, 1), initialState);

describe('tabs that hear of each other, in whatever order', () => {
  const tabs = fc
    .tuple(acts, acts, acts)
    .map(([a, b, c]) => [live('a', a, start), live('b', b, start), live('c', c, start)] as const);

  test('end up the same (W-3)', () => {
    fc.assert(
      fc.property(tabs, ([a, b, c]) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toEqual(a);
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  test('keep every message of the same conversation, once and in order, but for those taken away', () => {
    fc.assert(
      fc.property(tabs, ([a, b]) => {
        const { run, messages, discarded } = merge(a, b);
        const ids = messages.map(({ id }) => id);
        const written = [a, b].filter((state) => state.run === run).flatMap((state) => state.messages);
        expect(new Set(ids)).toEqual(
          new Set(written.map(({ id }) => id).filter((id) => !discarded.includes(id))),
        );
        expect(ids).toHaveLength(new Set(ids).size);
        const orders = messages.map(({ order }) => order);
        expect(orders).toEqual(orders.toSorted((one, other) => one - other));
      }),
      { numRuns: 1000 },
    );
  });
});

test('a message that was sent stays sent, whatever a tab that slept still believes', () => {
  const written = live('a', [{ kind: 'compose', at: 1 }], start);
  const sent = live(
    'a',
    [
      { kind: 'send', at: 2 },
      { kind: 'answer', at: 3 },
    ],
    written,
  );
  expect(merge(written, sent).messages).toEqual(sent.messages);
});

test('what was forgotten in one tab is gone from all', () => {
  const written = live(
    'a',
    [
      { kind: 'compose', at: 1 },
      { kind: 'draft', at: 1 },
    ],
    start,
  );
  const forgotten = (['restarted', 'drafted'] as const).reduce(
    (state, type) => step(state, type === 'drafted' ? { type, text: '' } : { type }, 200),
    written,
  );
  expect(merge(written, forgotten)).toMatchObject({ messages: [], draft: '', stage: 'idle' });
});
