import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { button, open, show } from './test-support.ts';

test('the launcher is a button that says what it does, and that it opens a dialog (A1)', () => {
  show();
  const launcher = button('Open chat');
  expect(launcher.getAttribute('aria-expanded')).toBe('false');
  expect(launcher.getAttribute('aria-haspopup')).toBe('dialog');
  expect(launcher.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('open, it is the way to close, and the other way round (A1)', async () => {
  const { user } = await open();
  expect(button('Close chat').getAttribute('aria-expanded')).toBe('true');
  await user.click(button('Close chat'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(button('Open chat').getAttribute('aria-expanded')).toBe('false');
});

test('its name counts what came in while the panel was closed, and its badge shows it (A1, D7)', async () => {
  const { user, conversation } = await open();
  await user.click(button('Close chat'));
  conversation.send('returns');
  expect((await screen.findByRole('button', { name: 'Open chat, 1 unread message' })).textContent).toBe('1');
  conversation.send('thanks');
  await user.click(await screen.findByRole('button', { name: 'Open chat, 2 unread messages' }));
  expect(conversation.unread.peek()).toBe(0);
  await user.click(button('Close chat'));
  expect(button('Open chat').textContent).toBe('');
});

test('the badge shows 9+ beyond nine, the name the number (D7)', async () => {
  const { conversation } = show();
  for (let count = 0; count < 9; count++) conversation.send('thanks');
  expect((await screen.findByRole('button', { name: 'Open chat, 10 unread messages' })).textContent).toBe(
    '9+',
  );
});

test('inside a box of the page there is no launcher, and the panel is open', () => {
  show({ mode: 'inline' });
  expect(screen.queryByRole('button', { name: /chat/ })).toBeNull();
  expect(screen.getByRole('dialog')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Close' })).toBeNull();
});
