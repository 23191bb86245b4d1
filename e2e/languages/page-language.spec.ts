import { expect, partsOf, test } from '../support/world.ts';

test('I8: it follows the page’s language, and what cannot be loaded leaves English and no error of its own', async ({
  page,
  world,
}) => {
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await world.visit();
  const { launcher, panel } = partsOf(page);
  await expect(launcher).toHaveAttribute('aria-label', 'Open chat');
  await page.evaluate(() => (document.documentElement.lang = 'fr'));
  await expect(launcher).toHaveAttribute('aria-label', 'Ouvrir le chat');
  await launcher.click();
  await expect(panel).toContainText('Vous discutez avec un assistant IA');
  expect(told).toEqual([]);
  await page.route('**/locales/**', (route) => route.abort());
  await page.evaluate(() => (document.documentElement.lang = 'de'));
  await expect(launcher).toHaveAttribute('aria-label', 'Close chat');
  // Browsers tell of what they could not load; nobody else does.
  expect(told.filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([]);
});
