// Both personas have something of every kind to say, and every reply survives the project's own reader.
import { describe, expect, test } from 'vitest';
import { createChatClient } from '../protocol/client.ts';
import type { Reply } from '../protocol/reply.ts';
import { polyai } from '../protocol/upstream.ts';
import { createAgent } from './create-agent.ts';
import { findSaying, type Persona } from './persona.ts';
import { seed } from './personas/seed.ts';
import { shop } from './personas/shop.ts';

async function ask(persona: 'seed' | 'shop' | 'demo', message: string): Promise<Reply> {
  const { fetch } = createAgent({ persona });
  const account = { baseUrl: 'http://agent', accountId: 'a', projectId: 'p', apiKey: 'k', token: 't' };
  const chat = createChatClient({ ...polyai(account), fetch });
  const { conversationId } = await chat.create({ userId: 'u' });
  return chat.respond({ conversationId, message });
}

describe.each(['seed', 'shop', 'demo'] as const)('the persona %s', (persona) => {
  test('lists what can be chosen', async () => {
    const { text } = await ask(persona, 'What are your delivery options?');
    expect(text.match(/^- /gm)?.length).toBeGreaterThan(2);
  });

  test('gives a link with a name and a bare address', async () => {
    const { text } = await ask(persona, 'Where is my order?');
    expect(text).toMatch(/\[[^\]]+\]\(https:\/\//);
    expect(text).toMatch(/ https:\/\//);
  });

  test('shows code within a line and in a block', async () => {
    const { text } = await ask(persona, 'Do you have a discount code?');
    expect(text).toMatch(/ `\w+` /);
    expect(text).toMatch(/\n```\n.+\n```/);
  });

  test('can speak at length, with headings, lists and paragraphs', async () => {
    const { text } = await ask(persona, 'care guide');
    expect(text.length).toBeGreaterThan(650);
    expect(text).toMatch(/^## /m);
    expect(text).toMatch(/^1\. /m);
    expect(text).toMatch(/^- /m);
  });

  test('hands over to a person, which ends the conversation', async () => {
    const reply = await ask(persona, 'Can I talk to a person?');
    expect(reply).toMatchObject({ ended: true, handoff: { destination: 'support' } });
    expect(reply.handoff?.reason).toBeTruthy();
    expect(reply.text).toBeTruthy();
  });

  test('says goodbye for good, and without a handoff', async () => {
    const reply = await ask(persona, 'Bye!');
    expect(reply.ended).toBe(true);
    expect(reply.handoff).toBeUndefined();
  });

  test('offers quick replies that it can answer', async () => {
    const { suggestions } = await ask(persona, 'help');
    expect(suggestions.length).toBeGreaterThan(1);
    const { text: fallback } = await ask(persona, 'xyzzy');
    for (const suggestion of suggestions) {
      expect((await ask(persona, suggestion)).text).not.toBe(fallback);
    }
  });

  test('brings on request whatever an answer may bring', async () => {
    expect((await ask(persona, 'suggestions')).suggestions.length).toBeGreaterThan(1);
    const { attachments: cards } = await ask(persona, 'cards');
    expect(cards.every(({ url, imageUrl }) => url && !imageUrl)).toBe(true);
    expect(cards.length).toBeGreaterThan(1);
    const { attachments: pictures } = await ask(persona, 'pictures');
    expect(pictures.map(({ url, imageUrl }) => [!!url, !!imageUrl])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect((await ask(persona, 'call buttons')).calls.length).toBeGreaterThan(0);
  });

  test.each([
    ['Can I talk to a person?', 'support'],
    ['hotline', 'hotline'],
    ['Do you have an email?', 'mail'],
    ['Request a callback', 'callback'],
  ])('hands over for %j to %s', async (message, destination) => {
    expect(await ask(persona, message)).toMatchObject({ ended: true, handoff: { destination } });
  });

  test('brings what nobody knows, of which nothing is read', async () => {
    const { fetch } = createAgent({ persona });
    const heads = { 'X-Api-Key': 'k', 'X-Token': 't', 'Content-Type': 'application/json' };
    const post = async (operation: string, body: object) =>
      (
        await fetch(`/v1/a/p/chat/${operation}`, {
          method: 'POST',
          headers: heads,
          body: JSON.stringify(body),
        })
      ).json();
    const { conversation_id } = await post('create', { user_id: 'u', message: '', metadata: {} });
    expect(await post('respond', { conversation_id, message: 'carousel' })).toHaveProperty('carousel');
    expect(await ask(persona, 'carousel')).toMatchObject({ attachments: [], suggestions: [], calls: [] });
  });

  test('says what one may ask where it has no answer', async () => {
    const reply = await ask(persona, 'xyzzy');
    expect(reply.ended).toBe(false);
    expect(reply.text).toMatch(/ask me about/);
    expect((await ask(persona, '')).text).toBe(reply.text);
  });
});

test('Ava greets with an emoji, an entity and line breaks', async () => {
  const { fetch } = createAgent({ persona: 'shop' });
  const chat = createChatClient({
    base: 'http://agent/v1/a/p',
    headers: { 'X-Api-Key': 'k', 'X-Token': 't' },
    fetch,
  });
  const { reply } = await chat.create({ userId: 'u' });
  expect(reply.text).toBe(
    "Hi! 🌿 I'm Ava from Fern &amp; Field.<br><br>Ask me about orders, returns or plant care.",
  );
});

test('the shop shows cards and a number to call', async () => {
  expect((await ask('shop', 'Any gift ideas?')).attachments).toHaveLength(3);
  expect((await ask('shop', 'Opening hours')).calls).toEqual([
    { title: 'Call the shop', number: '+442079460123' },
  ]);
});

test.each([
  ['seed', seed],
  ['shop', shop],
] as [string, Persona][])('every suggestion in the persona %s has an answer', (_name, persona) => {
  const sayings = [persona.greeting, persona.fallback, ...persona.topics.map(({ saying }) => saying)];
  const unanswered = sayings
    .flatMap(({ response_suggestions = [] }) => response_suggestions)
    .filter(({ message_text }) => findSaying(persona, message_text) === persona.fallback);
  expect(unanswered).toEqual([]);
});

describe('finding an answer', () => {
  const plain = (response: string) => ({ response });
  const persona: Persona = {
    greeting: plain('hello'),
    topics: [
      { words: ['send back', "what's up"], saying: plain('first') },
      { words: ['hi', 'order'], saying: plain('second') },
    ],
    fallback: plain('none'),
    secondTry: plain('again'),
    slow: plain('late'),
  };

  test.each([
    ['Can I SEND   back this?', 'first'],
    ['What’s up', 'first'],
    ['hi, send back', 'first'],
    ['my orders!', 'second'],
    ['this', 'none'],
    ['disorder', 'none'],
    ['👋', 'none'],
  ])('%j is answered with %j', (message, response) => {
    expect(findSaying(persona, message).response).toBe(response);
  });

  test('a persona of one’s own can be given', async () => {
    const { fetch } = createAgent({ persona });
    const init = {
      method: 'POST',
      headers: { 'X-Api-Key': 'k', 'X-Token': 't', 'Content-Type': 'application/json' },
      body: '{"user_id":"u","message":"","metadata":{}}',
    };
    expect(await (await fetch('/v1/a/p/chat/create', init)).json()).toMatchObject({ response: 'hello' });
  });
});

test('the demo opens in the words of the seed, and knows the shop', async () => {
  const { fetch } = createAgent({ persona: 'demo' });
  const account = { baseUrl: 'http://agent', accountId: 'a', projectId: 'p', apiKey: 'k', token: 't' };
  const { reply } = await createChatClient({ ...polyai(account), fetch }).create({ userId: 'u' });
  expect(reply.text).toBe('Hi, how can I help you today?');
  const answer = await ask('demo', "What's your return policy?");
  expect(answer.text).toBe('Our return policy is 30 days with proof of purchase.');
  expect((await ask('demo', 'Delivery options')).text).toContain('Totnes');
});
