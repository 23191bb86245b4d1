import { expect, test, vi } from 'vitest';
import { createChat } from './create-chat.ts';
import type { ChatOptions } from './options.ts';
import { agent, hosts, keep, part, relay, rest } from './test-support.ts';

async function make(options: ChatOptions) {
  const chat = keep(createChat({ relay, ...options }));
  const heard: string[] = [];
  chat.on('consent', ({ text }) => heard.push(text));
  await rest();
  return { chat, heard };
}

const button = (name: string) =>
  Array.from(hosts()[0]?.shadowRoot?.querySelectorAll('button') ?? []).find(
    ({ textContent }) => textContent === name,
  );

const nothing = { create: 0, respond: 0 };

test('K3: nobody has been told in a panel that is closed, whatever has been loaded', async () => {
  const { chat, heard } = await make({ consent: 'until-first-message', teaser: 'Hi' });
  // What the teaser comes with.
  await vi.waitFor(() => expect(import('./extras.ts')).resolves.toBeTruthy());
  await rest();
  chat.send('returns');
  await rest();
  expect(heard).toEqual([]);
  expect(agent.received).toEqual(nothing);
  chat.open();
  await vi.waitFor(() => expect(part('input')).toBeTruthy());
  expect((part('input') as HTMLTextAreaElement | null)?.value).toBe('returns');
});

test('K3: a message that a listener has emptied is no consent', async () => {
  const { chat, heard } = await make({ consent: 'until-first-message' });
  chat.on('send', (detail) => void (detail.text = ' '));
  chat.open();
  await vi.waitFor(() => expect(part('input')).toBeTruthy());
  chat.send('/clear');
  await rest();
  expect(heard).toEqual([]);
  expect(agent.received).toEqual(nothing);
});

test('K3: a way to ask that there is not is the stricter one, and can be agreed to', async () => {
  const { chat, heard } = await make({ consent: { ask: 'sometimes', text: 'Terms' } as never });
  chat.open();
  await vi.waitFor(() => expect(button('Agree')).toBeTruthy());
  button('Agree')?.click();
  await vi.waitFor(() => expect(chat.phase).toBe('ready'));
  expect(heard).toEqual(['Terms']);
});

test('K3: who declines where the panel does not close has sent nothing, and can still agree', async () => {
  const { chat, heard } = await make({ consent: true, mode: 'page' });
  await vi.waitFor(() => expect(button('Decline')).toBeTruthy());
  button('Decline')?.click();
  await vi.waitFor(() => expect(part('consent')?.textContent).toContain('Nothing was sent.'));
  expect(agent.received).toEqual(nothing);
  expect(sessionStorage).toHaveLength(0);
  button('Agree')?.click();
  await vi.waitFor(() => expect(chat.phase).toBe('ready'));
  expect(heard).toHaveLength(1);
});
