import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test, type World } from '../support/world.ts';

test('K7: the contact is offered after three failures, and the menu has it and the privacy notice always', async ({
  page,
  world,
}) => {
  const chat = await openChat(
    page,
    world,
    world.tag('data-fallback="mailto:help@shop.example" data-privacy="/privacy"'),
  );
  const contact = chat.panel.getByRole('link', { name: 'Email us' });
  for (const [index, text] of ['500', 'malformed', 'html'].entries()) {
    await expect(contact).toHaveCount(0);
    await chat.say(text);
    await expect(chat.failure).toHaveCount(index + 1);
  }
  await expect(contact).toHaveAttribute('href', 'mailto:help@shop.example');
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(contact).toHaveCount(2);
  await expect(chat.panel.getByRole('link', { name: 'Privacy' })).toHaveAttribute('href', '/privacy');
  await page.keyboard.press('Escape');
  // Once the agent has been heard, what was said of it holds no more.
  await expect(chat.notice).toBeVisible();
  await chat.say('hello');
  await expect(chat.message('agent')).toHaveCount(2);
  await expect(chat.notice).toHaveCount(0);
});

test('J8, K7: where the relay is out of reach, the contact stands beside what is said of it', async ({
  page,
  world,
}) => {
  await page.route('**/chat/create', (route) => route.fulfill({ status: 404, body: '{}' }));
  await world.visit(world.tag('data-fallback="tel:+15550100"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.notice.getByRole('link', { name: 'Call us' })).toHaveAttribute('href', 'tel:+15550100');
  await expect(chat.retry).toBeVisible();
});

test('J7, K5, K6, K7: all that a reply may bring is had of the stand-in by a word, and what nobody knows is passed over', async ({
  page,
  world,
}) => {
  const handoff = {
    support: 'https://shop.example/people',
    hotline: 'tel:+15550100',
    mail: 'mailto:help@shop.example',
    callback: 'https://shop.example/callback',
  };
  const shown: string[] = [];
  await page.route('https://shop.example/**', (route) => {
    shown.push(route.request().url());
    return route.fulfill({ status: 204 });
  });
  const chat = await openChat(
    page,
    world,
    world.tag(`data-images data-handoff='${JSON.stringify(handoff)}'`),
  );
  const newest = chat.message('agent').last();
  const cards = newest.locator('[part=card]');

  await chat.say('suggestions');
  await expect(chat.suggestion).toHaveCount(3);
  await chat.say('cards');
  await expect(cards).toHaveText([/^Returns/, /^Delivery.*See the prices/]);
  expect(shown).toEqual([]);
  await chat.say('pictures');
  await expect(cards).toHaveText([/^Our shop.*Visit us/, /^Our window/]);
  await expect.poll(() => shown.length).toBe(2);
  await chat.say('call buttons');
  await expect(cards).toHaveText(['Call the shop', 'Call +44 20 7946 0124']);
  await chat.say('carousel');
  await expect(newest).toContainText('Not everybody can see');
  await expect(cards).toHaveCount(0);
  await expect(newest).not.toContainText('Spring');

  for (const [word, href, name] of [
    ['person', handoff.support, 'Continue there'],
    ['hotline', handoff.hotline, 'Call us'],
    ['mail', handoff.mail, 'Email us'],
    ['callback', handoff.callback, 'Request a callback'],
  ] as const) {
    await chat.say(word);
    await expect(chat.ended.getByRole('link', { name })).toHaveAttribute('href', href);
    await chat.restart.click();
    await expect(chat.message('agent')).toHaveCount(1);
  }
});

/** What would come has come: the chat's extras are there, and have looked about them a few times. */
async function passLooks(page: Page, world: World): Promise<void> {
  await page.evaluate((url) => import(url).then(() => undefined), `${world.relay.url}/extras.js`);
  await page.clock.runFor(3000);
}

test.describe('teaser', () => {
  const tag = `data-teaser='{"text":"Can we help?","delay":0}'`;

  test('L2, F5: its way out is as large where its words take all the room', async ({ page, world }) => {
    const text = 'Do you have a question about one of our house plants, or about an order?';
    await world.visit(world.tag(`data-teaser='{"text":"${text}","delay":0}'`));
    const close = page.getByRole('button', { name: 'Dismiss' });
    await expect(close).toBeInViewport({ ratio: 1 });
    const box = await close.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  });

  test('L1, L2, L4: it stands beside the launcher, is small and easily closed, and stays away for the session', async ({
    page,
    world,
  }) => {
    await world.visit(world.tag(tag));
    const chat = partsOf(page);
    const teaser = chat.host.locator('[part=teaser]');
    await expect(teaser).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
    const box = await teaser.boundingBox();
    expect(box?.width).toBeLessThanOrEqual(320);
    expect(box?.height).toBeLessThanOrEqual(160);
    const close = await page.getByRole('button', { name: 'Dismiss' }).boundingBox();
    expect(Math.min(close?.width ?? 0, close?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await chat.launcher.focus();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Can we help?' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(teaser).toHaveCount(0);
    await page.reload();
    await expect(chat.launcher).toBeVisible();
    await expect(page.getByRole('button', { name: 'Can we help?' })).toHaveCount(0);
  });

  test('K2, L1: who has opened the chat is not invited any more in this session, though nothing was written', async ({
    page,
    world,
  }) => {
    await page.clock.install();
    await world.visit(world.tag(`${tag} data-greeting="Hello"`));
    const chat = partsOf(page);
    const teaser = chat.host.locator('[part=teaser]');
    const kept = () => page.evaluate(() => Object.keys(sessionStorage));
    await expect(teaser).toBeVisible();
    expect(await kept()).toEqual([]);
    await chat.launcher.click();
    await expect(chat.input).toBeFocused();
    await chat.close.click();
    expect(await kept()).toEqual(['parley teaser']);
    await page.reload();
    await passLooks(page, world);
    await expect(teaser).toHaveCount(0);
  });

  test('L1: it keeps out of the way of a dialog and of who writes, and off small screens', async ({
    page,
    world,
  }) => {
    const field =
      '<input id="field" autofocus><div id="dialog" role="dialog" aria-modal="true">Cookies?</div>';
    await page.setViewportSize({ width: 400, height: 700 });
    await page.clock.install();
    await world.visit(field + world.tag(tag));
    const teaser = page.locator('parley-chat [part=teaser]');
    const stays = async () => {
      await passLooks(page, world);
      await expect(teaser).toHaveCount(0);
    };
    await stays();
    await page.setViewportSize({ width: 900, height: 700 });
    await stays();
    await page.locator('#dialog').evaluate((node) => node.remove());
    await stays();
    await page.locator('#field').evaluate((node: HTMLInputElement) => node.blur());
    await expect(teaser).toBeVisible();
    // What comes while it stands makes it step aside.
    await page.locator('#field').focus();
    await expect(teaser).toHaveCount(0);
    await page.locator('#field').blur();
    await expect(teaser).toBeVisible();
    await page.setViewportSize({ width: 400, height: 700 });
    await expect(teaser).toBeHidden();
    await page.setViewportSize({ width: 900, height: 700 });
    await expect(teaser).toBeVisible();
    await page.locator('main').evaluate((main) => {
      main.insertAdjacentHTML('beforeend', '<dialog open>Cookies?</dialog>');
    });
    await expect(teaser).toHaveCount(0);
    await page.locator('dialog').evaluate((dialog) => dialog.remove());
    await expect(teaser).toBeVisible();
    await page.locator('main').evaluate((main) => {
      main.insertAdjacentHTML('beforeend', '<iframe srcdoc="<input autofocus>"></iframe>');
    });
    await page.frameLocator('iframe').locator('input').focus();
    await expect(teaser).toHaveCount(0);
    await page.locator('iframe').evaluate((frame) => frame.remove());
    await expect(teaser).toBeVisible();
    await page.getByRole('button', { name: 'Can we help?' }).click();
    await expect(partsOf(page).panel).toBeVisible();
    await expect(teaser).toHaveCount(0);
  });
});
