// What a small screen has to have room for, and how large what is touched is.
import type { Page } from '@playwright/test';
import { rest } from '../support/rest.ts';
import { stubView } from '../support/soft-keyboard.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

/** The size of everything that acts, by its part or label. */
async function measure(page: Page): Promise<{ name: string; width: number; height: number }[]> {
  await rest(page);
  return page.locator('parley-chat').evaluate((host) =>
    [...(host.shadowRoot?.querySelectorAll<HTMLElement>('button, textarea, a.primary') ?? [])]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && node.tabIndex >= 0)
      .map((node) => {
        const { width, height } = node.getBoundingClientRect();
        return { name: node.getAttribute('aria-label') ?? node.textContent ?? '', width, height };
      }),
  );
}

for (const viewport of [
  { width: 375, height: 667 },
  { width: 320, height: 256 },
  { width: 1280, height: 800 },
])
  test(`F5: all that is touched has 44 × 44 pixels at ${viewport.width} × ${viewport.height}`, async ({
    page,
    world,
  }) => {
    await page.setViewportSize(viewport);
    const chat = await openChat(page, world, world.tag('data-suggestions="Hi"'));
    const seen = await measure(page);
    await page.context().setOffline(true);
    await expect(chat.notice).toBeVisible();
    await chat.say('Hello');
    await page.context().setOffline(false);
    await expect(chat.message('agent')).toHaveCount(2);
    await page.getByRole('button', { name: 'Menu' }).click();
    seen.push(...(await measure(page)));
    await page.keyboard.press('Escape');
    await chat.say('500');
    await expect(chat.retry).toBeVisible();
    seen.push(...(await measure(page)));
    await chat.say('goodbye');
    await expect(chat.ended).toBeVisible();
    seen.push(...(await measure(page)));
    await chat.close.click();
    await expect(chat.panel).toBeHidden();
    seen.push(...(await measure(page)));
    expect(seen.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        'Open chat,Close,Send,Hi,New conversation,Menu,Delete conversation,Send again,Delete'.split(','),
      ),
    );
    expect(seen.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
  });

test('F7: at 320 × 256 header, two lines of the transcript and the composer fit, and nothing goes sideways', async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const chat = await openChat(
    page,
    world,
    world.tag('data-title="Fern and Field customer care" data-suggestions="Delivery"'),
  );
  const check = async () => {
    const header = await chat.header.boundingBox();
    expect(header?.height).toBeLessThanOrEqual(44);
    expect((await chat.transcript.boundingBox())?.height).toBeGreaterThanOrEqual(2 * 22.5);
    const disclosure = await chat.disclosure.boundingBox();
    expect((disclosure?.y ?? 0) + (disclosure?.height ?? 0)).toBeLessThanOrEqual(256);
    const wide = await chat.host.evaluate((host) =>
      ['.panel', '.header', '.transcript', '.composer', '.footer'].filter((selector) => {
        const node = host.shadowRoot?.querySelector(selector);
        return !node || node.scrollWidth > node.clientWidth;
      }),
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  };
  await check();
  await chat.say(`https://example.com/${'long'.repeat(40)}`);
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.say('care guide');
  await expect(chat.message('agent')).toHaveCount(3);
  await check();
});

test('F7: at 320 × 256 whatever is told leaves room for two lines and the composer', async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const chat = await openChat(page, world, world.tag('data-fallback="https://shop.example/help"'));
  const check = async (what: typeof chat.notice) => {
    await expect(what).toBeVisible();
    expect((await chat.transcript.boundingBox())?.height).toBeGreaterThanOrEqual(2 * 22.5);
    for (const node of [what, chat.disclosure]) await expect(node).toBeInViewport({ ratio: 1 });
  };
  await page.context().setOffline(true);
  await check(chat.notice);
  await page.context().setOffline(false);
  for (const text of ['500', 'malformed', 'html']) await chat.say(text);
  await expect(chat.failure).toHaveCount(3);
  await check(chat.notice);
  await chat.say('goodbye');
  await check(chat.ended);
  await expect(chat.restart).toBeInViewport({ ratio: 1 });
  await chat.restart.click();
  await chat.say('person');
  await check(chat.ended);
});

test('F7: at 320 × 568 no word of a notice is torn', async ({ page, world }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  const chat = await openChat(
    page,
    world,
    world.tag('data-locale="pl" data-fallback="https://shop.example/help"'),
  );
  for (const text of ['500', 'malformed', 'html']) await chat.say(text);
  await expect(chat.failure).toHaveCount(3);
  const lines = await chat.notice.evaluate((notice) =>
    Array.from(notice.querySelectorAll('a, button'), (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { top, height } = range.getBoundingClientRect();
      const around = node.getBoundingClientRect();
      return { rects: range.getClientRects().length, off: top + height / 2 - around.top - around.height / 2 };
    }),
  );
  expect(lines.map(({ rects }) => rects)).toEqual([1]);
  // In the middle of what can be pressed.
  for (const { off } of lines) expect(Math.abs(off)).toBeLessThan(2);
});

test('F7, F2: a keyboard on a phone that lies on its side leaves room for what is written', async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 667, height: 375 });
  const change = await stubView(page);
  const chat = await openChat(page, world);
  await change({ height: 190 });
  await chat.input.fill('one\ntwo');
  const box = await chat.composer.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(190);
});

for (const [height, lines] of [
  [256, 1],
  [568, 2],
  [900, 2],
] as const)
  test(`F7: at 320 × ${height} a long title has ${lines} of the lines, and stays in the header`, async ({
    page,
    world,
  }) => {
    await page.setViewportSize({ width: 320, height });
    const long =
      'The department of plant health and customer happiness of Fern and Field, north of the river';
    const chat = await openChat(page, world, world.tag(`data-title="${long}" data-subtitle="${long}"`));
    // What still moves has another place at each look.
    await rest(page);
    const box = async (part: typeof chat.title) => {
      const { y, height: own } = (await part.boundingBox()) ?? { y: 0, height: 0 };
      return { top: y, bottom: y + own };
    };
    const header = await box(chat.header);
    const title = await box(chat.title);
    expect(title.bottom - title.top).toBeLessThan((lines + 0.5) * 22.4);
    expect(title.top).toBeGreaterThanOrEqual(header.top);
    expect(title.bottom).toBeLessThanOrEqual(header.bottom);
    expect(header.bottom - header.top).toBeLessThanOrEqual(height < 420 ? 44 : 100);
    expect((await box(chat.transcript)).top).toBeGreaterThanOrEqual(header.bottom);
  });

test('F7: in a small box of the page the menu stays inside the panel, and all of it can be reached', async ({
  page,
  world,
}) => {
  await world.visit(
    `<script type="module" src="${world.relay.url}/parley.js"></script>
    <parley-chat mode="inline" fallback="tel:+15550100" privacy="https://example.com/privacy"
      style="width:300px;height:320px"></parley-chat>`,
  );
  const chat = partsOf(page);
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
  await page.getByRole('button', { name: 'Menu' }).click();
  const menu = page.getByRole('group', { name: 'Menu' });
  const [inner, outer] = [await menu.boundingBox(), await chat.panel.boundingBox()];
  expect((inner?.y ?? 0) + (inner?.height ?? Infinity)).toBeLessThanOrEqual(
    (outer?.y ?? 0) + (outer?.height ?? 0),
  );
  await page.mouse.move((inner?.x ?? 0) + 20, (inner?.y ?? 0) + 20);
  await page.mouse.wheel(0, 2000);
  await expect(menu.getByRole('button', { name: 'Delete conversation' })).toBeInViewport({ ratio: 1 });
});
