import { render } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { VisitorMessage } from '../conversation/state.ts';
import { kit } from '../embed/extras-on-demand.ts';
import { createCountdown } from './countdown.tsx';
import { show } from './test-support.ts';

const Countdown = createCountdown(kit);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const waits = (more: Partial<VisitorMessage>): VisitorMessage => ({
  author: 'visitor',
  id: 'm',
  text: 'Hello',
  at: Date.now(),
  order: 1,
  delivery: 'queued',
  key: 'k',
  tries: 1,
  retryAt: Date.now() + 2000,
  changed: 1,
  ...more,
});

test.each([
  [false, 'Too many messages just now.'],
  [true, 'The chat is not available right now.'],
])('U-5: what the wait is for is told, and its seconds pass; the service’s own: %s', (isBusy, why) => {
  const { model } = show();
  const { container, unmount } = render(<Countdown {...model} message={waits({ isBusy })} />);
  expect(container.textContent).toBe(`${why} Sending in 2 seconds.`);
  vi.advanceTimersByTime(1000);
  expect(container.textContent).toBe(`${why} Sending in 1 second.`);
  const before = vi.getTimerCount();
  unmount();
  expect(vi.getTimerCount()).toBe(before - 1);
});
