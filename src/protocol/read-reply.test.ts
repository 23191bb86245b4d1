// Every form in which a reply may arrive, and that no form makes a reader throw.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCreated, readReply } from './read-reply.ts';
import type { Reply } from './reply.ts';

const plain = { text: 'Hi', ended: false, suggestions: [], attachments: [], calls: [] };

/** Field names that readers look for, so that random answers get past the first check. */
const answers = fc.oneof(
  fc.jsonValue(),
  fc.anything(),
  fc.record(
    Object.fromEntries(
      [
        'response',
        'conversation_id',
        'end_conversation',
        'conversation_ended',
        'conversationEnded',
        'handoff',
        'response_suggestions',
        'attachments',
        'chat_call_actions',
      ].map((name) => [name, fc.oneof(fc.string(), fc.boolean(), fc.anything(), fc.array(fc.anything()))]),
    ),
    { requiredKeys: [] },
  ),
);

describe('readReply', () => {
  test('reads the answer of the seed', () => {
    expect(
      readReply({
        response: 'Our return policy is 30 days with proof of purchase.',
        end_conversation: false,
      }),
    ).toEqual({ ...plain, text: 'Our return policy is 30 days with proof of purchase.' });
  });

  test('an absent end flag means that the conversation goes on', () => {
    expect(readReply({ response: 'Hi' })).toEqual(plain);
  });

  test.each(['end_conversation', 'conversation_ended', 'conversationEnded'])(
    'the conversation has ended where %s is true, and only there',
    (name) => {
      expect(readReply({ response: 'Hi', [name]: true })?.ended).toBe(true);
      for (const value of [false, null, 'true', 1]) {
        expect(readReply({ response: 'Hi', [name]: value })?.ended).toBe(false);
      }
    },
  );

  test('one spelling that says true outweighs another that says false', () => {
    expect(readReply({ response: 'Hi', end_conversation: false, conversationEnded: true })?.ended).toBe(true);
  });

  test('an empty text is a text', () => {
    expect(readReply({ response: '', end_conversation: true })).toEqual({ ...plain, text: '', ended: true });
  });

  test('a text is kept as it came, with HTML, entities and emoji', () => {
    const text = ' Hi 🌿<br><br>Fern &amp; Field **half';
    expect(readReply({ response: text })?.text).toBe(text);
  });

  test.each([[undefined], [null], ['Hi'], [7], [[]], [{}], [{ response: null }], [{ response: ['Hi'] }]])(
    '%j holds no reply',
    (answer) => {
      expect(readReply(answer)).toBeUndefined();
      expect(readCreated(answer)).toBeUndefined();
    },
  );

  test('a handoff ends the conversation, whatever the flag says', () => {
    const handoff = { destination: 'support', reason: 'asked' };
    expect(
      readReply({ response: '', end_conversation: false, handoff: { ...handoff, secret: 1 } }),
    ).toMatchObject({ ended: true, handoff });
  });

  test('a handoff without facts is still one', () => {
    for (const handoff of [{}, { destination: null, reason: 7 }, { destination: '' }]) {
      expect(readReply({ response: '', handoff })).toMatchObject({ ended: true, handoff: {} });
    }
  });

  test.each([null, false, true, 'support', 0])('%j is no handoff', (handoff) => {
    expect(readReply({ response: 'Hi', handoff })).toEqual(plain);
  });

  test('quick replies keep their order, and those without text are left out', () => {
    const response_suggestions = [
      { message_text: 'One' },
      { message_text: '' },
      {},
      null,
      'Two',
      { message_text: 2 },
      { message_text: 'Three', kind: 'x' },
    ];
    expect(readReply({ response: 'Hi', response_suggestions })?.suggestions).toEqual(['One', 'Three']);
  });

  test('attachments are read field by field, and what is missing, or leads to no page, stays away', () => {
    const attachments = [
      {
        title: 'Fern',
        content_url: 'https://shop.example/fern',
        preview_image_url: 'https://shop.example/fern.jpg',
        content_type: 'CONTENT_URL',
        call_to_action_text: 'See it',
        price: 7,
      },
      { content_url: 'https://shop.example/moss' },
      { preview_image_url: 'https://shop.example/x.jpg', title: null, content_url: '' },
      { title: 'Moss', content_url: 'javascript:alert(1)', preview_image_url: 'https://shop.example/y.jpg' },
      { title: 'Bark', content_url: 'HTTPS://shop.example/bark', preview_image_url: 'data:image/png,x' },
      { title: 'Leads to no page', content_url: 'javascript:alert(1)', preview_image_url: '/z.jpg' },
      { title: 'Leads nowhere' },
      { call_to_action_text: 'Nothing to show' },
      'https://shop.example',
      null,
    ];
    expect(readReply({ response: 'Hi', attachments })?.attachments).toEqual([
      {
        title: 'Fern',
        url: 'https://shop.example/fern',
        imageUrl: 'https://shop.example/fern.jpg',
        kind: 'CONTENT_URL',
        action: 'See it',
      },
      { title: 'https://shop.example/moss', url: 'https://shop.example/moss' },
      { title: 'https://shop.example/x.jpg', imageUrl: 'https://shop.example/x.jpg' },
      { title: 'Moss', imageUrl: 'https://shop.example/y.jpg' },
      { title: 'Bark', url: 'HTTPS://shop.example/bark' },
    ]);
  });

  test('call actions need a number, and without a title they show it', () => {
    const chat_call_actions = [
      { title: 'Call us', contact_number: '+44 20 7946 0123' },
      { contact_number: '999' },
      { title: 'No number' },
      { title: 'No text', contact_number: 999 },
    ];
    expect(readReply({ response: 'Hi', chat_call_actions })?.calls).toEqual([
      { title: 'Call us', number: '+44 20 7946 0123' },
      { title: '999', number: '999' },
    ]);
  });

  test.each([null, {}, 'text', 7, { length: 3 }])('extras of the wrong type (%j) are none', (wrong) => {
    const extras = { response_suggestions: wrong, attachments: wrong, chat_call_actions: wrong };
    expect(readReply({ response: 'Hi', ...extras })).toEqual(plain);
  });

  test('unknown kinds are ignored', () => {
    expect(readReply({ response: 'Hi', carousel: [{ title: 'x' }], success: true })).toEqual(plain);
  });
});

describe('readCreated', () => {
  test('reads the answer of the seed', () => {
    expect(
      readCreated({ conversation_id: 'WEBCHAT_abc123def456', response: 'Hi, how can I help you today?' }),
    ).toEqual({
      conversationId: 'WEBCHAT_abc123def456',
      reply: { ...plain, text: 'Hi, how can I help you today?' },
    });
  });

  test('takes any id that is not empty, and a conversation that has ended at once', () => {
    expect(readCreated({ conversation_id: 'CONV-1', response: '', end_conversation: true })).toMatchObject({
      conversationId: 'CONV-1',
      reply: { ended: true },
    });
    for (const conversation_id of [undefined, null, '', 7]) {
      expect(readCreated({ conversation_id, response: 'Hi' })).toBeUndefined();
    }
  });
});

test('W-10 no answer whatever makes a reader throw, and what it reads has the promised shape', () => {
  const isFilled = (value: unknown) => typeof value === 'string' && value !== '';
  const isReply = (reply: Reply) =>
    typeof reply.text === 'string' &&
    typeof reply.ended === 'boolean' &&
    reply.suggestions.every(isFilled) &&
    reply.attachments.every(({ title, url, imageUrl }) => isFilled(title) && isFilled(url ?? imageUrl)) &&
    reply.calls.every(({ title, number }) => isFilled(title) && isFilled(number));
  let replies = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      const created = readCreated(answer);
      const reply = readReply(answer);
      if (reply) replies += 1;
      return (!created || isFilled(created.conversationId)) && (!reply || isReply(reply));
    }),
    { numRuns: 2000 },
  );
  expect(replies).toBeGreaterThan(50);
});
