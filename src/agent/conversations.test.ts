// The memory of conversations, where the suites over the wire do not reach.
import { expect, test } from 'vitest';
import { createConversations } from './conversations.ts';

test('the newest 10,000 conversations are remembered', () => {
  let count = 0;
  const newId = () => `c${(count += 1)}`;
  const conversations = createConversations({ newId, now: () => 0, idleTimeoutMs: Infinity });
  for (let index = 0; index < 10_001; index += 1) conversations.open();
  expect(conversations.find('c1')).toBeUndefined();
  expect(conversations.find('c2')?.state).toBe('open');
  expect(conversations.find('c10001')?.state).toBe('open');
});
