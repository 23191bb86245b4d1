import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../protocol/chat-error.ts';
import type { Reply } from '../protocol/reply.ts';
import { type ConversationState, initialState, isOver, isPending, isSending, type Stage } from './state.ts';
import { type ConversationEvent, step } from './step.ts';
import { read } from './test-support.ts';

const said = (text: string, more: Partial<Reply> = {}): Reply => ({
  text,
  ended: false,
  suggestions: [],
  attachments: [],
  calls: [],
  ...more,
});

/** The time of every event here. */
const now = 2;
const play = (events: readonly ConversationEvent[], from = initialState): ConversationState =>
  events.reduce((state, event) => step(state, event, now), from);

const started: ConversationEvent = { type: 'started' };
const created: ConversationEvent = {
  type: 'created',
  run: 0,
  conversationId: 'c1',
  keepsKeys: false,
  greets: true,
  reply: said('Hi'),
};
const composed = (id: string, text = id): ConversationEvent => ({ type: 'composed', id, text });
const dispatched = (id: string): ConversationEvent => ({ type: 'dispatched', id, issuedAt: 7 });
/** The conversation's own run, since it was created. */
const run = now;
const answered = (id: string, reply = said(`re ${id}`)): ConversationEvent => ({
  type: 'answered',
  run,
  id,
  reply,
});
const undelivered = (id: string, failure: Failure): ConversationEvent => ({
  type: 'undelivered',
  run,
  id,
  failure,
});
const retried = (id: string): ConversationEvent => ({ type: 'retried', id, key: `${id}2` });
const ready = [started, created];

describe('each event', () => {
  test('drafted replaces the draft', () => {
    expect(play([{ type: 'drafted', text: 'Hel' }]).draft).toBe('Hel');
  });

  test.each([
    [undefined, ''],
    [null, ''],
    [7, '7'],
  ])('drafted with %s, as a page’s script may say, leaves a text', (said, draft) => {
    expect(play([{ type: 'drafted', text: said }]).draft).toBe(draft);
  });

  test('seen marks every reply as seen, and is nothing where all are', () => {
    const once = play([...ready, { type: 'seen' }]);
    expect(once.seen).toBe(once.messages[0]?.order);
    expect(step(once, { type: 'seen' }, now)).toBe(once);
  });

  test('started opens an idle conversation, and a failed one with its failure taken away', () => {
    expect(play([started]).stage).toBe('opening');
    const failed = play([started, { type: 'startFailed', run: 0, failure: { code: 'unreachable' } }]);
    expect(failed).toMatchObject({ stage: 'unavailable', failure: { code: 'unreachable' } });
    expect(step(failed, started, now)).toEqual({ ...initialState, stage: 'opening', changed: 4 });
  });

  test('started is nothing while there is a conversation', () => {
    const open = play(ready);
    expect(step(open, started, now)).toBe(open);
  });

  test('created brings the id and the greeting, before what was written meanwhile', () => {
    const state = play([started, composed('m'), created]);
    expect(state).toMatchObject({ stage: 'ready', conversationId: 'c1' });
    expect(read(state.messages)).toEqual(['a Hi', 'v (queued) m']);
  });

  test.each(['', ' \n'])('created with the blank greeting %j adds no message', (text) => {
    expect(play([started, { ...created, reply: said(text) }]).messages).toEqual([]);
  });

  test('created keeps its greeting to itself where none is wanted', () => {
    const reply = said('Hi', { suggestions: ['Returns'] });
    expect(play([started, { ...created, reply, greets: false }]).messages).toEqual([]);
  });

  test('a blank reply that brings suggestions is kept for them', () => {
    const reply = said(' ', { suggestions: ['Returns'] });
    const state = play([...ready, composed('m'), dispatched('m'), answered('m', reply)]);
    expect(state.messages.at(-1)).toMatchObject({ author: 'agent', suggestions: ['Returns'] });
  });

  test('startFailed says of what waits that it was not sent', () => {
    const failure: Failure = { code: 'unconfirmed', status: 500 };
    const state = play([started, composed('m'), { type: 'startFailed', run: 0, failure }]);
    expect(state.messages).toMatchObject([{ delivery: 'failed', failure }]);
  });

  test('startFailed without a network leaves what waits in its queue (J6)', () => {
    const state = play([
      started,
      composed('m'),
      { type: 'startFailed', run: 0, failure: { code: 'offline' } },
    ]);
    expect(state.stage).toBe('unavailable');
    expect(read(state.messages)).toEqual(['v (queued) m']);
  });

  test('composed queues the draft and empties it', () => {
    const state = play([...ready, { type: 'drafted', text: ' Hello ' }, composed('m', 'Hello')]);
    expect(state.draft).toBe('');
    expect(state.messages.at(-1)).toMatchObject({
      author: 'visitor',
      id: 'm',
      text: 'Hello',
      at: 2,
      delivery: 'queued',
    });
  });

  test('composed leaves a draft alone that is something else', () => {
    const state = play([...ready, { type: 'drafted', text: 'By the w' }, composed('m', 'Opening hours')]);
    expect(state.draft).toBe('By the w');
  });

  test('answered marks the message as sent and adds the reply, with all that came with it', () => {
    const reply = said('**Sure**', {
      suggestions: ['Thanks'],
      attachments: [{ title: 'Map' }],
      calls: [{ title: 'Call', number: '1' }],
    });
    const state = play([...ready, composed('m'), dispatched('m'), answered('m', reply)]);
    expect(state.messages.slice(1)).toEqual([
      expect.objectContaining({ author: 'visitor', id: 'm', text: 'm', at: now, delivery: 'sent' }),
      expect.objectContaining({
        author: 'agent',
        id: 'reply m',
        text: '**Sure**',
        at: now,
        suggestions: ['Thanks'],
        attachments: [{ title: 'Map' }],
        calls: [{ title: 'Call', number: '1' }],
      }),
    ]);
  });

  test('answered puts the reply before what the visitor has written since', () => {
    const state = play([...ready, composed('a'), dispatched('a'), composed('b'), answered('a')]);
    expect(read(state.messages)).toEqual(['a Hi', 'v a', 'a re a', 'v (queued) b']);
  });

  test('answered puts the reply after its question, even while an earlier message waits for its second try', () => {
    const state = play([
      ...ready,
      composed('a'),
      dispatched('a'),
      undelivered('a', { code: 'timeout' }),
      composed('b'),
      dispatched('b'),
      retried('a'),
      answered('b'),
    ]);
    expect(read(state.messages)).toEqual(['a Hi', 'v (queued) a', 'v b', 'a re b']);
  });

  test('answered twice is answered once', () => {
    const once = play([...ready, composed('m'), dispatched('m'), answered('m')]);
    expect(step(once, answered('m'), now)).toBe(once);
  });

  test('answered with the end closes the conversation after its last words (J7)', () => {
    const state = play([
      ...ready,
      composed('a'),
      dispatched('a'),
      composed('b'),
      answered('a', said('Bye', { ended: true })),
    ]);
    expect(state.stage).toBe('ended');
    expect(read(state.messages)).toEqual(['a Hi', 'v a', 'a Bye', 'v (failed) b']);
    expect(state.messages.at(-1)).toMatchObject({ failure: { code: 'ended' } });
  });

  test('answered with a handoff keeps where to, also where nothing is said', () => {
    const handoff = { destination: 'support' };
    const state = play([
      ...ready,
      composed('m'),
      dispatched('m'),
      answered('m', said('', { ended: true, handoff })),
    ]);
    expect(state).toMatchObject({ stage: 'ended', handoff });
    expect(read(state.messages)).toEqual(['a Hi', 'v m']);
  });

  const outcomes: [string, Failure, string][] = [
    ['too many messages', { code: 'rate_limited' }, 'failed'],
    ['a refusal', { code: 'rejected' }, 'failed'],
    ['a length', { code: 'too_long' }, 'failed'],
    ['a service that is not set up', { code: 'unavailable' }, 'failed'],
    ['what the relay calls retryable', { code: 'unreachable', retryable: true }, 'failed'],
    ['a broken connection', { code: 'unreachable' }, 'unconfirmed'],
    ['no answer in time', { code: 'timeout' }, 'unconfirmed'],
    ['a broken answer', { code: 'unconfirmed' }, 'unconfirmed'],
  ];
  test.each(outcomes)('undelivered for %s (%o) is told as %s (J4)', (_, failure, delivery) => {
    const state = play([...ready, composed('m'), dispatched('m'), undelivered('m', failure)]);
    expect(state.stage).toBe('ready');
    expect(state.messages.at(-1)).toMatchObject({ delivery, failure });
  });

  test.each(['ended', 'expired'] as const)('undelivered because %s closes, and nothing waits on', (code) => {
    const state = play([...ready, composed('a'), dispatched('a'), composed('b'), undelivered('a', { code })]);
    expect(state.stage).toBe(code);
    expect(read(state.messages)).toEqual(['a Hi', 'v (failed) a', 'v (failed) b']);
  });

  test('retried queues the message where it stands, without its failure (J4)', () => {
    const failed = play([...ready, composed('a'), dispatched('a'), undelivered('a', { code: 'rejected' })]);
    const state = play([composed('b'), retried('a')], failed);
    expect(read(state.messages)).toEqual(['a Hi', 'v (queued) a', 'v (queued) b']);
    expect(state.messages[1]).not.toHaveProperty('failure');
  });

  test('retried is nothing for a message on its way, so that it goes out once', () => {
    const state = play([...ready, composed('m'), dispatched('m')]);
    expect(step(state, retried('m'), now)).toEqual(state);
  });

  test.each(['ended', 'expired'] as const)('retried is nothing once it has %s', (code) => {
    const state = play([...ready, composed('m'), dispatched('m'), undelivered('m', { code })]);
    expect(step(state, retried('m'), now)).toEqual(state);
  });

  test('discarded takes a message away that was not sent', () => {
    const state = play([...ready, composed('m'), dispatched('m'), undelivered('m', { code: 'rejected' })]);
    expect(read(step(state, { type: 'discarded', id: 'm' }, now).messages)).toEqual(['a Hi']);
  });

  test('discarded takes nothing else away: not what was sent, is on its way, or was said by the agent', () => {
    const state = play([
      ...ready,
      composed('a'),
      dispatched('a'),
      answered('a'),
      composed('b'),
      dispatched('b'),
    ]);
    for (const id of ['greeting 2', 'a', 'reply a', 'b', 'nobody']) {
      expect(step(state, { type: 'discarded', id }, now)).toEqual(state);
    }
  });

  test('restarted begins a new run, with what was not sent back in the draft, in order', () => {
    const state = play([
      ...ready,
      composed('a'),
      dispatched('a'),
      answered('a'),
      composed('b', 'first'),
      dispatched('b'),
      undelivered('b', { code: 'expired' }),
      { type: 'drafted', text: 'second' },
      { type: 'restarted' },
    ]);
    expect(state).toMatchObject({ stage: 'idle', messages: [], seen: 0, draft: 'first\nsecond' });
    expect(state.run).toBeGreaterThan(run);
    // Should a tab that has not heard of it bring the message along, it is known to be in the draft.
    expect(state.discarded).toEqual(['b']);
  });

  test('what concerns an unknown message changes nothing', () => {
    const state = play(ready);
    for (const event of [dispatched('x'), answered('x'), retried('x')]) {
      expect(step(state, event, now)).toBe(state);
    }
  });
});

test('every stage can be reached, and left', () => {
  const paths: Record<Stage, ConversationEvent[]> = {
    idle: [],
    opening: [started],
    ready,
    unavailable: [started, { type: 'startFailed', run: 0, failure: { code: 'unavailable' } }],
    ended: [...ready, composed('m'), dispatched('m'), answered('m', said('Bye', { ended: true }))],
    expired: [...ready, composed('m'), dispatched('m'), undelivered('m', { code: 'expired' })],
  };
  for (const [stage, path] of Object.entries(paths)) {
    const state = play(path);
    expect(state.stage).toBe(stage);
    const next = step(state, { type: 'restarted' }, now);
    expect(next.stage).toBe('idle');
    expect(next.run).toBeGreaterThan(state.run);
  }
});

test('every state of a message can be reached, and left but for sent', () => {
  const written = [...ready, composed('m')];
  const sending = [...written, dispatched('m')];
  const busy: Failure = { code: 'rate_limited', retryable: true, retryAfterMs: 9 };
  const paths: [string, ConversationEvent[], ConversationEvent, string][] = [
    ['queued', written, dispatched('m'), 'sending'],
    ['sending', sending, answered('m'), 'sent'],
    [
      'queued',
      [...sending, { type: 'deferred', run, id: 'm', failure: busy, retryAt: 9 }],
      dispatched('m'),
      'sending',
    ],
    ['failed', [...sending, undelivered('m', { code: 'rejected' })], retried('m'), 'queued'],
    ['unconfirmed', [...sending, undelivered('m', { code: 'timeout' })], retried('m'), 'queued'],
    // An answer that comes after all.
    ['unconfirmed', [...sending, undelivered('m', { code: 'timeout' })], answered('m'), 'sent'],
    ['sent', [...sending, answered('m')], retried('m'), 'sent'],
  ];
  const deliveryOf = ({ messages }: ConversationState) => messages.find(({ id }) => id === 'm');
  for (const [delivery, path, event, next] of paths) {
    expect(deliveryOf(play(path))).toMatchObject({ delivery });
    expect(deliveryOf(play([...path, event]))).toMatchObject({ delivery: next });
  }
});

/** What visitors and networks do, in any order; what an event names is picked when it is played. */
const act = fc.record({
  kind: fc.constantFrom(
    'type',
    'sendDraft',
    'suggest',
    'start',
    'create',
    'failCreate',
    'dispatch',
    'answer',
    'fail',
    'retry',
    'defer',
    'open',
    'discard',
    'restart',
    'see',
  ),
  pick: fc.nat(20),
  code: fc.constantFrom(
    'timeout',
    'rejected',
    'unreachable',
    'expired',
    'ended',
    'offline',
    'rate_limited' as const,
  ),
  ended: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Plays the acts as the shell would let them happen, and calls back with each state and event. */
function live(acts: readonly Act[], look: (state: ConversationState, event: ConversationEvent) => void) {
  let state = initialState;
  let count = 0;
  for (const { kind, pick, code, ended } of acts) {
    const event = toEvent(kind, pick, code, ended);
    if (!event) continue;
    look(state, event);
    state = step(state, event, count);
  }
  return state;

  function toEvent(kind: Act['kind'], pick: number, code: Act['code'], ended: boolean) {
    const { run, stage, messages, draft } = state;
    const id = messages[pick % (messages.length || 1)]?.id ?? 'none';
    const onItsWay = messages.find(isSending)?.id;
    const fresh = `w${++count}.`;
    const failure: Failure = { code };
    const reply = said(`re ${count}`, { ended });
    const events: Record<Act['kind'], () => ConversationEvent | false | undefined> = {
      type: () => ({ type: 'drafted', text: draft + fresh }),
      sendDraft: () => !isOver(stage) && !!draft && { type: 'composed', id: `m${count}`, text: draft },
      suggest: () => !isOver(stage) && { type: 'composed', id: `m${count}`, text: fresh },
      start: () => started,
      create: () =>
        stage === 'opening' && {
          type: 'created',
          run,
          conversationId: fresh,
          keepsKeys: ended,
          greets: true,
          reply,
        },
      failCreate: () => stage === 'opening' && { type: 'startFailed', run, failure },
      dispatch: () => {
        const next = messages.find(isPending)?.id;
        return stage === 'ready' && !onItsWay && !!next && { type: 'dispatched', id: next, issuedAt: count };
      },
      answer: () => !!onItsWay && { type: 'answered', run, id: onItsWay, reply },
      fail: () => !!onItsWay && { type: 'undelivered', run, id: onItsWay, failure },
      retry: () => ({ type: 'retried', id, key: `k${count}` }),
      defer: () => !!onItsWay && { type: 'deferred', run, id: onItsWay, failure, retryAt: count + 5 },
      open: () => ({ type: 'opened', isOpen: ended }),
      discard: () => ({ type: 'discarded', id }),
      restart: () => ({ type: 'restarted' }),
      see: () => ({ type: 'seen' }),
    };
    return events[kind]();
  }
}

const lives = fc.array(act, { maxLength: 80, size: 'max' });
const many = { numRuns: process.env['FULL'] ? 1000 : 300 };

describe('whatever happens, in whatever order', () => {
  test('nothing typed is lost: it is in the transcript or in the draft, unless it was delivered or discarded', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        const typed = new Set<string>();
        const settled = new Set<string>();
        const words = (text: string) => text.match(/w\d+\./g) ?? [];
        const end = live(acts, (state, event) => {
          if (event.type === 'drafted' || event.type === 'composed') {
            for (const word of words(String(event.text))) typed.add(word);
          }
          const gone = state.messages.find(
            (message) =>
              (event.type === 'discarded' && message.id === event.id && 'failure' in message) ||
              (event.type === 'discarded' &&
                message.id === event.id &&
                isPending(message) &&
                !isSending(message)) ||
              (event.type === 'answered' && message.id === event.id),
          );
          for (const word of words(gone?.text ?? '')) settled.add(word);
        });
        const kept = new Set(words([...end.messages.map(({ text }) => text), end.draft].join(' ')));
        expect([...typed].filter((word) => !kept.has(word) && !settled.has(word))).toEqual([]);
      }),
      many,
    );
  });

  test('no message is there twice, and the visitor’s stay in the order in which they were written', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        const { messages } = live(acts, () => undefined);
        const ids = messages.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const own = messages.filter(({ author }) => author === 'visitor').map(({ at }) => at);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }),
      many,
    );
  });

  test('a reply stands after its question', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        live(acts, (state, event) => {
          if (event.type !== 'answered') return;
          const ids = step(state, event, now).messages.map(({ id }) => id);
          expect(ids.indexOf(`reply ${event.id}`)).toBeGreaterThan(ids.indexOf(event.id));
        });
      }),
      many,
    );
  });

  test('nothing waits once the conversation is over, and what failed says why', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        const { stage, messages, seen } = live(acts, () => undefined);
        expect(isOver(stage) && messages.some(isPending)).toBe(false);
        for (const message of messages) {
          if (message.author === 'agent') continue;
          const isBad = message.delivery === 'failed' || message.delivery === 'unconfirmed';
          expect('failure' in message).toBe(isBad);
        }
        expect(seen === 0 || messages.some(({ order }) => order === seen)).toBe(true);
      }),
      many,
    );
  });

  test('what belongs to another run changes nothing', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        live(acts, (state, event) => {
          if (!('run' in event)) return;
          expect(step(state, { ...event, run: event.run - 1 }, now)).toBe(state);
          expect(step(state, { ...event, run: event.run + 1 }, now)).toBe(state);
        });
      }),
      many,
    );
  });

  test('no state is changed in place', () => {
    fc.assert(
      fc.property(lives, (acts) => {
        live(acts, (state, event) => {
          const before = structuredClone(state);
          step(state, event, now);
          expect(state).toEqual(before);
        });
      }),
      { numRuns: 100 },
    );
  });
});
