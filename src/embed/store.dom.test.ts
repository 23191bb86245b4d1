import { afterEach, expect, test, vi } from 'vitest';
import { toSnapshot } from '../conversation/snapshot.ts';
import { initialState } from '../conversation/state.ts';
import { createStore } from './store.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});

const hour = 3_600_000;
const snapshot = (ageMs = 0) => toSnapshot(initialState, Date.now() - ageMs);

test.each(['session', 'local'] as const)('%s storage gives back what was saved, to the same name', (kind) => {
  const store = createStore('one', kind, hour);
  store.save(snapshot());
  expect(createStore('one', kind, hour).load()).toMatchObject({ state: initialState });
  expect(createStore('two', kind, hour).load()).toBeUndefined();
  expect([sessionStorage.length, localStorage.length]).toEqual(kind === 'session' ? [1, 0] : [0, 1]);
  store.save(undefined);
  expect(sessionStorage.length + localStorage.length).toBe(0);
});

test('what is older than its time is not given back, and does not stay on the device', () => {
  createStore('one', 'local', hour).save(snapshot(hour));
  expect(createStore('one', 'local', hour).load()).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

test('where there is no more room, nothing out of date stays behind', () => {
  const kept = new Map([['one', 'an older state']]);
  vi.stubGlobal('sessionStorage', {
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
    removeItem: (name: string) => kept.delete(name),
  });
  createStore('one', 'session', hour).save(snapshot());
  expect(kept.size).toBe(0);
});

test('where there is no storage, nothing happens', () => {
  vi.stubGlobal('sessionStorage', undefined);
  const store = createStore('one', 'session', hour);
  expect(() => store.save(snapshot())).not.toThrow();
  expect(store.load()).toBeUndefined();
});
