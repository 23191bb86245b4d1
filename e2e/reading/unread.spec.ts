import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { arrive, place, readView, scrollTo, visitLong } from './long-conversation.ts';
import { rest } from '../support/rest.ts';
import { measureRing } from '../support/ring.ts';

/** Pretends that the tab is out of sight, or in sight again. */
const hide = (page: Page, isHidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

const unread = (page: Page) => page.evaluate(() => window.Parley?.unread);

/** Keeps looking where the focus is, between frames too: the names of what has had it. */
const watchFocus = (page: Page) =>
  page.evaluate(() => {
    const seen = new Set<string>();
    const look = () => {
      let node = document.activeElement;
      while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
      seen.add(node?.getAttribute('part') ?? node?.localName ?? 'nothing');
    };
    const root = document.querySelector('parley-chat')?.shadowRoot;
    if (root) new MutationObserver(look).observe(root, { childList: true, subtree: true, attributes: true });
    (function again() {
      look();
      requestAnimationFrame(again);
    })();
    Object.assign(window, { focusSeen: seen });
  });
const focusSeen = (page: Page) => page.evaluate(() => [...(Reflect.get(window, 'focusSeen') as Set<string>)]);

for (const way of ['click', 'Enter'] as const) {
  test(`D5, B4: the pill leads to the first new message by ${way}, and the focus goes on to the log`, async ({
    page,
    world,
  }) => {
    const chat = await visitLong(page, world, { count: 60 });
    await scrollTo(page, 500);
    await arrive(page, 'The first.', ...Array.from({ length: 30 }, (_, count) => `Another ${count}.`));
    const pill = page.getByRole('button', { name: '31 new messages' });
    await expect(pill).toHaveAttribute('part', 'jump');
    await pill.focus();
    await watchFocus(page);
    if (way === 'click') await pill.click();
    else await page.keyboard.press(way);
    await expect(chat.jump).toHaveCount(0);
    await expect(chat.transcript).toBeFocused();
    await expect.poll(async () => (await place(page, 'The first.')).fromTop).toBeLessThan(70);
    expect((await place(page, 'The first.')).fromTop).toBeGreaterThanOrEqual(0);
    expect(await focusSeen(page)).toEqual(['jump', 'transcript']);
    expect(await unread(page)).toBe(0);
  });
}

test('B4: the pill goes when another tab has shown what is new, and gives the focus to the composer', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 60 });
  await scrollTo(page, 500);
  await arrive(page, 'The newest.');
  await chat.jump.focus();
  await watchFocus(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(chat.jump).toHaveCount(0);
  // Firefox calls nothing focused in a window behind another, though its document knows what will be.
  await expect.poll(() => focusSeen(page)).toEqual(['jump', 'input']);
});

test('D5: the pill stands over the end of the log, in its middle, and is large enough for a finger', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 60 });
  await scrollTo(page, 500);
  const before = await chat.composer.boundingBox();
  await arrive(page, 'Something new.');
  await expect(chat.jump).toBeVisible();
  // It comes in with a movement.
  await rest(page);
  const [pill, shown, log, composer] = await Promise.all(
    [chat.jump, chat.jump.locator('span'), chat.transcript, chat.composer].map((part) => part.boundingBox()),
  );
  if (!pill || !shown || !log || !composer) throw new Error('something is not to be seen');
  expect(composer).toEqual(before);
  expect(pill.height).toBe(44);
  expect(shown.height).toBe(36);
  expect(composer.y - shown.y - shown.height).toBe(12);
  expect(Math.abs(pill.x + pill.width / 2 - log.x - log.width / 2)).toBeLessThanOrEqual(1);
});

test('D2, D7: at the end everything counts as seen, and the pill goes', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60 });
  await scrollTo(page, 500);
  await arrive(page, ...Array.from({ length: 30 }, (_, count) => `Arrival ${count}.`));
  await expect(chat.jump).toHaveText('30 new messages');
  await scrollTo(page, 900);
  await expect(chat.jump).toHaveText('30 new messages');
  await scrollTo(page, await chat.transcript.evaluate((log) => log.scrollHeight - log.clientHeight));
  await expect(chat.jump).toHaveCount(0);
  expect(await unread(page)).toBe(0);
});

test('D6: opened with new messages, a line stands above the first of them, in view', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 60, unread: 2, isOpen: false });
  await expect(chat.badge).toHaveText('2');
  await chat.launcher.click();
  const separator = chat.host.locator('[part~=separator].new');
  await expect(separator).toHaveText('New');
  await expect(separator.locator('xpath=..')).toContainText('Message 58.');
  const box = await separator.boundingBox();
  const log = await chat.transcript.boundingBox();
  if (!box || !log) throw new Error('something is not to be seen');
  expect(box.y).toBeGreaterThanOrEqual(log.y);
  expect(box.y).toBeLessThan(log.y + log.height);
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await expect(chat.jump).toHaveCount(0);
  await chat.close.click();
  await chat.launcher.click();
  await expect(separator).toHaveCount(0);
});

test('D6: with more of them than fit, it opens at the first', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 100, unread: 30, isOpen: false });
  await expect(chat.badge).toHaveText('9+');
  await chat.launcher.click();
  const first = await place(page, /^Message 42\./);
  expect(first.fromTop).toBeGreaterThanOrEqual(0);
  expect(first.fromTop).toBeLessThan(140);
  await expect(chat.host.locator('[part~=separator].new')).toBeInViewport();
  await expect(chat.jump).toHaveCount(0);
});

test('D6: a conversation that a page finds again is open at its end, and never at its top', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 300 });
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await scrollTo(page, 200);
  await chat.close.click();
  await chat.launcher.click();
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await expect(chat.host.locator('[part~=separator].new')).toHaveCount(0);
});

test('D7: what comes while the tab is out of sight is unread until it is seen', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60 });
  await hide(page, true);
  await arrive(page, 'One.', 'Two.');
  expect(await unread(page)).toBe(2);
  await hide(page, false);
  await expect.poll(() => unread(page)).toBe(0);
  await expect(chat.jump).toHaveCount(0);
});

test('D7: what is unread survives a reload, closed or scrolled up', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60, isOpen: false });
  await arrive(page, 'One.', 'Two.');
  await expect(chat.badge).toHaveText('2');
  await page.reload();
  await expect(chat.badge).toHaveText('2');
  await expect(chat.launcher).toHaveAccessibleName('Open chat, 2 unread messages');
  await chat.launcher.click();
  await expect.poll(() => unread(page)).toBe(0);
  await scrollTo(page, 500);
  await arrive(page, 'Three.');
  await expect(chat.jump).toHaveText('1 new message');
  await page.reload();
  // Now it is open, at its end.
  await expect(chat.host.locator('[part~=separator].new')).toBeVisible();
  await expect.poll(() => unread(page)).toBe(0);
});

test('D7: seen in one tab is seen in all', async ({ page, world, context }) => {
  const one = await openChat(page, world, world.tag('data-persistence="local"'));
  const other = await context.newPage();
  await other.goto(world.origin);
  const two = partsOf(other);
  await expect(two.panel).toBeVisible();
  await hide(page, true);
  await hide(other, true);
  await two.input.fill('Thanks');
  await two.input.press('Enter');
  await expect(one.message('agent')).toHaveCount(2);
  await expect.poll(() => Promise.all([page, other].map(unread))).toEqual([1, 1]);
  await page.bringToFront();
  await hide(page, false);
  await expect.poll(() => Promise.all([page, other].map(unread))).toEqual([0, 0]);
});

test('D6: opened with more that is new than is usually drawn, it begins at the first of it', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 640, unread: 250, isOpen: false });
  await chat.launcher.click();
  await expect(chat.host.getByText('New', { exact: true })).toBeInViewport();
  await expect.poll(async () => (await place(page, 'Message 142.')).fromTop).toBeLessThan(120);
  expect((await place(page, 'Message 142.')).fromTop).toBeGreaterThan(0);
});

test('B7: the pill and the button for earlier messages have their focus ring', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 260 });
  await scrollTo(page, 500);
  await arrive(page, 'The newest.');
  await expect(chat.jump).toBeVisible();
  await rest(page);
  await chat.input.focus();
  const seen: string[] = [];
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('Shift+Tab');
    const ring = await measureRing(page);
    seen.push(ring?.name ?? '');
    expect(ring?.width, ring?.name ?? '').toBeGreaterThanOrEqual(2);
    expect(ring?.contrast, ring?.name ?? '').toBeGreaterThanOrEqual(3);
  }
  expect(seen).toEqual(['jump', 'Show earlier messages', 'transcript']);
});
