import type { BrowserContext } from '@playwright/test';
import { expect, openChat, partsOf, test, type World } from '../support/world.ts';

/** Long enough to do something meanwhile. */
const slow = { agentOptions: { slowMs: 2500 } };

/** Another tab with the same host page. */
async function openTab(context: BrowserContext, world: World) {
  const page = await context.newPage();
  await page.goto(world.origin);
  return { page, ...partsOf(page) };
}

/** Messages as the agent heard them. */
const heard = ({ agent }: World) =>
  agent.calls
    .filter(({ operation }) => operation === 'respond')
    .map(({ body }) => (body as { message: string }).message);

test('W-3: two tabs show one conversation, its draft and its panel', async ({ page, world, context }) => {
  const one = await openChat(page, world);
  await one.say('Thanks');
  await expect(one.message('agent')).toHaveCount(2);
  const two = await openTab(context, world);
  await expect(two.panel).toBeVisible();
  await expect(two.message('agent')).toHaveCount(2);
  await two.input.fill('half a w');
  await expect(one.input).toHaveValue('half a w');
  await two.input.fill("What's your return policy?");
  await two.send.click();
  await expect(one.message('agent')).toHaveCount(3);
  await expect(one.input).toHaveValue('');
  await one.close.click();
  await expect(two.panel).toBeHidden();
  expect(world.agent.received).toEqual({ create: 1, respond: 2 });
});

test('one create for all: two tabs that are opened at the same time share a conversation', async ({
  page,
  world,
  context,
}) => {
  await world.visit();
  const one = partsOf(page);
  const two = await openTab(context, world);
  await Promise.all([one.launcher.click(), two.page.evaluate(() => window.Parley?.open?.())]);
  await expect(one.message('agent')).toHaveCount(1);
  await expect(two.message('agent')).toHaveCount(1);
  expect(world.agent.received.create).toBe(1);
});

test.describe('with a slow agent', () => {
  test.use(slow);

  test('I-9: what two tabs send at once goes out one after the other, each once', async ({
    page,
    world,
    context,
  }) => {
    const one = await openChat(page, world);
    const two = await openTab(context, world);
    await expect(two.message('agent')).toHaveCount(1);
    await one.say('slow');
    await two.page.evaluate(() => {
      window.Parley?.send?.('Thanks');
      window.Parley?.send?.('Delivery options');
    });
    for (const tab of [one, two]) await expect(tab.message('agent')).toHaveCount(4);
    expect(heard(world)).toEqual(['slow', 'Thanks', 'Delivery options']);
  });

  test('a tab that dies while it sends is followed by another, and the agent hears the message once', async ({
    page,
    world,
    context,
  }) => {
    const one = await openChat(page, world);
    const two = await openTab(context, world);
    await expect(two.message('agent')).toHaveCount(1);
    await one.say('slow');
    await one.say('Thanks');
    await expect(two.message('visitor')).toHaveCount(2);
    await expect.poll(() => world.agent.received.respond).toBe(1);
    await page.close();
    await expect(two.message('agent')).toHaveCount(3);
    expect(heard(world)).toEqual(['slow', 'Thanks']);
  });

  test('a tab copied by window.open holds the same messages, and each goes out once', async ({
    page,
    world,
  }) => {
    const one = await openChat(page, world);
    await one.say('slow');
    await one.say('Thanks');
    const opening = page.waitForEvent('popup');
    await page.evaluate(() => void window.open(location.href));
    const copy = partsOf(await opening);
    for (const tab of [one, copy]) await expect(tab.message('agent')).toHaveCount(3);
    expect(heard(world)).toEqual(['slow', 'Thanks']);
  });
});

test('W-4: tabs without a secure context, and so without Web Locks, share a conversation all the same', async ({
  page,
  world,
  context,
}) => {
  await world.visit();
  await page.goto(world.insecureOrigin);
  expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'randomUUID' in crypto])).toEqual([
    false,
    false,
    false,
  ]);
  const one = partsOf(page);
  await one.launcher.click();
  await expect(one.message('agent')).toHaveCount(1);
  const other = await context.newPage();
  await other.goto(world.insecureOrigin);
  const two = partsOf(other);
  await expect(two.message('agent')).toHaveCount(1);
  await page.evaluate(() => window.Parley?.send?.('Thanks'));
  await two.input.fill('Delivery options');
  await two.send.click();
  for (const tab of [one, two]) await expect(tab.message('agent')).toHaveCount(3);
  expect(new Set(heard(world))).toEqual(new Set(['Thanks', 'Delivery options']));
  expect(world.agent.received).toEqual({ create: 1, respond: 2 });
});
