import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kit } from '../embed/extras-on-demand.ts';
import type { TeaserWords } from './model.ts';
import { createTeaser, type TeaserDevice } from './teaser.tsx';
import { button, change, pass, show } from './test-support.ts';

const device = {
  isBusy: vi.fn<() => boolean>(),
  wasAnswered: vi.fn<() => boolean>(),
  noteAnswer: vi.fn<() => void>(),
} satisfies TeaserDevice;

beforeEach(() => {
  vi.useFakeTimers();
  device.isBusy.mockReturnValue(false);
  device.wasAnswered.mockReturnValue(false);
});
afterEach(() => void vi.clearAllMocks());

function tease(teaser: TeaserWords | string | boolean) {
  const shown = show({ settings: { teaser: false } });
  shown.settings.value = { ...shown.settings.peek(), teaser };
  cleanup();
  render(h(createTeaser(kit, device, shown.model), null));
  return shown;
}

const invitation = () => screen.queryByRole('button', { name: 'Can we help?' });

test('L1: it comes after twenty seconds unless told, and not before', async () => {
  tease('Can we help?');
  await pass(19_999);
  expect(invitation()).toBeNull();
  await pass(1);
  expect(invitation()).toBeTruthy();
  cleanup();
  tease({ text: 'Can we help?', delay: 3 });
  await pass(3000);
  expect(invitation()).toBeTruthy();
  cleanup();
  tease('Can we help?|5');
  await pass(4999);
  expect(invitation()).toBeNull();
  await pass(1);
  expect(invitation()).toBeTruthy();
});

test('L1: where it would be in the way it waits, and where it was dismissed it stays away', async () => {
  device.isBusy.mockReturnValue(true);
  tease('Can we help?');
  await pass(25_000);
  expect(invitation()).toBeNull();
  device.isBusy.mockReturnValue(false);
  await pass(1000);
  expect(invitation()).toBeTruthy();
  fireEvent.click(button('Dismiss'));
  await pass(0);
  expect(invitation()).toBeNull();
  expect(device.noteAnswer).toHaveBeenCalledOnce();
  cleanup();
  device.wasAnswered.mockReturnValue(true);
  tease('Can we help?');
  await pass(60_000);
  expect(invitation()).toBeNull();
});

test('L1: what comes before it makes it step aside for as long', async () => {
  tease('Can we help?');
  await pass(20_000);
  expect(invitation()).toBeTruthy();
  device.isBusy.mockReturnValue(true);
  await pass(1000);
  expect(invitation()).toBeNull();
  await pass(60_000);
  expect(invitation()).toBeNull();
  device.isBusy.mockReturnValue(false);
  await pass(1000);
  expect(invitation()).toBeTruthy();
  expect(device.noteAnswer).not.toHaveBeenCalled();
});

test('L1: a person who opens the chat has answered it, whether it has appeared or not; a page that does has not', async () => {
  const { panel } = tease('Can we help?');
  change(() => (panel.value = { isOpen: true, by: 'page' }));
  expect(device.noteAnswer).not.toHaveBeenCalled();
  change(() => (panel.value = { isOpen: true, by: 'person' }));
  expect(device.noteAnswer).toHaveBeenCalledOnce();
  change(() => (panel.value = { isOpen: false, by: 'person' }));
  await pass(60_000);
  expect(invitation()).toBeNull();
  expect(device.noteAnswer).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test('L2: Escape dismisses it, a click on it opens the chat, and the focus is never taken', async () => {
  const { panel } = tease('Can we help?');
  const before = document.activeElement;
  await pass(20_000);
  expect(document.activeElement).toBe(before);
  fireEvent.click(button('Can we help?'));
  expect(panel.peek()).toEqual({ isOpen: true, by: 'person' });
  change(() => (panel.value = { isOpen: false, by: 'person' }));
  cleanup();
  tease('Can we help?');
  await pass(20_000);
  fireEvent.keyDown(button('Can we help?'), { key: 'Escape' });
  await pass(0);
  expect(invitation()).toBeNull();
});

test('whoever has opened the chat before is not invited to (L1)', async () => {
  const { conversation } = tease('Can we help?');
  change(() => conversation.setOpen(true));
  change(() => conversation.setOpen(false));
  await pass(60_000);
  expect(invitation()).toBeNull();
});
