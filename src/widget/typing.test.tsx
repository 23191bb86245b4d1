import { act } from '@testing-library/preact';
import { expect, test, vi } from 'vitest';
import { log, pass, show } from './test-support.ts';

test('after five seconds nothing moves any more: the dots have become words (G6)', async () => {
  vi.useFakeTimers();
  const { container, conversation } = show({ mode: 'inline', agent: { delayMs: 20_000 } });
  await act(() => conversation.start());
  await pass(4900);
  expect(container.querySelectorAll('.typing i')).toHaveLength(3);
  await pass(100);
  expect(container.querySelectorAll('.typing i')).toHaveLength(0);
  expect(log().getByText('Ava is replying').className).toBe('bubble typing');
});
