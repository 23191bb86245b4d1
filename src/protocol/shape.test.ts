// The smallest readers, on values of every type.
import { expect, test } from 'vitest';
import { present, readFields, readList, readText, writeJson } from './shape.ts';

test('only objects have fields', () => {
  expect(readFields({ a: 1 })).toEqual({ a: 1 });
  for (const value of [undefined, null, 'text', 7, true, ['a']]) expect(readFields(value)).toEqual({});
});

test('only strings are texts, the empty one too', () => {
  expect(readText('')).toBe('');
  for (const value of [undefined, null, 7, {}, ['a']]) expect(readText(value)).toBeUndefined();
});

test('a list keeps what its reader makes of each element', () => {
  const read = (fields: Record<string, unknown>) => readText(fields['a']);
  expect(readList([{ a: 'x' }, { b: 'y' }, 'z', null, { a: '' }], read)).toEqual(['x', '']);
  for (const value of [undefined, null, 'text', { 0: { a: 'x' }, length: 1 }]) {
    expect(readList(value, read)).toEqual([]);
  }
});

test('present drops what is undefined or empty and keeps zero and false', () => {
  expect(present({ a: undefined, b: '', c: 0, d: false, e: 'x' })).toEqual({ c: 0, d: false, e: 'x' });
});

test('JSON is what it is where a page has given arrays a form of their own', () => {
  const value = { a: [1, ['x', { b: [] }]], at: new Date(0), c: undefined };
  const wanted = JSON.stringify(value);
  Reflect.set(Array.prototype, 'toJSON', () => 'mine');
  try {
    expect(JSON.stringify(value)).toContain('mine');
    expect(writeJson(value)).toBe(wanted);
  } finally {
    Reflect.deleteProperty(Array.prototype, 'toJSON');
  }
});
