import { afterEach, expect, test, vi } from 'vitest';
import { readSnapshot, toSnapshot } from '../conversation/snapshot.ts';
import { initialState } from '../conversation/state.ts';
import { step } from '../conversation/step.ts';
import { createStore } from './store.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  sessionStorage.clear();
  localStorage.clear();
});

const hour = 3_600_000;
const at = Date.now();
const snapshot = (ageMs = 0) => toSnapshot(initialState, Date.now() - ageMs);
const silence = { text: '', ended: false, suggestions: [], attachments: [], calls: [] };

/** A conversation with so many messages of the visitor, always of the same objects. */
function talk(count: number) {
  while (states.length <= count)
    states.push(
      step(
        states.at(-1) ?? initialState,
        { type: 'composed', id: `${states.length}`, text: `${states.length}` },
        at,
      ),
    );
  return toSnapshot({ ...initialState, ...states[count] }, at);
}
const states = [initialState];

/** Session storage whose operations are watched. */
function watch() {
  const real = sessionStorage;
  const set = vi.fn<Storage['setItem']>((item, text) => real.setItem(item, text));
  const remove = vi.fn<Storage['removeItem']>((item) => real.removeItem(item));
  const get = (item: string) => real.getItem(item);
  const operations = new Map<unknown, unknown>(
    Object.entries({ setItem: set, removeItem: remove, getItem: get }),
  );
  vi.stubGlobal(
    'sessionStorage',
    new Proxy(real, { get: (target, name) => operations.get(name) ?? Reflect.get(target, name) }),
  );
  return { set, remove };
}

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
  const { set } = watch();
  const store = createStore('one', 'session', hour);
  store.save(talk(3));
  set.mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  store.save(talk(4));
  expect(sessionStorage).toHaveLength(0);
});

test('where there is room for less, the newest messages are kept', () => {
  const { set } = watch();
  const store = createStore('one', 'session', hour);
  store.save(talk(8));
  const write = set.getMockImplementation();
  set.mockImplementation((...item) => {
    if (sessionStorage.length > 5) throw new DOMException('full', 'QuotaExceededError');
    write?.(...item);
  });
  store.save(talk(9));
  const found = readSnapshot(createStore('one', 'session', hour).load());
  expect(found?.messages.map(({ id }) => id)).toEqual(['6', '7', '8', '9']);
});

test('what has changed is written, and what is gone is removed', () => {
  const { set, remove } = watch();
  const store = createStore('one', 'session', hour);
  store.save(talk(500));
  set.mockClear();
  store.save(toSnapshot(step(talk(500).state, { type: 'drafted', text: 'Hm' }, at), at));
  expect(set).toHaveBeenCalledTimes(1);
  store.save(talk(501));
  // The newest message and the rest; the oldest is not kept any more.
  expect([set.mock.calls.length, remove.mock.calls.length]).toEqual([3, 1]);
  const found = createStore('one', 'session', hour);
  expect(readSnapshot(found.load())).toEqual(talk(501).state);
  found.save(talk(502));
  expect(remove).toHaveBeenCalledTimes(2);
  expect(sessionStorage).toHaveLength(501);
});

test('what somebody else has removed is written again, all of it', () => {
  const store = createStore('one', 'local', hour);
  store.save(talk(3));
  // Another tab's chat was destroyed, or the page signs its visitor out.
  localStorage.clear();
  store.save(talk(4));
  const kept = readSnapshot(createStore('one', 'local', hour).load());
  expect(kept?.messages.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
});

test('a new conversation leaves nothing of the one before', () => {
  const store = createStore('one', 'local', hour);
  store.save(talk(3));
  store.save(toSnapshot(step(talk(3).state, { type: 'restarted' }, at), at));
  expect(localStorage).toHaveLength(1);
});

test('a page that dies between two items has not lost the answer to what counts as sent', () => {
  const { set } = watch();
  const store = createStore('one', 'session', hour);
  const asked = step(talk(1).state, { type: 'dispatched', id: '1' }, at);
  store.save(toSnapshot(asked, at));
  let itemsLeft = 1;
  const write = set.getMockImplementation();
  set.mockImplementation((...item) => (itemsLeft-- > 0 ? write?.(...item) : undefined));
  const answered = step(
    asked,
    { type: 'answered', run: 0, id: '1', reply: { ...silence, text: 'Hello' } },
    at,
  );
  store.save(toSnapshot(answered, at));
  const found = readSnapshot(createStore('one', 'session', hour).load());
  expect(found?.messages.map(({ text }) => text)).toEqual(['1', 'Hello']);
  expect(found?.messages[0]).toMatchObject({ delivery: 'sending' });
});

test.each(['not JSON', 'null', '7'])('a conversation with a damaged message (%s) is set aside', (text) => {
  const store = createStore('one', 'session', hour);
  store.save(talk(2));
  sessionStorage.setItem('one#0#1', text);
  expect(readSnapshot(createStore('one', 'session', hour).load())).toBeUndefined();
});

test('where there is no storage, nothing happens', () => {
  vi.stubGlobal('sessionStorage', undefined);
  const store = createStore('one', 'session', hour);
  expect(() => store.save(snapshot())).not.toThrow();
  expect(store.load()).toBeUndefined();
});
