// What the README says of steering the chat and of policies, run as it stands there.
import type { Page } from '@playwright/test';
import { findCode } from '../support/readme.ts';
import { bundle, expect, partsOf, test, type World } from '../support/world.ts';

test('the README’s page opens the chat, hears its messages, keeps card numbers back and tells the agent where it is', async ({
  page,
  world,
}) => {
  await world.visit(`${findCode('html', 'dataLayer')}${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.getByRole('button', { name: 'Ask us' }).click();
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('My card is 4111111111111111');
  await chat.input.press('Enter');
  await expect(chat.input).toHaveValue('My card is 4111111111111111');
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  expect(await page.evaluate(() => Reflect.get(window, 'dataLayer'))).toEqual(
    ['agent', 'visitor', 'agent'].map((author) => ({ event: `chat_message_of_${author}` })),
  );
  const created = world.agent.calls.find(({ operation }) => operation === 'create');
  expect(created?.body).toMatchObject({ metadata: { page: '/' } });
});

test('the README’s page may run its snippet again, and hears each message once', async ({ page, world }) => {
  const snippet = findCode('html', 'dataLayer');
  await world.visit(`${snippet}${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  // As a page does that swaps its contents.
  await page.evaluate((code) => {
    const script = document.createElement('script');
    script.textContent = /<script>([^]*)<\/script>/.exec(code)?.[1] ?? '';
    document.body.append(script);
  }, snippet);
  await page.getByRole('button', { name: 'Ask us' }).click();
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
  expect(await page.evaluate(() => Reflect.get(window, 'dataLayer'))).toHaveLength(1);
});

test('the README’s two lines of policy are all that the chat needs', async ({ page, world }) => {
  const lines = findCode('csp', 'connect-src').replaceAll('https://relay.example.com', world.relay.url);
  const policy = `default-src 'none'; ${lines.replaceAll('\n', ' ')} require-trusted-types-for 'script'; trusted-types 'none'`;
  world.publish(
    '/strict',
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Strict</title>${world.tag()}`,
  );
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  await page.goto(`${world.origin}/strict`);
  const chat = partsOf(page);
  await expect(chat.launcher).toHaveCSS('width', '56px');
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  expect(refused.filter((line) => !line.includes('favicon.ico'))).toEqual([]);
});

test('the README’s sheet takes the menu out of the header, and leaves the rest', async ({ page, world }) => {
  await world.visit(`<style>${findCode('css', '::part')}</style>${world.tag()}`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.title).toBeVisible();
  await expect(chat.close).toBeVisible();
  await expect(chat.host.locator('[part~=menu]')).toBeHidden();
});

/** The README's relay is the world's. */
async function answerForRelay(page: Page, world: World): Promise<void> {
  await page.route('https://relay.example.com/**', async (route) => {
    const url = route.request().url().replace('https://relay.example.com', world.relay.url);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
}

test('the README’s options for tag managers name the relay, and its queue fills the composer', async ({
  page,
  world,
}) => {
  await answerForRelay(page, world);
  const snippet = findCode('html', 'parley.setDraft');
  // As from a tag manager: the tag has lost what it said, and comes from elsewhere.
  world.publish('/chat.js', bundle);
  await world.visit(`${snippet}<script async src="/chat.js"></script>`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.input).toHaveValue('Hello');
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('');
  // A page that swaps its contents runs it again.
  await page.evaluate((code) => {
    const script = document.createElement('script');
    script.textContent = code.replaceAll(/<\/?script>/g, '');
    document.body.append(script);
  }, snippet);
  await expect(chat.input).toHaveValue('Hello');
  await page.evaluate(() => window.Parley?.close?.());
  await expect(chat.panel).toBeHidden();
});

test('the README’s element fills its box, and converses', async ({ page, world }) => {
  await answerForRelay(page, world);
  await world.visit(findCode('html', 'mode="inline"') + world.tag());
  const chat = partsOf(page);
  await expect(chat.host).toHaveCSS('height', '600px');
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
});

test('the README’s tag asks for consent in its words before anything leaves the page', async ({
  page,
  world,
}) => {
  await answerForRelay(page, world);
  await world.visit(findCode('html', 'data-consent'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.panel).toContainText('We keep what you write for 30 days.');
  await expect(chat.panel.getByRole('link', { name: 'Privacy notice' })).toHaveAttribute('href', '/privacy');
  expect(world.agent.received.create).toBe(0);
});

test('the README’s link opens the chat with its text, which waits for the visitor', async ({
  page,
  world,
}) => {
  await world.visit(findCode('html', 'data-parley-open') + world.tag());
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.getByRole('link', { name: 'Ask about this lamp' }).click();
  await expect(chat.input).toHaveValue('Is this lamp in stock?');
  expect(new URL(page.url()).pathname).toBe('/');
});
