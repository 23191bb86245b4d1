import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { rest } from '../support/rest.ts';
import { arrive, place, readView, scrollTo, visitLong } from './long-conversation.ts';

const long = Array.from({ length: 60 }, (_, line) => `Line ${line + 1} of a long reply.`).join('\n\n');
const only = (response: string) => ({
  agentOptions: {
    persona: {
      greeting: { response: 'Hello.' },
      topics: [{ words: ['short'], saying: { response: 'A short reply.' } }],
      fallback: { response },
      secondTry: { response },
      slow: { response },
    },
  },
});

/** Something of that height comes late into the message that holds the text, before all that it says. */
const growAbove = (page: Page, text: RegExp, height: number) =>
  partsOf(page)
    .transcript.locator('.text', { hasText: text })
    .first()
    .evaluate((node, size) => {
      const picture = node.ownerDocument.createElement('div');
      picture.style.height = `${size}px`;
      node.prepend(picture);
      return new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      );
    }, height);

test.describe('with an agent of many words', () => {
  test.use(only(long));

  test('D1: a reply taller than the log is read from its first line', async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.say('Tell me more');
    await expect(chat.message('agent')).toHaveCount(2);
    await rest(page);
    const first = await place(page, /Line 1 of/);
    expect(first.fromTop).toBeGreaterThanOrEqual(0);
    // Two lines of the question at most: 48 px, the bubble's padding, and the way that a reply makes as it comes in.
    expect(first.fromTop).toBeLessThan(48 + 10 + 12);
    // It stays so, and counts as seen.
    await page.setViewportSize({ width: 1280, height: 640 });
    await expect
      .poll(async () => Math.abs((await place(page, /Line 1 of/)).fromTop - first.fromTop))
      .toBeLessThanOrEqual(1);
    await expect(chat.jump).toHaveCount(0);
    expect(await page.evaluate(() => window.Parley?.unread)).toBe(0);
  });

  test('D3: sending brings the own message into view, from wherever the reader was', async ({
    page,
    world,
  }) => {
    const chat = await visitLong(page, world, { count: 60 });
    await scrollTo(page, 300);
    await page.route('**/chat/respond', () => undefined);
    await chat.input.fill('my own words');
    await chat.input.press('Enter');
    await expect(chat.message('visitor').last()).toContainText('my own words');
    const own = await place(page, /^my own words$/);
    expect(own.fromTop).toBeGreaterThanOrEqual(0);
    expect(own.fromEnd).toBeGreaterThanOrEqual(0);
  });

  test('D2: a reply that comes while the reader has scrolled up moves nothing', async ({ page, world }) => {
    const chat = await visitLong(page, world, { count: 60 });
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/chat/respond', (route) => asked.then(() => route.continue()));
    await chat.input.fill('Tell me more');
    await chat.input.press('Enter');
    await expect(chat.typing).toBeVisible();
    await scrollTo(page, 400);
    const before = await place(page, /^Message 20\./);
    answer();
    await expect(chat.jump).toHaveText('1 new message');
    expect(Math.abs((await place(page, /^Message 20\./)).fromTop - before.fromTop)).toBeLessThanOrEqual(1);
  });

  test('D4: what comes late into a long reply, above the line being read, does not move it', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.say('Tell me more');
    await expect(chat.message('agent')).toHaveCount(2);
    await scrollTo(page, 700);
    await chat.transcript.evaluate((log) => log.style.setProperty('overflow-anchor', 'none'));
    const line = chat.transcript.locator('p', { hasText: 'Line 25 of' });
    const before = await line.boundingBox();
    await growAbove(page, /Line 1 of/, 211);
    expect(Math.abs(((await line.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  });
});

test('D1: at the end, a reply that fits is shown to its end', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60 });
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await chat.input.fill("What's your return policy?");
  await chat.input.press('Enter');
  await expect(chat.transcript).toContainText('30 days with proof of purchase');
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
});

test('D1: as close to the end as 48 pixels the reader counts as being there, and further away not', async ({
  page,
  world,
}) => {
  await visitLong(page, world, { count: 60 });
  const { top } = await readView(page);
  await scrollTo(page, top - 40);
  await arrive(page, 'One.');
  await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
  const next = (await readView(page)).top - 60;
  await scrollTo(page, next);
  await arrive(page, 'Two.');
  await expect(partsOf(page).jump).toBeVisible();
  expect(Math.abs((await readView(page)).top - next)).toBeLessThanOrEqual(1);
});

test('D2: ten messages come in, and a reader who has scrolled up stays where they are', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 60 });
  await scrollTo(page, 500);
  const before = await place(page, /^Message 20\./);
  for (let count = 1; count <= 10; count++) {
    await arrive(page, `Arrival ${count}`);
    await expect(chat.jump).toHaveText(count === 1 ? '1 new message' : `${count} new messages`);
    expect(Math.abs((await readView(page)).top - 500)).toBeLessThanOrEqual(1);
    expect(Math.abs((await place(page, /^Message 20\./)).fromTop - before.fromTop)).toBeLessThanOrEqual(1);
  }
});

for (const anchor of ['auto', 'none'])
  test(`D4: what comes late above the line being read, or goes, does not move it; overflow-anchor: ${anchor}`, async ({
    page,
    world,
  }) => {
    const { transcript } = await visitLong(page, world, { count: 60 });
    await transcript.evaluate((log, value) => log.style.setProperty('overflow-anchor', value), anchor);
    await scrollTo(page, 900);
    const before = await place(page, /^Message 28\./);
    for (const height of [157, 33]) {
      await growAbove(page, /^Message 3\./, height);
      expect(Math.abs((await place(page, /^Message 28\./)).fromTop - before.fromTop)).toBeLessThanOrEqual(1);
    }
    await partsOf(page)
      .transcript.locator('.text', { hasText: /^Message 3\./ })
      .first()
      .evaluate((node) => node.firstElementChild?.remove());
    await expect.poll(async () => (await readView(page)).top).toBe(900 + 157);
    expect(Math.abs((await place(page, /^Message 28\./)).fromTop - before.fromTop)).toBeLessThanOrEqual(1);
  });

test('D4: a keyboard that takes space from below leaves the line where it is', async ({ page, world }) => {
  const chat = await visitLong(page, world, { count: 60 });
  await scrollTo(page, 900);
  const line = chat.transcript.locator('.text', { hasText: /^Message 28\./ });
  const whereIs = async () =>
    ((await line.boundingBox())?.y ?? 0) - ((await chat.panel.boundingBox())?.y ?? 0);
  const before = await whereIs();
  await page.setViewportSize({ width: 1280, height: 600 });
  await expect.poll(async () => Math.abs((await whereIs()) - before)).toBeLessThanOrEqual(1);
});

test('D4: at the end, what takes space from the log or comes late into it leaves the end in view', async ({
  page,
  world,
}) => {
  const chat = await visitLong(page, world, { count: 60 });
  await page.setViewportSize({ width: 1280, height: 600 });
  await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await growAbove(page, /^Message 10\./, 120);
  expect((await readView(page)).toEnd).toBeLessThanOrEqual(1);
  await chat.input.fill('one\ntwo\nthree\nfour');
  await expect.poll(async () => (await readView(page)).toEnd).toBeLessThanOrEqual(1);
});

test('D1: where nothing has been said, a small box shows the beginning', async ({ page, world }) => {
  await world.visit(
    `<parley-chat mode="inline" style="width:400px;height:320px" greeting="Hi.<br>How can we help?"
      suggestions="Track my order|Return policy|Opening hours"></parley-chat>${world.tag('data-mount="none"')}`,
  );
  const log = partsOf(page).transcript;
  await expect(log.getByText('Opening hours')).toBeAttached();
  await rest(page);
  const { scrollTop, scrollHeight, clientHeight } = await log.evaluate((node) => ({
    scrollTop: node.scrollTop,
    scrollHeight: node.scrollHeight,
    clientHeight: node.clientHeight,
  }));
  expect(scrollHeight).toBeGreaterThan(clientHeight);
  expect(scrollTop).toBe(0);
});

test('D1: in a small box the first word is shown when it comes', async ({ page, world }) => {
  const inline = '<parley-chat mode="inline" style="width:300px;height:320px"></parley-chat>';
  await world.visit(inline + world.tag('data-mount="none"'));
  const chat = partsOf(page);
  await chat.input.focus();
  await expect(chat.message('agent')).toBeInViewport();
  await expect(chat.jump).toHaveCount(0);
});

test('D7: what comes into a chat that has no box, in a part of the page that is not shown, is unread until it has one', async ({
  page,
  world,
}) => {
  await world.visit(`<div hidden><parley-chat mode="inline"></parley-chat></div>${world.tag()}`);
  await expect.poll(() => page.evaluate(() => window.Parley?.phase)).toBe('idle');
  await page.evaluate(() => window.Parley?.send?.('returns'));
  await expect.poll(() => page.evaluate(() => window.Parley?.messages?.length)).toBe(3);
  await rest(page);
  expect(await page.evaluate(() => window.Parley?.unread)).toBe(2);
  await page.locator('div[hidden]').evaluate((box) => box.removeAttribute('hidden'));
  await expect.poll(() => page.evaluate(() => window.Parley?.unread)).toBe(0);
});
