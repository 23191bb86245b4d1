import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './gallery-page.ts';

test.use({ viewport: { width: 1280, height: 800 } });

const boxOf = async (locator: Locator) => {
  const box = await locator.first().boundingBox();
  if (!box) throw new Error('It is not to be seen.');
  return box;
};

test('M3: launcher and panel have their places and sizes', async ({ show }) => {
  const chat = await show('conversation');
  expect(await boxOf(chat.launcher)).toEqual({ x: 1204, y: 724, width: 56, height: 56 });
  expect(await boxOf(chat.panel)).toEqual({ x: 860, y: 32, width: 400, height: 680 });
  const { x, y, width, height } = await boxOf(chat.header);
  expect({ x, y, width, height }).toEqual({ x: 860, y: 32, width: 400, height: 60 });
  expect(await boxOf(chat.header.locator('.avatar'))).toMatchObject({ width: 36, height: 36 });
  expect(await boxOf(chat.close)).toMatchObject({ width: 44, height: 44 });
  expect(await boxOf(chat.send)).toMatchObject({ width: 44, height: 44 });
  expect((await boxOf(chat.composer)).height).toBe(52);
});

test('M3: turns stand 16 apart, messages of a group 2, and bubbles leave room beside them', async ({
  show,
}) => {
  const chat = await show('conversation');
  const [own, more] = [chat.message('visitor').nth(0), chat.message('visitor').nth(1)];
  const first = await boxOf(own);
  const second = await boxOf(more);
  expect(second.y - (first.y + first.height)).toBe(2);
  const answer = await boxOf(chat.message('agent').nth(1));
  expect(answer.y - (second.y + second.height)).toBe(16);
  const log = await boxOf(chat.transcript);
  const bubble = await boxOf(chat.message('agent').nth(1).locator('.bubble'));
  expect(bubble.x - log.x).toBe(16);
  expect(bubble.width).toBeLessThanOrEqual(0.86 * (log.width - 32));
});

test('M3: a time stands once where the conversation begins, and Send is muted while there is nothing to send', async ({
  show,
}) => {
  const chat = await show('conversation');
  const greeting = chat.message('agent').first();
  await expect(greeting.locator('[part~="separator"]')).toHaveText('Today 2:27 PM');
  await expect(greeting.locator('p.visually-hidden')).toHaveCSS('clip-path', 'inset(50%)');
  await expect(chat.message('agent').last().locator('.meta')).toBeVisible();
  const fill = await chat.launcher.evaluate((node) => getComputedStyle(node).backgroundColor);
  await expect(chat.send).not.toHaveCSS('background-color', fill);
  await chat.input.fill('Hello');
  await expect(chat.send).toHaveCSS('background-color', fill);
});

/** Where text stands, and its size, line height and weight. */
const type: [state: string, selector: string, size: string, weight: string][] = [
  ['conversation', '[part~="title"]', '16px', '600'],
  ['conversation', '.status', '13px', '400'],
  ['conversation', '.bubble', '15px', '400'],
  ['conversation', '.meta', '12px', '400'],
  ['conversation', '[part~="separator"]', '12px', '400'],
  ['conversation', '[part~="input"]', '16px', '400'],
  ['conversation', '[part~="disclosure"]', '12px', '400'],
  ['empty', '.hero', '22px', '620'],
  ['empty', '[part~="suggestion"]', '14px', '500'],
  ['ended', '[part~="ended"]', '14px', '400'],
  ['unread', '[part~="badge"]', '12px', '600'],
];

test('M3: every kind of text has its size and weight', async ({ show }) => {
  for (const state of new Set(type.map(([name]) => name))) {
    const chat = await show(state);
    for (const [, selector, size, weight] of type.filter(([name]) => name === state)) {
      const text = chat.host.locator(selector).first();
      await expect(text, selector).toHaveCSS('font-size', size);
      await expect(text, selector).toHaveCSS('font-weight', weight);
    }
  }
});

/** Styles the chat as a page's own sheet does, and has it look again. */
async function dress(page: Page, css: string): Promise<void> {
  await page.addStyleTag({ content: css });
  await page.evaluate(() => window.Parley?.update?.({}));
}

test('the page’s custom properties decide on accent, corners, font, size and place', async ({
  page,
  show,
}) => {
  const chat = await show('conversation');
  await dress(
    page,
    `parley-chat { --parley-accent: #20b69e; --parley-radius: 4px; --parley-font: monospace; --parley-width: 440px;
      --parley-height: 500px; --parley-offset-x: 40px; --parley-offset-y: 50px; --parley-z: 7 }`,
  );
  await expect(chat.launcher).toHaveCSS('background-color', 'rgb(32, 182, 158)');
  await expect(chat.panel).toHaveCSS('border-top-left-radius', '4px');
  await expect(chat.title).toHaveCSS('font-family', 'monospace');
  await expect(chat.host.locator('.floating')).toHaveCSS('z-index', '7');
  expect(await boxOf(chat.launcher)).toMatchObject({ x: 1280 - 40 - 56, y: 800 - 50 - 56 });
  expect(await boxOf(chat.panel)).toMatchObject({ width: 440, height: 500, x: 1280 - 40 - 440 });
});

/** The names of parts that each state has; all of them are public. */
const partsByState: Record<string, string[]> = {
  unread: ['launcher', 'badge'],
  empty:
    'panel header title close menu transcript message agent suggestion composer input send disclosure'.split(
      ' ',
    ),
  conversation: ['visitor', 'separator'],
  pending: ['typing'],
  failed: ['failure', 'retry'],
  offline: ['notice'],
  ended: ['ended', 'restart'],
};

test('the page’s own sheet reaches every part by its name', async ({ page, show }) => {
  for (const [state, names] of Object.entries(partsByState)) {
    const chat = await show(state);
    await dress(page, names.map((name) => `parley-chat::part(${name}) { outline: 3px solid red }`).join(''));
    for (const name of names) {
      const part = chat.host.locator(`[part~="${name}"]`).first();
      await expect(part, `${name} of ${state}`).toHaveCSS('outline-color', 'rgb(255, 0, 0)');
    }
  }
});

test('an accent that is no colour is named in the console once, and the default stands in', async ({
  page,
  show,
}) => {
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  const own = () => words.filter((text) => text.startsWith('Parley'));
  const chat = await show('closed', { options: { accent: 'blurple' } });
  await page.evaluate(() => window.Parley?.update?.({ title: 'Ava again' }));
  await page.emulateMedia({ colorScheme: 'dark', contrast: 'more' });
  await page.emulateMedia({ contrast: null });
  await expect(chat.launcher).toHaveCSS('background-color', 'rgb(79, 70, 229)');
  expect(own()).toEqual(['Parley: accent blurple is no CSS colour']);
});
