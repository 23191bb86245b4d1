import { expect, openChat, partsOf, test } from '../support/world.ts';

const greeting = 'Hi, how can I help you today?';
const question = "What's your return policy?";
const answer = 'Our return policy is 30 days with proof of purchase.';

test('the conversation of the seed is held, word for word', async ({ page, world }) => {
  await world.visit();
  const chat = partsOf(page);
  await page.getByRole('button', { name: 'Open chat' }).click();
  await expect(page.getByRole('dialog', { name: 'Chat' })).toBeVisible();
  await expect(chat.message('agent')).toContainText(greeting);
  await page.getByRole('textbox', { name: 'Message' }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(chat.message('visitor')).toContainText(question);
  await expect(chat.message('agent').last().locator('.text')).toHaveText(answer);
  expect(world.agent.received).toEqual({ create: 1, respond: 1 });
  const [create, respond] = world.agent.calls;
  expect(create?.body).toEqual({
    user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    message: '',
    metadata: {},
  });
  expect(respond?.body).toEqual({ conversation_id: expect.stringMatching(/^WEBCHAT_/), message: question });
});

test('several turns go to the agent one after another, in the order they were written', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  for (const text of ['one', 'two', 'three']) await chat.say(text);
  await expect(chat.message('visitor')).toHaveCount(3);
  await expect(chat.message('agent')).toHaveCount(4);
  const sent = world.agent.calls.slice(1).map(({ body }) => (body as { message: string }).message);
  expect(sent).toEqual(['one', 'two', 'three']);
});

test('J7: ended: the goodbye is shown, a new conversation starts at a click, and it is another one', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say('goodbye');
  await expect(page.getByText('This conversation has ended.')).toBeVisible();
  await expect(chat.message('agent')).toHaveCount(2);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await expect(chat.message('visitor')).toHaveCount(0);
  await expect(chat.message('agent')).toHaveCount(1);
  await expect(chat.message('agent')).toContainText(greeting);
  await expect(chat.input).toBeFocused();
  expect(world.agent.received.create).toBe(2);
  const users = world.agent.calls
    .filter(({ operation }) => operation === 'create')
    .map(({ body }) => (body as { user_id: string }).user_id);
  expect(new Set(users).size).toBe(2);
});

test('handed over: the visitor is told, and led on where the owner says', async ({ page, world }) => {
  const tag = world.tag(`data-handoff='{"default":"https://example.com/contact"}'`);
  const chat = await openChat(page, world, tag);
  await chat.say('I want to talk to a person');
  await expect(page.getByText('You’re being passed on to a person.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Continue there' })).toHaveAttribute(
    'href',
    'https://example.com/contact',
  );
  const handoff = world.agent.calls.length;
  expect(handoff).toBe(2);
});

test('K2: nothing is asked of the relay and nothing stored before the first open, and the panel is not built', async ({
  page,
  world,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await world.visit();
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((path) => path.startsWith('/chat'))).toEqual([]);
  await expect(chat.panel).toHaveCount(0);
  const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  expect(stored).toEqual([0, 0, '']);
});

test('K4: a double click deletes nothing, for the second is on the way back', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Delete conversation' }).dblclick();
  await expect(page.getByRole('group')).toHaveCount(0);
  await expect(chat.message('agent')).toHaveCount(1);
});
