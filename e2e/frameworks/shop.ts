// What a visitor of a shop does, whatever the shop is made of.
import type { Page } from '@playwright/test';
import { expect, partsOf, type Parts, type World } from '../support/world.ts';

/** The headings of the shop's pages, which are the names of the links to them too. */
type ShopPage = 'Shop' | 'Cart' | 'Checkout' | 'Help';

/** What a browser finds wrong, and what frameworks warn of: a hydration that does not match, for one. */
export function listenToComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(`uncaught: ${message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return complaints;
}

/** Follows a link, which loads no new document. */
export async function follow(page: Page, name: ShopPage): Promise<void> {
  await page.evaluate(() => Reflect.set(window, 'isSameDocument', true));
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, 'isSameDocument'))).toBe(true);
}

/** The one chat is open, with this many of the agent's messages; and one more that it gives now. */
async function converseOn(chat: Parts, answers: number, text = 'Thanks'): Promise<void> {
  await expect(chat.host).toHaveCount(1);
  await expect(chat.panel).toBeVisible();
  await expect(chat.message('agent')).toHaveCount(answers);
  await expect(chat.message('visitor')).toHaveCount(answers - 1);
  await chat.input.fill(text);
  await chat.send.click();
  await expect(chat.message('agent')).toHaveCount(answers + 1);
}

/** Opens the chat on one page, and goes on with the conversation on the other, there and back and after a reload. */
export async function converseAcrossPages(page: Page, world: World, origin: string): Promise<void> {
  const chat = partsOf(page);
  await page.goto(`${origin}/`);
  await expect(page.getByRole('heading', { level: 1, name: 'Shop' })).toBeVisible();
  await expect(chat.host).toHaveCount(1);
  await chat.launcher.click();
  await converseOn(chat, 1, 'returns');
  await expect(chat.message('agent').last()).toContainText('30 days');
  await follow(page, 'Cart');
  await converseOn(chat, 2);
  await follow(page, 'Shop');
  await converseOn(chat, 3);
  await follow(page, 'Cart');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Cart' })).toBeVisible();
  await converseOn(chat, 4);
  expect(world.agent.received).toEqual({ create: 1, respond: 4 });
}

/** The chat goes with its component, and comes back with it as it was. */
export async function leaveAndComeBack(page: Page): Promise<void> {
  const chat = partsOf(page);
  const count = await chat.message('agent').count();
  await follow(page, 'Checkout');
  await expect(chat.host).toHaveCount(0);
  await follow(page, 'Cart');
  await converseOn(chat, count);
}
