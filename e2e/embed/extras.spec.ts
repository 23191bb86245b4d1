// What comes beside the bundle is asked for again where it could not be had, though browsers remember that they failed.
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, partsOf, readBuilt, test } from '../support/world.ts';

/** The extras cannot be had until they are let come; then they tell the page by what address they were asked for. */
async function loseExtras(page: Page): Promise<{ letCome(): void }> {
  let isAway = true;
  await page.route('**/extras.js*', async (route) => {
    if (isAway) return route.abort();
    const response = await route.fetch();
    return route.fulfill({ response, body: `${await response.text()};window.from = import.meta.url` });
  });
  return { letCome: () => void (isAway = false) };
}

test('where the extras were lost on the way, they are there at another try: the menu, and replies with their marks', async ({
  page,
  world,
}) => {
  const { letCome } = await loseExtras(page);
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  await chat.input.fill('links');
  await chat.input.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  await expect(chat.message('agent').last().getByRole('link')).toHaveCount(0);
  letCome();
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('button', { name: 'New conversation' })).toBeVisible();
  await expect(chat.message('agent').last().getByRole('link')).not.toHaveCount(0);
  // Browsers of before 2026 ask no second time for an address that has failed.
  expect(await page.evaluate(() => Reflect.get(window, 'from'))).toMatch(/\/extras\.js\?[\d.]+#\d+$/);
});

test('K2: where what asks for consent was lost on the way, the visitor’s “Try again” has it at once', async ({
  page,
  world,
}) => {
  const { letCome } = await loseExtras(page);
  await world.visit(world.tag('data-consent'));
  const chat = partsOf(page);
  await chat.launcher.click();
  const again = chat.panel.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  letCome();
  await again.click();
  await chat.panel.getByRole('button', { name: 'Agree' }).click();
  await expect(chat.message('agent')).toHaveCount(1);
});

test('a conversation that needs the extras to begin has them at the visitor’s “Try again”', async ({
  page,
  world,
}) => {
  const { letCome } = await loseExtras(page);
  await world.visit(`<script>Parley = { options: { onChallenge() {} } }</script>${world.tag()}`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.retry).toBeVisible();
  letCome();
  await chat.retry.click();
  await expect(chat.message('agent')).toHaveCount(1);
});

test('where there are no extras, writing asks for them once and not at each key', async ({ page, world }) => {
  let asked = 0;
  await page.route('**/extras.js*', (route) => {
    asked++;
    return route.fulfill({ status: 404 });
  });
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.pressSequentially('where is my order');
  expect(asked).toBe(1);
});

test('extras that the page’s import map vouches for are not asked for by an address that it does not know', async ({
  page,
  world,
}) => {
  const { version }: { version: string } = JSON.parse(readBuilt('../package.json').toString());
  const address = `${world.relay.url}/extras.js?${version}`;
  const digest = createHash('sha384').update(readBuilt('extras.js')).digest('base64');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.route('**/extras.js*', (route) =>
    route.fulfill({
      body: 'document.title = "Somebody else’s"',
      contentType: 'text/javascript',
      headers: { 'Access-Control-Allow-Origin': '*' },
    }),
  );
  const map = JSON.stringify({ integrity: { [address]: `sha384-${digest}` } });
  await world.visit(`<script type="importmap">${map}</script>${world.tag()}`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  for (const _ of 'twice') await page.getByRole('button', { name: 'Menu' }).click();
  const urls = asked.filter((url) => url.includes('extras.js'));
  // How often is the browser's affair.
  expect(new Set(urls)).toEqual(new Set([address]));
  await expect(page).toHaveTitle('Host page');
});
