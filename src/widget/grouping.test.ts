import { describe, expect, test } from 'vitest';
import type { Message } from '../conversation/state.ts';
import { isSameDay, placeMessages } from './grouping.ts';

const noon = new Date(2026, 10, 22, 12).getTime();
const second = 1000;
const minute = 60 * second;

function message(author: 'visitor' | 'agent', at: number, isFailed = false): Message {
  const base = { id: `${author}${at}`, text: '', at, order: at, changed: at };
  if (author === 'agent') return { ...base, author, suggestions: [], attachments: [], calls: [] };
  const own = { ...base, author, key: base.id, tries: 1 };
  return isFailed
    ? { ...own, delivery: 'failed', failure: { code: 'rejected' } }
    : { ...own, delivery: 'sent' };
}

/** `t` where a time stands above, `(` where a group opens, `)` where it closes. */
function show(messages: readonly Message[]): string[] {
  return placeMessages(messages).map(
    ({ separated, first, last }) => `${separated ? 't' : ''}${first ? '(' : ''}${last ? ')' : ''}`,
  );
}

describe('groups', () => {
  test('no messages, no places', () => {
    expect(placeMessages([])).toEqual([]);
  });

  test('messages of one author, close in time, are one group under one time', () => {
    expect(show([0, 1, 2].map((step) => message('agent', noon + step * minute)))).toEqual(['t(', '', ')']);
  });

  test('another author opens another group', () => {
    expect(show([message('agent', noon), message('visitor', noon + second)])).toEqual(['t()', '()']);
  });

  test('two minutes part a group, a little less does not', () => {
    const pair = (gap: number) => show([message('agent', noon), message('agent', noon + gap)]);
    expect(pair(2 * minute - 1)).toEqual(['t(', ')']);
    expect(pair(2 * minute)).toEqual(['t()', '()']);
  });

  test('a mishap parts a group, since its words stand between', () => {
    expect(show([message('visitor', noon, true), message('visitor', noon + second)])).toEqual(['t()', '()']);
    expect(show([message('visitor', noon), message('visitor', noon + second, true)])).toEqual(['t(', ')']);
  });
});

describe('times between groups', () => {
  test('stand after a pause of more than half an hour', () => {
    const pair = (gap: number) => show([message('agent', noon), message('agent', noon + gap)]);
    expect(pair(30 * minute)).toEqual(['t()', '()']);
    expect(pair(30 * minute + 1)).toEqual(['t()', 't()']);
  });

  test('stand at a new day, however short the pause', () => {
    const midnight = new Date(2026, 10, 23).getTime();
    expect(show([message('agent', midnight - 1), message('agent', midnight)])).toEqual(['t()', 't()']);
  });
});

test('a day is one of the visitor’s own calendar', () => {
  const midnight = new Date(2026, 10, 23).getTime();
  expect(isSameDay(midnight, midnight + 23 * 60 * minute)).toBe(true);
  expect(isSameDay(midnight, midnight - 1)).toBe(false);
});
