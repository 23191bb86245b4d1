// What is drawn when: counts, since times differ from machine to machine.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '../conversation/state.ts';
import { createChat } from './create-chat.ts';
import { composer, keep, part, relay, rest } from './test-support.ts';

const { drawn } = vi.hoisted(() => ({ drawn: [] as string[] }));

vi.mock('../widget/observed.ts', async (load) => {
  const { observed } = await load<typeof import('../widget/observed.ts')>();
  return {
    observed: <Props extends object>(draw: Parameters<typeof observed<Props>>[0]) =>
      observed<Props>((props) => {
        const { message }: { message?: Message } = props;
        drawn.push(message ? `${draw.name} ${message.id}` : draw.name);
        return draw(props);
      }),
  };
});

beforeEach(() => {
  // What is spoken falls silent after a while, which draws its region.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  drawn.splice(0);
});
afterEach(() => void vi.useRealTimers());

/** A conversation of five turns, which has come to rest. */
async function talk() {
  const chat = keep(createChat({ relay }));
  chat.open();
  // What shows an agent's text comes after the first opening.
  await vi.waitFor(() => expect(part('transcript')?.querySelector('.text p')).toBeTruthy());
  for (let turn = 1; turn <= 5; turn++) {
    chat.send(`question ${turn}`);
    await rest();
  }
  expect(chat.messages).toHaveLength(11);
  drawn.splice(0);
  return chat;
}

/** The messages that have been drawn since the last look. */
const drawnItems = () => new Set(drawn.splice(0).filter((name) => name.startsWith('MessageItem')));

test('M1: opening draws the panel once, and each of its parts', async () => {
  const chat = keep(createChat({ relay }));
  await rest();
  expect(drawn.splice(0)).not.toContain('Panel');
  part('launcher')?.click();
  await vi.waitFor(() => expect(part('panel')).not.toBeNull());
  const panels = drawn.filter((name) => name === 'Panel');
  expect(panels).toHaveLength(1);
  await rest();
  expect(chat.isOpen).toBe(true);
  expect(drawn.filter((name) => name === 'Panel')).toHaveLength(1);
});

test('M1: typing draws the composer alone', async () => {
  await talk();
  for (const value of ['w', 'wh', 'why']) {
    composer().value = value;
    composer().dispatchEvent(new InputEvent('input'));
    await rest();
  }
  expect(new Set(drawn)).toEqual(new Set(['Composer']));
  expect(drawn).toHaveLength(3);
});

test('D10: a message that is added draws no other, save the one whose state it takes over', async () => {
  const chat = await talk();
  const before = chat.messages.findLast(({ author }) => author === 'visitor');
  chat.send('one more');
  await rest();
  const added = chat.messages.slice(-2);
  expect(added).toMatchObject([{ text: 'one more' }, { author: 'agent' }]);
  expect(drawnItems()).toEqual(new Set([before, ...added].map((message) => `MessageItem ${message?.id}`)));
});

test('M1: seconds that are counted down draw nothing else', async () => {
  const chat = await talk();
  const body = JSON.stringify({ code: 'rate_limited', retryable: true, retry_after_ms: 20_000 });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status: 429 })));
  chat.send('one more');
  await rest();
  await vi.advanceTimersByTimeAsync(3000);
  const words = () => /Sending in \d+ seconds/.exec(part('panel')?.textContent ?? '')?.[0];
  const before = words();
  expect(before).toBeDefined();
  drawn.splice(0);
  await vi.advanceTimersByTimeAsync(3000);
  await rest();
  expect(words()).toBeDefined();
  expect(words()).not.toBe(before);
  expect(drawn).toEqual([]);
});
