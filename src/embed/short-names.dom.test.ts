import { expect, test, vi } from 'vitest';
import { innerNames } from '../../.ci/short-names.ts';
import { english } from '../widget/labels.ts';
import { createChat } from './create-chat.ts';
import { optionNames } from './option-kinds.ts';
import { fetched, keep, part, relay } from './test-support.ts';

/** All names of fields in it, and in what it holds. */
function listNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Node) return [];
  return Object.entries(value).flatMap(([name, held]) => [name, ...listNames(held)]);
}

test('no name that the bundle shortens is seen by a page, storage, another tab or the network', async () => {
  const seen = new Set([...optionNames, ...listNames(english)]);
  const note = (value: unknown) => listNames(value).forEach((name) => seen.add(name));
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      addEventListener = vi.fn<() => void>();
      close = vi.fn<() => void>();
      postMessage = note;
    },
  );
  for (const name of ['message', 'delivery', 'open', 'unread', 'handoff', 'end', 'error', 'send'])
    document.addEventListener(`parley:${name}`, (event) => note({ detail: (event as CustomEvent).detail }));

  const chat = keep(createChat({ relay }));
  chat.open();
  chat.send('person');
  await vi.waitFor(() => expect(part('ended')).toBeTruthy(), { timeout: 10_000 });
  chat.restart();
  chat.send('500');
  await vi.waitFor(() => expect(part('failure')).toBeTruthy(), { timeout: 10_000 });
  for (let index = 0; index < sessionStorage.length; index++)
    note(JSON.parse(sessionStorage.getItem(sessionStorage.key(index) ?? '') ?? ''));
  for (const [, { headers, body }] of fetched.mock.calls) note([headers, JSON.parse(body as string)]);
  note(chat);

  for (const known of [
    'relay',
    'closeChat',
    'delivery',
    'run',
    'drafted',
    'user_id',
    'send',
    'code',
    'destination',
  ])
    expect(seen).toContain(known);
  expect(innerNames.filter((name) => seen.has(name))).toEqual([]);
});
