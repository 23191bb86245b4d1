import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge } from './merge.ts';
import { type ConversationState, initialState, isPending, isUnsent } from './state.ts';
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
    'forget',
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
      compose: { type: 'composed', id: `${tab}${index}`, text: `(${tab}${index})` },
      send: { type: 'dispatched', id, issuedAt: at },
      answer: { type: 'answered', run, id, reply: said('re') },
      fail: { type: 'undelivered', run, id, failure: { code: 'timeout' } },
      retry: { type: 'retried', id: bad, key: `${tab}${index}` },
      discard: { type: 'discarded', id: bad },
      see: { type: 'seen' },
      restart: { type: 'restarted' },
      forget: { type: 'forgotten' },
    };
    return step(state, events[kind], 100 + at);
  }, from);
}

const start = opening.reduce((state, event) => step(state, event, 1), initialState);

/** Acts within one conversation. */
const acts = (...others: Act['kind'][]) =>
  fc.array(
    act.filter(({ kind }) => !others.includes(kind)),
    { maxLength: 12 },
  );
const liveFrom = (...[a, b, c]: (readonly Act[])[]) =>
  [live('a', a ?? [], start), live('b', b ?? [], start), live('c', c ?? [], start)] as const;
const many = { numRuns: process.env['FULL'] ? 1000 : 300 };

describe('tabs that hear of each other, in whatever order', () => {
  test('end up the same (W-3)', () => {
    const one = acts('restart', 'forget');
    fc.assert(
      fc.property(fc.tuple(one, one, one), (lives) => {
        const [a, b, c] = liveFrom(...lives);
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toEqual(a);
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
      }),
      many,
    );
  });

  test('end up the same also where each failed to begin in the same moment, for reasons of its own', () => {
    const opened = step(initialState, { type: 'started' }, 1);
    const [a, b] = (['unavailable', 'unreachable'] as const).map((code) =>
      step(opened, { type: 'startFailed', run: opened.run, failure: { code } }, 5),
    ) as [ConversationState, ConversationState];
    expect(merge(a, b)).toEqual(merge(b, a));
  });

  test('agree on the conversation that began last, also when one of them left the other', () => {
    fc.assert(
      fc.property(fc.tuple(acts(), acts()), (lives) => {
        const [a, b] = liveFrom(...lives);
        const both = merge(a, b);
        expect(both).toEqual(merge(b, a));
        expect(both.run).toBe(Math.max(a.run, b.run));
        expect(merge(both, a)).toEqual(both);
        expect(merge(b, both)).toEqual(both);
      }),
      many,
    );
  });

  test('keep every message once and in order', () => {
    fc.assert(
      fc.property(fc.tuple(acts(), acts()), (lives) => {
        const { messages } = merge(
          ...(liveFrom(...lives).slice(0, 2) as [ConversationState, ConversationState]),
        );
        const ids = messages.map(({ id }) => id);
        expect(ids).toHaveLength(new Set(ids).size);
        const orders = messages.map(({ order }) => order);
        expect(orders).toEqual(orders.toSorted((one, other) => one - other));
      }),
      many,
    );
  });

  test('lose nothing that was written when one of them restarts: it waits, or is in the draft', () => {
    fc.assert(
      fc.property(
        fc.tuple(acts('discard', 'forget', 'draft'), acts('discard', 'forget', 'draft', 'restart')),
        (lives) => {
          const [a, b] = liveFrom(...lives);
          const { messages, draft } = merge(a, b);
          const kept = [...messages.map(({ text }) => text), draft].join();
          for (const { text } of [...a.messages, ...b.messages].filter(isUnsent))
            expect(kept).toContain(text);
          for (const text of `${a.draft}${b.draft}`.match(/\(\w+\)/g) ?? []) expect(kept).toContain(text);
        },
      ),
      many,
    );
  });
});

const one = { at: 1 } as const;

test('a message that was sent stays sent, whatever another tab believes, and is answered once', () => {
  const sending = live(
    'a',
    [
      { kind: 'compose', ...one },
      { kind: 'send', ...one },
    ],
    start,
  );
  const sent = live('a', [{ kind: 'answer', ...one }], sending);
  const stopped = live('b', [{ kind: 'fail', at: 40 }], sending);
  expect(merge(stopped, sent).messages).toEqual(sent.messages);
  const again = live('b', [{ kind: 'answer', at: 41 }], merge(stopped, sent));
  expect(again.messages).toHaveLength(sent.messages.length);
});

test('a tab that has only just begun gives way to the conversation that is there', () => {
  const fresh = [
    { type: 'opened', isOpen: true },
    { type: 'started' },
    { type: 'composed', id: 'f', text: 'Hello' },
  ] as const;
  const nascent = fresh.reduce<ConversationState>((state, event) => step(state, event, 500), initialState);
  const talk = live(
    'a',
    [
      { kind: 'compose', ...one },
      { kind: 'send', ...one },
      { kind: 'answer', ...one },
    ],
    start,
  );
  const both = merge(nascent, talk);
  expect(both).toMatchObject({ conversationId: 'c1', stage: 'ready', isOpen: true });
  expect(both.messages.slice(0, -1)).toEqual(talk.messages);
  expect(both.messages.at(-1)).toMatchObject({ id: 'f', delivery: 'queued' });
});

describe('two conversations that knew nothing of each other', () => {
  const greeted = (run: number): ConversationState => ({
    ...start,
    run,
    changed: run,
    conversationId: `c${run}`,
  });
  const written = (run: number) => live(`w${run}`, [{ kind: 'compose', ...one }], greeted(run));

  test('a tab that has only greeted gives way to the one in which the visitor has written', () => {
    const talk = live(
      'a',
      [
        { kind: 'compose', ...one },
        { kind: 'send', ...one },
        { kind: 'answer', ...one },
      ],
      start,
    );
    const typed = live('b', [{ kind: 'draft', at: 40 }], greeted(900));
    for (const both of [merge(talk, typed), merge(typed, talk)]) {
      expect(both).toMatchObject({ conversationId: 'c1', draft: 'b0' });
      expect(both.messages).toEqual(talk.messages);
    }
  });

  test('but one that the visitor has begun on purpose counts, and of two with words the later', () => {
    const restarted = step(written(5), { type: 'restarted' }, 800);
    expect(merge(written(5), restarted).run).toBe(800);
    expect(merge(restarted, greeted(900)).run).toBe(800);
    expect(merge(restarted, written(900)).run).toBe(900);
  });

  test('whoever hears whom first, all end up in the same one', () => {
    const any = fc
      .tuple(fc.constantFrom(greeted, written), fc.integer({ min: 2, max: 9 }), fc.boolean())
      .map(([make, run, isLeft]) => (isLeft ? step(make(run), { type: 'restarted' }, 100 + run) : make(run)));
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(merge(a, b).run).toBe(merge(b, a).run);
        expect(merge(merge(a, b), c).run).toBe(merge(a, merge(b, c)).run);
      }),
      many,
    );
  });
});

test('a draft is not wiped by a tab that opens its panel', () => {
  const drafted = live('a', [{ kind: 'draft', at: 1 }], start);
  const opened = live('b', [{ kind: 'open', at: 40 }], start);
  expect(merge(drafted, opened)).toMatchObject({ draft: 'a0', isOpen: true });
});

test('what was forgotten in one tab is gone from all', () => {
  const written = live(
    'a',
    [
      { kind: 'compose', ...one },
      { kind: 'draft', ...one },
    ],
    start,
  );
  const forgotten = step(written, { type: 'forgotten' }, 200);
  expect(merge(written, forgotten)).toMatchObject({ messages: [], draft: '', stage: 'idle' });
});
