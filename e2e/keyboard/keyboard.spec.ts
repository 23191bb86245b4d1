import { expect, openChat, partsOf, test } from '../support/world.ts';
import type { Page } from '@playwright/test';
import { compose } from '../support/compose.ts';

/** What has the focus, looking into the shadow root: its accessible name, or its tag. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('aria-label') ?? node?.getAttribute('role') ?? node?.tagName ?? '';
  });
}

test('B1, B2, B3: a whole conversation by keyboard alone, and the focus comes back', async ({
  page,
  world,
}) => {
  await world.visit();
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Open chat');
  await page.keyboard.press('Enter');
  await expect(chat.input).toBeFocused();
  await expect(chat.message('agent')).toHaveCount(1);
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(chat.message('visitor').locator('.text')).toHaveText('first line\nsecond line');
  await expect(chat.message('agent')).toHaveCount(2);
  await expect(chat.input).toBeFocused();
  await page.keyboard.type('draft');
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  expect(await focused(page)).toBe('Open chat');
  await page.keyboard.press('Enter');
  await expect(chat.input).toHaveValue('draft');
});

test('B5: the floating panel is no keyboard trap', async ({ page, world }) => {
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  const seen = new Set<string>();
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    seen.add(await focused(page));
  }
  expect(seen).toContain('A');
  expect(seen).toContain('Close chat');
  expect(seen).toContain('Send');
});

test('E3: the Enter that ends an input method composition does not send', async ({ page, world }) => {
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await compose(page, 'にほん', 'Enter');
  await expect(chat.input).toHaveValue('にほん');
  expect(world.agent.received.respond).toBe(0);
  await page.keyboard.press('Enter');
  await expect(chat.message('visitor')).toHaveCount(1);
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('B1, E2: opening does not raise the keyboard, and Enter makes a new line', async ({ page, world }) => {
    await world.visit();
    const chat = partsOf(page);
    await chat.launcher.tap();
    await expect(chat.panel).toBeVisible();
    expect(await focused(page)).toBe('dialog');
    await chat.input.tap();
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    await expect(chat.input).toHaveValue('one\ntwo');
    await chat.send.tap();
    await expect(chat.message('visitor')).toHaveCount(1);
  });
});

for (const holder of ['input', 'send'] as const) {
  test(`B4: the focus is never lost when the conversation ends and begins anew, sent from the ${holder}`, async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.input.fill('goodbye');
    await chat[holder].press('Enter');
    await expect(chat.ended).toBeVisible();
    await expect(chat[holder]).toBeFocused();
    await chat.restart.focus();
    await page.keyboard.press('Enter');
    await expect(chat.message('agent')).toHaveCount(1);
    await expect(chat.input).toBeFocused();
  });
}
