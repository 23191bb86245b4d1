// What the README says of steering the chat and of policies, run as it stands there.
import { findCode } from '../support/readme.ts';
import { expect, partsOf, test } from '../support/world.ts';

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
