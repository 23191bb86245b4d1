import type { Page } from '@playwright/test';
import { pressAndLook } from '../support/deep-active.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { arrive, place, readView, scrollTo, visitLong } from './long-conversation.ts';

const tall = '<div style="height: 4000px">A tall page</div>';

/** Where the log is scrolled to by script, and whether that may glide; from now on. */
const spyOnScrolling = (page: Page) =>
  page.addInitScript(() => {
    const calls: string[] = [];
    Object.assign(window, { scrolls: calls });
    for (const name of ['scrollTo', 'scrollBy'] as const) {
      const original = Element.prototype[name];
      Element.prototype[name] = function (this: Element, options?: ScrollToOptions) {
        const { behavior = 'auto' } = options ?? {};
        calls.push(behavior === 'auto' ? getComputedStyle(this).scrollBehavior : behavior);
        Reflect.apply(original, this, [options]);
      };
    }
  });
const scrolls = (page: Page) => page.evaluate(() => (Reflect.get(window, 'scrolls') as string[]).splice(0));

for (const [what, count] of [
  ['at its end', 60],
  ['where there is nothing to scroll', 1],
] as const) {
  test(`D8: the wheel over the log, ${what}, does not scroll the page`, async ({ page, world }) => {
    await visitLong(page, world, { count, body: tall + world.tag() });
    const { transcript } = partsOf(page);
    await transcript.hover();
    await page.mouse.wheel(0, 600);
    await page.mouse.wheel(0, 600);
    // The page does scroll, beside the chat: by then it would have done so before.
    await page.mouse.move(200, 300);
    await page.mouse.wheel(0, 50);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(50);
  });
}

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 600, height: 800 } });

  test('D8: a finger that scrolls the log beyond its end does not scroll the page', async ({
    page,
    world,
  }) => {
    await visitLong(page, world, { count: 60, body: tall + world.tag() });
    const box = await partsOf(page).transcript.boundingBox();
    if (!box) throw new Error('there is no log');
    const client = await page.context().newCDPSession(page);
    const { top } = await readView(page);
    for (const direction of [-1, 1]) {
      const touch = (type: 'touchStart' | 'touchMove', moved: number) =>
        client.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: [{ x: box.x + 100, y: box.y + box.height / 2 + direction * moved }],
        });
      await touch('touchStart', 0);
      for (let moved = 10; moved <= 200; moved += 10) await touch('touchMove', moved);
      await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
    await expect.poll(async () => (await readView(page)).top).toBeLessThan(top);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`D9: the pill glides to what is near and leaps to what is far; ${reducedMotion}`, async ({
    page,
    world,
  }) => {
    await page.emulateMedia({ reducedMotion });
    await spyOnScrolling(page);
    const chat = await visitLong(page, world, { count: 150 });
    expect(new Set(await scrolls(page))).toEqual(new Set(['instant']));
    const { top, height } = await readView(page);
    await scrollTo(page, top - Math.round(height / 2));
    await arrive(page, 'Near.');
    await scrolls(page);
    await chat.jump.click();
    expect((await scrolls(page))[0]).toBe(reducedMotion === 'reduce' ? 'auto' : 'smooth');
    await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
    await scrollTo(page, top - 2 * height);
    await arrive(page, 'Far.');
    await scrolls(page);
    await chat.jump.click();
    expect((await scrolls(page))[0]).toBe('instant');
    await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
  });
}

test('D9: a page whose root and body change all the time ends no scrolling', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60 });
  const top = await chat.transcript.evaluate(async (log) => {
    log.scrollBy({ top: -400, behavior: 'smooth' });
    const aim = log.scrollTop - 400;
    for (let frame = 0; frame < 60; frame++) {
      document.documentElement.dataset['frame'] = String(frame);
      await new Promise(requestAnimationFrame);
    }
    return log.scrollTop - aim;
  });
  expect(Math.abs(top)).toBeLessThan(2);
});

test('D10: the newest 200 messages are there, the earlier ones at a wish, and the place is kept', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 450 });
  const items = chat.transcript.locator('li');
  const earlier = page.getByRole('button', { name: 'Show earlier messages' });
  await expect(items).toHaveCount(200);
  await expect(items.first()).toContainText('Message 251.');
  expect(await page.evaluate(() => Reflect.get(window, 'find').call(window, 'Message 300.'))).toBe(true);
  for (const count of [400, 450]) {
    await scrollTo(page, 0);
    const first = await items.first().locator('.text').textContent();
    const before = await place(page, first ?? '');
    await earlier.focus();
    await page.keyboard.press('Enter');
    await expect(items).toHaveCount(count);
    await expect
      .poll(async () => Math.abs((await place(page, first ?? '')).fromTop - before.fromTop))
      .toBeLessThanOrEqual(1);
    await expect(chat.transcript).toBeFocused();
  }
  await expect(earlier).toHaveCount(0);
  await expect(items.first()).toContainText('Message 1.');
});

test('D10: nobody loses what they are reading when more comes in, and who writes is at the end again', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 300 });
  const items = chat.transcript.locator('li');
  await scrollTo(page, 0);
  await arrive(page, ...Array.from({ length: 10 }, (_, count) => `Arrival ${count}`));
  await expect(items).toHaveCount(210);
  await expect(items.first()).toContainText('Message 101.');
  await chat.input.fill('Thanks');
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).not.toContainText('Arrival');
  // And the answer.
  await expect(items).toHaveCount(201);
  await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
});

test('D11: what is copied are the words, in reading order, without hidden labels, names or times', async ({
  page,
  world,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const chat = await visitLong(page, world, { count: 4 });
  await page.addStyleTag({ content: '* { user-select: none }' });
  const box = await chat.transcript.locator('.text').first().boundingBox();
  const end = await chat.transcript.locator('.text').last().boundingBox();
  if (!box || !end) throw new Error('there are no messages');
  await page.mouse.move(box.x + 1, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width - 1, end.y + end.height - 4, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.press('Control+C');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const words = await chat.transcript.locator('.text').allTextContents();
  expect(copied.split(/\s*\n+\s*/).map((line) => line.trim())).toEqual(words.map((line) => line.trim()));
});

test('B6: the log is a tab stop only where it overflows, right before the composer, and its keys scroll it', async ({
  page,
  world,
}) => {
  const short = await openChat(page, world);
  await expect(short.input).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(short.close).toBeFocused();
  const chat = await visitLong(page, world, { count: 60 });
  await chat.input.focus();
  await page.keyboard.press('Shift+Tab');
  await expect(chat.transcript).toBeFocused();
  expect(
    await chat.transcript.evaluate((log) => Number.parseFloat(getComputedStyle(log).outlineWidth)),
  ).toBeGreaterThanOrEqual(2);
  let last = (await readView(page)).top;
  for (const key of ['ArrowUp', 'PageUp', 'Home']) {
    await page.keyboard.press(key);
    await expect.poll(async () => (await readView(page)).top).toBeLessThan(last);
    // A native scroll may glide.
    await expect
      .poll(async () => {
        const before = last;
        last = (await readView(page)).top;
        return last - before;
      })
      .toBe(0);
  }
  expect(last).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
});

test('B8: inside the panel nothing that has the focus is behind header, pill or composer', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 40 });
  await scrollTo(page, 0);
  await arrive(
    page,
    ...Array.from(
      { length: 6 },
      (_, index) => `A [link ${index}](https://example.com/${index}).\n\n${'Words. '.repeat(60)}`,
    ),
  );
  await expect(chat.jump).toBeVisible();
  /** How much of the link that has the focus is covered, in pixels from above and from below. */
  const readCover = () =>
    chat.transcript.evaluate((log) => {
      const focused = (log.getRootNode() as ShadowRoot).activeElement;
      const pill = (log.getRootNode() as ShadowRoot).querySelector('[part=jump]');
      const box = focused?.getBoundingClientRect();
      const view = log.getBoundingClientRect();
      if (!box || focused?.localName !== 'a') return { what: focused?.localName, above: 0, below: 0 };
      const end = Math.min(view.bottom, pill?.getBoundingClientRect().top ?? Infinity);
      return { what: 'a', above: Math.max(0, view.top - box.top), below: Math.max(0, box.bottom - end) };
    });
  await chat.transcript.focus();
  for (const key of [...Array<string>(6).fill('Tab'), ...Array<string>(5).fill('Shift+Tab')]) {
    await page.keyboard.press(key);
    await expect.poll(readCover, key).toEqual({ what: 'a', above: 0, below: 0 });
  }
});

for (const count of [5, 500])
  test(`B5: a conversation of ${count} messages has seven stops for Tab at most`, async ({ page, world }) => {
    const chat = await visitLong(page, world, { count });
    await expect(chat.message('agent').last()).toBeVisible();
    await page.getByRole('link', { name: 'A link of the host page' }).focus();
    const seen = await pressAndLook(page, 'Tab', 12);
    const stops = seen.slice(
      0,
      seen.findIndex((name) => name === 'A' || name === 'BODY'),
    );
    expect(stops).toContain('input');
    expect(stops.length).toBeGreaterThan(3);
    expect(stops.length).toBeLessThanOrEqual(7);
  });
