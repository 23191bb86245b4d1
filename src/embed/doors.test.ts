import { expect, test } from 'vitest';

const doors = {
  index: () => import('../index.ts'),
  element: () => import('../element.ts'),
  react: () => import('../react.ts'),
  conversation: () => import('../conversation.ts'),
  client: () => import('../client.ts'),
  agent: () => import('../agent.ts'),
};

test.each(Object.entries(doors))(
  'the door %s can be opened in Node, where there is no page',
  async (_, open) => {
    expect(globalThis).not.toHaveProperty('document');
    const before = Object.getOwnPropertyNames(globalThis);
    await open();
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  },
);

test('the doors hold what they promise', async () => {
  expect(Object.keys(await doors.index()).sort()).toEqual(['Chat', 'ChatError', 'createChat']);
  expect(Object.keys(await doors.conversation()).sort()).toEqual([
    'ChatError',
    'createChatClient',
    'createConversation',
  ]);
  expect(Object.keys(await doors.element())).toEqual([]);
  expect(Object.keys(await doors.react())).toEqual(['Chat']);
});
