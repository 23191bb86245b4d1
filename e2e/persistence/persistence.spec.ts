import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';

const greeting = 'Hi, how can I help you today?';
const slow = { agentOptions: { slowMs: 1200 } };

/** What is said in the transcript, without times and states. */
const texts = (page: Page) => page.locator('parley-chat .text').allTextContents();
const storage = (page: Page) =>
  page.evaluate(() => [Object.values(sessionStorage).join(), Object.values(localStorage).join()]);

test('J9: a reload finds the conversation as it was, greets no second time and takes no focus', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say("What's your return policy?");
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.input.fill('and then');
  const before = await texts(page);
  await page.reload();
  await expect(chat.panel).toBeVisible();
  expect(await texts(page)).toEqual(before);
  await expect(chat.input).toHaveValue('and then');
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body');
  await chat.input.fill('Thanks');
  await chat.send.click();
  await expect(chat.message('agent')).toHaveCount(3);
  expect(world.agent.received).toEqual({ create: 1, respond: 2 });
});

test('J9: a panel that was closed stays closed, and what has been seen stays seen', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.close.click();
  await page.reload();
  await expect(chat.launcher).toBeVisible();
  await expect(chat.panel).toHaveCount(0);
  await expect(chat.badge).toHaveCount(0);
});

test('a panel that came back stays where the window shrinks to a small screen', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await page.reload();
  await expect(chat.panel).toBeVisible();
  await chat.input.fill('Half a sen');
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(chat.panel).toHaveAttribute('aria-modal', 'true');
  await expect(chat.panel).toBeVisible();
  await expect(chat.input).toHaveValue('Half a sen');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 667 }, hasTouch: true });

  test('L3: the panel, which covers the page, does not come back by itself', async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.say('Thanks');
    await expect(chat.message('agent')).toHaveCount(2);
    await page.reload();
    await expect(chat.launcher).toBeVisible();
    await expect(chat.panel).toHaveCount(0);
    await chat.launcher.click();
    await expect(chat.message('agent')).toHaveCount(2);
  });
});

test.describe('in the middle of a turn', () => {
  test.use(slow);

  test('W-1, I-6: a reload finds the answer, and the agent has heard the message once', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.say('slow');
    await expect.poll(() => world.agent.received.respond).toBe(1);
    await page.reload();
    await expect(chat.message('agent')).toHaveCount(2);
    await expect(chat.message('visitor')).toHaveCount(1);
    await expect(chat.failure).toHaveCount(0);
    expect(world.agent.received.respond).toBe(1);
  });

  test('the visitor goes to another page and finds the answer there', async ({ page, world }) => {
    world.publish('/other', `<!doctype html><title>Other</title><p>Another page</p>${world.tag()}`);
    const chat = await openChat(page, world);
    await chat.say('slow');
    await expect.poll(() => world.agent.received.respond).toBe(1);
    await page.goto(`${world.origin}/other`);
    await expect(chat.message('agent')).toHaveCount(2);
    expect(world.agent.received).toEqual({ create: 1, respond: 1 });
  });
});

// Where a page can die: each point by what the network does with the request that is under way then.
const points: Record<string, { word: string; wait: (page: Page) => Promise<unknown>; heard: number }> = {
  'before anything is sent': {
    word: 'returns',
    wait: (page) => page.context().setOffline(true),
    heard: 0,
  },
  'while the request is on its way': {
    word: 'returns',
    wait: (page) => page.route('**/chat/respond', () => undefined),
    heard: 0,
  },
  'while the agent thinks': { word: 'slow', wait: () => Promise.resolve(), heard: 1 },
  'while the answer is on its way': {
    word: 'returns',
    wait: (page) => page.route('**/chat/respond', (route) => void route.fetch()),
    heard: 1,
  },
  'after the answer': { word: 'returns', wait: () => Promise.resolve(), heard: 1 },
};

test.describe('a page that is closed and opened again', () => {
  test.use(slow);
  for (const [point, { word, wait, heard }] of Object.entries(points)) {
    test(`W-1: ${point}, the answer comes and the agent hears it once`, async ({ page, world, context }) => {
      const chat = await openChat(page, world, world.tag('data-persistence="local"'));
      await wait(page);
      await chat.say(word);
      await expect(chat.message('visitor')).toHaveCount(1);
      await expect.poll(() => world.agent.received.respond).toBe(heard);
      if (point === 'after the answer') await expect(chat.message('agent')).toHaveCount(2);
      await page.close();
      await context.setOffline(false);
      const next = await context.newPage();
      await next.goto(world.origin);
      const again = partsOf(next);
      await expect(again.message('agent')).toHaveCount(2);
      await expect(again.message('visitor')).toHaveCount(1);
      expect(world.agent.received).toEqual({ create: 1, respond: 1 });
    });
  }
});

test('K3: session ends with the last tab; local outlives it, for as long as it is told', async ({
  page,
  world,
  context,
}) => {
  const chat = await openChat(page, world);
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(2);
  const [session, local] = await storage(page);
  expect(session).toContain('Thanks');
  expect(local).toBe('');
  await page.close();
  const next = await context.newPage();
  await next.goto(world.origin);
  await partsOf(next).launcher.click();
  await expect(partsOf(next).message('agent')).toHaveCount(1);
  expect(world.agent.received.create).toBe(2);
});

test('ttlMinutes: what is older is not shown again', async ({ page, world, context }) => {
  const tag = world.tag('data-persistence="local" data-ttl-minutes="30"');
  const chat = await openChat(page, world, tag);
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(2);
  await page.close();
  for (const [minutes, shown] of [
    [29, 2],
    [61, 0],
  ] as const) {
    const next = await context.newPage();
    await next.clock.setFixedTime(Date.now() + minutes * 60_000);
    await next.goto(world.origin);
    await expect(partsOf(next).launcher).toBeVisible();
    await expect(partsOf(next).message('agent')).toHaveCount(shown);
    await next.close();
  }
});

test('K3: none: nothing is stored, and a reload begins anew', async ({ page, world }) => {
  const chat = await openChat(page, world, world.tag('data-persistence="none"'));
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(2);
  expect(await storage(page)).toEqual(['', '']);
  await page.reload();
  await expect(chat.launcher).toBeVisible();
  await expect(chat.panel).toHaveCount(0);
});

const storages: Record<string, string> = {
  'is full': `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`,
  throws: `for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = () => { throw new Error('no') }`,
  'is blocked': `for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`,
  'holds nonsense': `const get = Storage.prototype.getItem; Storage.prototype.getItem = function (key) { return key.startsWith('parley') ? '{"version":1,"at":9e15,"state":{"messages":[null]}}' : get.call(this, key) }`,
};
for (const [state, script] of Object.entries(storages)) {
  test(`W-5: where storage ${state}, the chat works in memory`, async ({ page, world }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    await page.addInitScript(script);
    const chat = await openChat(page, world);
    await chat.say('Thanks');
    await expect(chat.message('agent')).toHaveCount(2);
    expect(await texts(page)).toContain(greeting);
    expect(errors).toEqual([]);
  });
}

test('W-6: forget wipes storage, memory and the other tabs', async ({ page, world, context }) => {
  const tag = world.tag('data-persistence="local"');
  const chat = await openChat(page, world, tag);
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(2);
  const other = await context.newPage();
  await other.goto(world.origin);
  await expect(partsOf(other).message('agent')).toHaveCount(2);
  await page.evaluate(() => window.Parley?.forget?.());
  await expect(chat.message('agent')).toHaveCount(0);
  await expect(partsOf(other).message('agent')).toHaveCount(0);
  expect(await storage(page)).toEqual(['', '']);
  await other.reload();
  await expect(partsOf(other).launcher).toBeVisible();
  await expect(partsOf(other).message('agent')).toHaveCount(0);
});
