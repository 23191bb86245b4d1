// What every engine has to do. WebKit, which Playwright's own drivers do not reach here, has its own file beside it.
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { publishStrict } from './policies.ts';

test('a conversation is opened, held, closed with its focus given back, and there again after a reload', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await expect(chat.input).toBeFocused();
  await chat.input.fill("What's your return policy?");
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days with proof of purchase');
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  await expect(chat.launcher).toBeFocused();
  await chat.launcher.click();
  await page.reload();
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.say('Thanks');
  await expect(chat.message('agent')).toHaveCount(3);
  expect(world.agent.received).toEqual({ create: 1, respond: 2 });
});

test('W-8: it is styled and talks under a policy that allows nothing but its script and its relay', async ({
  page,
  world,
}) => {
  await page.goto(publishStrict(world));
  const chat = partsOf(page);
  await expect(chat.launcher).toHaveCSS('width', '56px');
  await chat.launcher.click();
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  // What comes by `import()` has come under the nonce of the tag.
  await expect(chat.launcher).toHaveAttribute('aria-label', 'Chat schließen');
  await page.getByRole('button', { name: 'Menü' }).click();
  await expect(page.getByRole('button', { name: 'Unterhaltung löschen' })).toBeVisible();
  expect(await page.evaluate('violations')).toEqual([]);
});
