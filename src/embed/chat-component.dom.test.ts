import { act, cleanup, render } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { Chat } from '../index.ts';
import { fetched, hosts, part, relay } from './test-support.ts';

afterEach(cleanup);

test('the component mounts the floating chat, takes changes live, and takes it away again', async () => {
  const { container, rerender, unmount } = render(h(Chat, { relay, title: 'Help', open: true }));
  expect(container.innerHTML).toBe('');
  expect(hosts()).toHaveLength(1);
  expect(part('title')?.textContent).toBe('Help');
  rerender(h(Chat, { relay, title: 'Ava', open: true }));
  await act(() => undefined);
  expect(hosts()).toHaveLength(1);
  expect(part('title')?.textContent).toBe('Ava');
  unmount();
  expect(hosts()).toEqual([]);
  expect(fetched).not.toHaveBeenCalled();
});
