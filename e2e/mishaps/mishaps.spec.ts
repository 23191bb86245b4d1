import { impatient } from '../faults/row.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

test('J4: a message that failed keeps its place, and trying again delivers it', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await chat.say('500');
  await expect(page.getByText('We could not confirm that this was delivered.')).toBeVisible();
  expect(world.agent.received.respond).toBe(1);
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(chat.message('agent')).toHaveCount(2);
  await expect(chat.message('visitor')).toHaveCount(1);
  await expect(page.getByText('We could not confirm')).toHaveCount(0);
  expect(world.agent.received.respond).toBe(2);
});

test.describe('with an agent that wants a short rest', () => {
  test.use({ agentOptions: { retryAfterSeconds: 3 } });

  test('L-8: 429 is told with the seconds to wait, and ends by itself', async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.say('429');
    await expect(page.getByText(/Too many messages just now\. Sending in \d seconds?\./)).toBeVisible();
    await expect(chat.message('agent')).toHaveCount(2);
    await expect(page.getByText('Too many messages')).toHaveCount(0);
    expect(world.agent.received.respond).toBe(2);
  });
});

test.describe('with an agent that wants a long rest', () => {
  test.use({ agentOptions: { retryAfterSeconds: 3600 } });

  test('U-5: the message was refused, so it is told as not sent, and the visitor tries again', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.say('429');
    await expect(page.getByText('Not sent. The chat is not available right now.')).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(chat.message('agent')).toHaveCount(2);
  });
});

test.describe('with an agent that takes very long', () => {
  test.use({ agentOptions: { slowMs: 50_000 } });

  test('J3: after 30 s the visitor may stop waiting, and the answer is taken all the same', async ({
    page,
    world,
  }) => {
    await page.clock.install();
    const chat = await openChat(page, world);
    await chat.say('hang');
    await expect(chat.typing).toHaveCount(1);
    const stop = page.getByRole('button', { name: 'Stop waiting' });
    await page.clock.runFor(29_000);
    await expect(stop).toHaveCount(0);
    await page.clock.runFor(1500);
    await stop.click();
    await expect(page.getByText('We could not confirm that this was delivered.')).toBeVisible();
    await expect(chat.typing).toHaveCount(0);
    await expect(chat.input).toBeFocused();
  });
});

test('J10: expired: what was written goes back to the composer of the new conversation', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say('expired');
  await expect(page.getByText('This conversation has expired.').first()).toBeVisible();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await expect(chat.message('visitor')).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('expired');
  await expect(chat.message('agent')).toHaveCount(1);
  expect(world.agent.received.create).toBe(2);
});

test.describe('with a slow agent', () => {
  // The words stand for four seconds: a test looks for them once in one.
  test.use({ agentOptions: { slowMs: 14_000 } });

  const slow = 'J3: slow: the typing sign shows, becomes words after ten seconds, and the answer comes';
  test(slow, { tag: '@full' }, async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.say('slow');
    await expect(chat.typing).toBeVisible();
    await expect(page.getByText('Still working on it')).toBeVisible({ timeout: 15_000 });
    await expect(chat.message('agent')).toHaveCount(2, { timeout: 15_000 });
    await expect(chat.typing).toHaveCount(0);
  });
});

test('J6: offline: a banner, the message waits, and goes out once when the network is back', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await page.context().setOffline(true);
  await expect(page.getByText('You’re offline. Messages will send when you reconnect.')).toBeVisible();
  await chat.say('Delivery options');
  // The banner says what it waits for; it is not on its way.
  await expect(chat.message('visitor')).not.toContainText('Sending');
  expect(world.agent.received.respond).toBe(0);
  await page.context().setOffline(false);
  await expect(chat.message('agent')).toHaveCount(2);
  expect(world.agent.received.respond).toBe(1);
});

test.describe('where the agent cannot be had', () => {
  test.use({
    agentOptions: {
      mishap: ({ operation, count }) => (operation === 'create' && count < 3 ? '503' : undefined),
    },
  });

  test('J8: a failed create is told with a way on, and a text typed meanwhile is kept', async ({
    page,
    world,
  }) => {
    await world.visit();
    const chat = partsOf(page);
    await chat.launcher.click();
    await expect(page.getByText('The chat is not available right now.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello?');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(chat.failure).toBeVisible();
    await expect(chat.message('visitor')).toContainText('Hello?');
    await chat.failure.getByRole('button', { name: 'Try again' }).click();
    await expect(chat.message('agent')).toHaveCount(2);
    expect(world.agent.received).toEqual({ create: 3, respond: 1 });
  });
});

const strange: Record<string, { status: number; body: string; contentType?: string }> = {
  'a page of HTML': { status: 200, body: '<!doctype html><title>Login</title>', contentType: 'text/html' },
  nothing: { status: 200, body: '' },
  'wrong types': { status: 200, body: '{"response":42,"conversation_id":[]}' },
  '10 MB': { status: 200, body: `{"response":"${'x'.repeat(10_000_000)}"}` },
  'a bare 502': { status: 502, body: 'Bad Gateway', contentType: 'text/plain' },
};

for (const [name, answer] of Object.entries(strange)) {
  test(`W-10: a relay that answers ${name} gives a notice with a way on, and the text is kept`, async ({
    page,
    world,
  }) => {
    await impatient({ page });
    const chat = await openChat(page, world);
    const keys: (string | undefined)[] = [];
    await page.route('**/chat/respond', (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      return route.fulfill({
        contentType: 'application/json',
        ...answer,
        headers: { 'Access-Control-Allow-Origin': world.origin },
      });
    });
    await chat.say('Are you there?');
    await expect(page.getByRole('button', { name: 'Send again' })).toBeVisible({ timeout: 25_000 });
    await expect(chat.message('visitor')).toContainText('Are you there?');
    // A refusal that is not the relay's own is asked for again, under the same key; a success that cannot be read is not.
    expect([keys.length, new Set(keys).size]).toEqual([answer.status === 200 ? 1 : 6, 1]);
  });
}

test('J3: a relay that never answers is given up on', async ({ page, world }) => {
  await page.clock.install();
  const chat = await openChat(page, world);
  await page.route('**/chat/respond', () => undefined);
  await chat.say('Are you there?');
  await expect(chat.typing).toHaveCount(1);
  await page.clock.runFor(71_000);
  await expect(page.getByText('No answer came in time.')).toBeVisible();
});
