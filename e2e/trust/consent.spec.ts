import { expect, openChat, partsOf, test, type World } from '../support/world.ts';
import type { Page } from '@playwright/test';

const asked = (world: World) => world.agent.received;

/** What the page hears of consent. */
async function listenForConsent(page: Page) {
  return page.evaluateHandle(() => {
    const heard: { at: number; text: string }[] = [];
    document.addEventListener('parley:consent', ({ detail }) => heard.push(detail));
    return heard;
  });
}

const keptItems = (page: Page) => page.evaluate(() => Object.keys(sessionStorage));

test('K2, K3: asked in each conversation, nothing leaves the page before, also after a reload and in a second tab', async ({
  page,
  context,
  world,
}) => {
  await world.visit(world.tag(`data-consent='{"text":"Our terms.","links":{"Terms":"/terms"}}'`));
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.panel.getByText('Our terms.')).toBeVisible();
  await expect(chat.input).toHaveCount(0);
  await page.evaluate(() => window.Parley?.send?.('From the page'));
  await page.reload();
  // Here and in another tab it is open, since something waits in it.
  await expect(chat.panel.getByText('Our terms.')).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(partsOf(second).panel.getByText('Our terms.')).toBeVisible();
  expect(asked(world)).toEqual({ create: 0, respond: 0 });

  await page.bringToFront();
  const heard = await listenForConsent(page);
  await chat.panel.getByRole('button', { name: 'Agree' }).click();
  await expect(chat.message('agent')).toHaveCount(1);
  await expect(chat.input).toBeFocused();
  expect(await heard.jsonValue()).toEqual([{ at: expect.any(Number), text: 'Our terms.' }]);
  expect(asked(world).create).toBe(1);
  // The second tab has the same conversation, and need not ask again.
  await expect(partsOf(second).message('agent')).toHaveCount(1);

  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await expect(chat.panel.getByText('Our terms.')).toBeVisible();
  expect(asked(world).create).toBe(1);
});

test('K3: who declines is left alone, and nothing is kept', async ({ page, world }) => {
  await world.visit(world.tag('data-consent'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await chat.panel.getByRole('button', { name: 'Decline' }).click();
  await expect(chat.panel).toBeHidden();
  await expect(chat.launcher).toBeFocused();
  expect(await keptItems(page)).toEqual([]);
  expect(asked(world)).toEqual({ create: 0, respond: 0 });
});

test('K2, K3: told above the composer, nothing leaves the page before the first message, which is the consent, also after a reload and in a second tab', async ({
  page,
  context,
  world,
}) => {
  await world.visit(world.tag('data-consent="until-first-message"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await chat.input.fill('return');
  // What is written, and that the panel is open, stays on the device.
  await page.reload();
  await expect(chat.input).toHaveValue('return');
  await expect(chat.panel.getByText('By sending a message you agree')).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  const other = partsOf(second);
  await expect(other.panel.getByText('By sending a message you agree')).toBeVisible();
  await expect(other.input).toHaveValue('return');
  await other.input.focus();
  await second.reload();
  await expect(other.panel.getByText('By sending a message you agree')).toBeVisible();
  expect(asked(world)).toEqual({ create: 0, respond: 0 });
  await page.bringToFront();
  const heard = await listenForConsent(page);
  await chat.input.fill('returns');
  await chat.send.click();
  await expect(chat.message('agent').last()).toContainText('30 days');
  await expect(chat.panel.getByText('By sending a message you agree')).toHaveCount(0);
  // The second tab has the same conversation, in which nobody needs to be told any more.
  await expect(other.message('agent').last()).toContainText('30 days');
  await expect(other.panel.getByText('By sending a message you agree')).toHaveCount(0);
  expect(await heard.jsonValue()).toEqual([
    { at: expect.any(Number), text: 'By sending a message you agree that it is processed to answer you.' },
  ]);
});

for (const ask of ['always', 'until-first-message'] as const)
  test(`K3: while what asks is on its way (${ask}), nothing is said of a failure, and the focus goes where it belongs`, async ({
    page,
    world,
  }) => {
    let arrive = () => {};
    const isWanted = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/extras.js*', async (route) => {
      await isWanted;
      await route.continue();
    });
    await world.visit(world.tag(`data-consent="${ask}"`));
    const chat = partsOf(page);
    await chat.launcher.click();
    await expect(chat.header).toBeVisible();
    await expect(chat.notice).toHaveCount(0);
    arrive();
    await expect(chat.host.locator('[part=consent]')).toBeVisible();
    if (ask === 'always') await chat.host.getByRole('button', { name: 'Agree' }).click();
    await expect(chat.input).toBeFocused();
    await page.keyboard.type('Hello');
    await expect(chat.input).toHaveValue('Hello');
  });

test('K3: where what asks cannot be had, nothing is sent either', async ({ page, world }) => {
  await page.route('**/extras.js*', (route) => route.abort());
  await world.visit(world.tag('data-consent="until-first-message"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.panel).toBeVisible();
  await expect(chat.panel.getByText('The chat is not available right now.')).toBeVisible();
  await expect(chat.input).toHaveCount(0);
  await page.evaluate(() => window.Parley?.send?.('From the page'));
  expect(asked(world)).toEqual({ create: 0, respond: 0 });
});

/** A conversation of one turn, and what chooses from its menu. */
async function talk(page: Page, world: World) {
  const chat = await openChat(page, world, world.tag('data-title="Fern/Field"'));
  await chat.say('returns');
  await expect(chat.message('agent')).toHaveCount(2);
  return async (name: string) => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name }).click();
  };
}

test('J7: the conversation is copied, and the button says so as long as the menu is open', async ({
  page,
  context,
  world,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const choose = await talk(page, world);
  await choose('Copy transcript');
  await expect(page.getByRole('button', { name: 'Transcript copied' })).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^Fern\/Field · .*\nHi, how can I help you today\?\n\nYou · .*\nreturns\n\n/,
  );
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('button', { name: 'Copy transcript' })).toBeVisible();
});

test.describe('where it is another day than in Greenwich', () => {
  test.use({ timezoneId: new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Pacific/Kiritimati' });

  test('J7, K4: the conversation is kept as text and as data, under the visitor’s own day', async ({
    page,
    world,
  }) => {
    const choose = await talk(page, world);
    const day = await page.evaluate(() => {
      const now = new Date();
      return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
        .map((part) => String(part).padStart(2, '0'))
        .join('-');
    });
    for (const [name, ending] of [
      ['Download as text', 'txt'],
      ['Download as JSON', 'json'],
    ] as const) {
      const download = page.waitForEvent('download');
      await choose(name);
      expect((await download).suggestedFilename()).toBe(`Fern-Field ${day}.${ending}`);
    }
    await expect(page.getByRole('button', { name: 'Menu' })).toBeFocused();
  });
});

test('G11: the conversation is printed, all of it and nothing else', async ({ page, world }) => {
  await page.addInitScript(() => {
    const printed: string[] = [];
    Object.assign(window, { printed });
    window.print = function () {
      const { parent, document } = this as Window;
      (parent as Window & { printed?: string[] }).printed?.push(document.body.innerText);
    };
  });
  const chat = await openChat(page, world);
  await chat.say('returns');
  await expect(chat.message('agent')).toHaveCount(2);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Print' }).click();
  await expect
    .poll(() => page.evaluate(() => (window as Window & { printed?: string[] }).printed))
    .toEqual([expect.stringMatching(/^Chat · [^]*You · [^]*returns[^]*30 days/)]);
});
