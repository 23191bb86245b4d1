// What is written to the wire: the seed byte for byte, and nothing that was not read.
import { expect, test } from 'vitest';
import { readCreated, readReply } from './read-reply.ts';
import type { Reply } from './reply.ts';
import { toCreateAnswer, toRespondAnswer } from './write-answer.ts';

const plain: Reply = { text: 'Hi', ended: false, suggestions: [], attachments: [], calls: [] };
const rich: Reply = {
  text: '',
  ended: true,
  handoff: { destination: 'support', reason: 'asked' },
  suggestions: ['One', 'Two'],
  attachments: [
    { title: 'Fern', url: 'https://a.example', imageUrl: 'https://b.example', kind: 'X_URL', action: 'See' },
    { title: 'Moss', url: 'https://c.example' },
  ],
  calls: [{ title: 'Call', number: '999' }],
};

test('a plain reply is written as in the seed, byte for byte', () => {
  expect(JSON.stringify(toRespondAnswer(plain))).toBe('{"response":"Hi","end_conversation":false}');
  expect(JSON.stringify(toCreateAnswer({ conversationId: 'WEBCHAT_1', reply: plain }))).toBe(
    '{"conversation_id":"WEBCHAT_1","response":"Hi"}',
  );
});

test('what is written reads back as the same reply', () => {
  for (const reply of [plain, rich]) {
    expect(readReply(toRespondAnswer(reply))).toEqual(reply);
    const created = { conversationId: 'WEBCHAT_1', reply };
    expect(readCreated(toCreateAnswer(created))).toEqual(created);
  }
});

test('create tells of an end only where there is one', () => {
  expect(toCreateAnswer({ conversationId: 'x', reply: rich })).toHaveProperty('end_conversation', true);
});

test('fields that nobody asked for stay behind', () => {
  const reply = readReply({ response: 'Hi', conversation_id: 'WEBCHAT_secret', debug: { prompt: 'x' } });
  expect(reply && toRespondAnswer(reply)).toEqual({ response: 'Hi', end_conversation: false });
});
