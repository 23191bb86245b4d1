// On a small screen the panel is a sheet over the whole page: what that means for the keyboard, the page and the focus.
import type { Page } from '@playwright/test';
import { deepActive, pressAndLook } from '../support/deep-active.ts';
import { rest } from '../support/rest.ts';
import { stubView } from '../support/soft-keyboard.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

const tall = '<div style="height: 3000px">Much of the host page. <a href="#x">Another link</a></div>';
/** Without it a phone lays the page out for a desk. */
const fitted = '<meta name="viewport" content="width=device-width">';
const phone = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } };

/** Has the page count its close watchers, of which each is a way back, and go back. */
async function stubCloseWatcher(page: Page) {
  await page.addInitScript(() => {
    const open = new Set<EventTarget>();
    class CloseWatcher extends EventTarget {
      constructor() {
        super();
        open.add(this);
      }
      destroy() {
        open.delete(this);
      }
    }
    Object.assign(window, {
      CloseWatcher,
      watchers: open,
      back: () => [...open].forEach((watcher) => watcher.dispatchEvent(new Event('close'))),
    });
  });
  return () => page.evaluate(() => (Reflect.get(window, 'watchers') as Set<unknown>).size);
}

test('F1: the panel fills the screen below 480 × 560, and floats beside the launcher above', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  for (const [width, height, isSheet] of [
    [320, 256, true],
    [320, 800, true],
    [479, 900, true],
    [480, 560, false],
    [480, 559, true],
    [768, 1024, false],
    [1280, 559, true],
    [1280, 800, false],
    [1920, 1080, false],
  ] as const) {
    await page.setViewportSize({ width, height });
    const size = `at ${width} × ${height}`;
    await expect(chat.launcher, size).toBeVisible({ visible: !isSheet });
    await rest(page);
    // The visual viewport tells of its new size a frame later.
    if (isSheet)
      await expect.poll(() => chat.panel.boundingBox(), size).toEqual({ x: 0, y: 0, width, height });
    else {
      const box = await chat.panel.boundingBox();
      expect(box?.width, size).toBe(400);
      expect((box?.x ?? 0) + 400, size).toBe(width - 20);
      expect((box?.y ?? 0) + (box?.height ?? 0), size).toBe(height - 20 - 56 - 12);
    }
  }
});

test.describe('on a phone', () => {
  test.use(phone);

  for (const [name, tag] of [
    ['a floating chat', ''],
    ['a chat in page mode', 'data-mode="page"'],
  ] as const) {
    test(`F2: ${name} fits beside a soft keyboard, with the composer and the newest message in view`, async ({
      page,
      world,
    }) => {
      const change = await stubView(page);
      await world.visit(`${fitted}${world.tag(tag)}`);
      const chat = partsOf(page);
      if (!tag) await chat.launcher.tap();
      await chat.input.tap();
      for (let turn = 2; turn < 6; turn++) {
        await chat.input.fill('What is your return policy?');
        await chat.send.tap();
        await expect(chat.message('agent')).toHaveCount(turn);
      }
      for (const view of [
        { height: 350, offsetTop: 0 },
        { height: 350, offsetTop: 120 },
        { height: 667, offsetTop: 0 },
      ]) {
        await change(view);
        await rest(page);
        const box = await chat.panel.boundingBox();
        expect(box).toEqual({ x: 0, y: view.offsetTop, width: 375, height: view.height });
        for (const part of [chat.composer, chat.disclosure, chat.header]) {
          const inner = await part.boundingBox();
          expect(inner?.y).toBeGreaterThanOrEqual(view.offsetTop);
          expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual(view.offsetTop + view.height);
        }
        await expect
          .poll(() => chat.transcript.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop))
          .toBeLessThan(2);
      }
    });
  }

  test('F2: zooming in does not shrink the panel', async ({ page, world }) => {
    const change = await stubView(page);
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await change({ height: 222, offsetTop: 90, scale: 3 });
    await rest(page);
    expect(await chat.panel.boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 667 });
  });

  test('F3: launcher, header and composer keep clear of notches and rounded corners', async ({
    page,
    world,
  }) => {
    const client = await page.context().newCDPSession(page);
    await client.send('Emulation.setSafeAreaInsetsOverride', {
      insets: { top: 47, bottom: 34, left: 20, right: 10 },
    });
    await world.visit(`${fitted}${world.tag()}`);
    const chat = partsOf(page);
    const launcher = await chat.launcher.boundingBox();
    expect((launcher?.y ?? 0) + (launcher?.height ?? 0)).toBe(667 - 34 - 20);
    expect((launcher?.x ?? 0) + (launcher?.width ?? 0)).toBe(375 - 10 - 20);
    await chat.launcher.tap();
    await rest(page);
    expect(await chat.panel.boundingBox()).toMatchObject({ x: 0, y: 0, width: 375, height: 667 });
    const header = await chat.header.boundingBox();
    expect(header).toMatchObject({ x: 20, y: 47, width: 345 });
    const disclosure = await chat.disclosure.boundingBox();
    expect((disclosure?.y ?? 0) + (disclosure?.height ?? 0)).toBeLessThanOrEqual(667 - 34);
    expect((await chat.composer.boundingBox())?.x).toBeGreaterThanOrEqual(20);
  });

  test('F4: fingers, wheel and keys do not move the page behind, and nothing of its own is changed', async ({
    page,
    world,
  }) => {
    await world.visit(`${fitted}${tall}${world.tag()}`);
    const chat = partsOf(page);
    const attributes = () =>
      page.evaluate(() =>
        [document.documentElement, document.body, ...document.body.querySelectorAll('*')]
          .filter((node) => node.tagName !== 'SCRIPT')
          .map((node) => node.cloneNode(false))
          .map((node) => (node as Element).outerHTML),
      );
    await page.evaluate(() => scrollTo(0, 500));
    const before = await attributes();
    await chat.launcher.tap();
    await expect(chat.message('agent')).toHaveCount(1);
    expect(await attributes()).toEqual(before);
    const client = await page.context().newCDPSession(page);
    const scrollY = () => page.evaluate(() => window.scrollY);
    for (const part of [chat.header, chat.transcript, chat.input, chat.disclosure]) {
      const box = await part.boundingBox();
      const [x, y] = [(box?.x ?? 0) + 30, (box?.y ?? 0) + 20];
      for (const yDistance of [-200, 200]) {
        for (const gestureSourceType of ['touch', 'mouse'] as const)
          await client.send('Input.synthesizeScrollGesture', {
            x,
            y,
            yDistance,
            gestureSourceType,
            speed: 4000,
          });
      }
      expect(await scrollY()).toBe(500);
    }
    await page.keyboard.press('Tab');
    for (const key of ['ArrowDown', 'PageDown', 'End', 'ArrowUp', 'Home']) await page.keyboard.press(key);
    expect(await scrollY()).toBe(500);
    await chat.close.tap();
    await expect(chat.panel).toBeHidden();
    expect(await scrollY()).toBe(500);
    expect(await attributes()).toEqual(before);
  });

  test('F8: the back gesture closes the sheet, and leaves the history as it was', async ({ page, world }) => {
    const count = await stubCloseWatcher(page);
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    const length = await page.evaluate(() => history.length);
    expect(await count()).toBe(1);
    await chat.say('Hello');
    await expect(chat.message('agent')).toHaveCount(2);
    expect(await count()).toBe(1);
    await page.evaluate(() => Reflect.get(window, 'back')());
    await expect(chat.panel).toBeHidden();
    expect(await deepActive(page)).toBe('launcher');
    expect(await count()).toBe(0);
    await chat.launcher.tap();
    expect(await count()).toBe(1);
    await chat.close.tap();
    expect(await count()).toBe(0);
    await page.setViewportSize({ width: 800, height: 800 });
    await chat.launcher.tap();
    await expect(chat.panel).toBeVisible();
    expect(await count()).toBe(0);
    expect(await page.evaluate(() => history.length)).toBe(length);
  });

  test('F8: the browser’s own close request closes it, and without CloseWatcher nothing breaks', async ({
    page,
    world,
  }) => {
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Escape');
    await expect(chat.panel).toBeHidden();
    await page.addInitScript(() => Reflect.deleteProperty(window, 'CloseWatcher'));
    await world.visit(`${fitted}${world.tag()}`);
    await chat.launcher.tap();
    await chat.close.tap();
    await expect(chat.panel).toBeHidden();
    expect(thrown).toEqual([]);
  });

  test('F8, B3: going back closes the menu first, and the sheet only then', async ({ page, world }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    const menu = page.getByRole('button', { name: 'Menu' });
    // Without the focus in the chat, the key is a close request of the browser's own.
    const goBack = async () => {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press('Escape');
    };
    for (let round = 0; round < 2; round++) {
      await menu.tap();
      await expect(page.getByRole('button', { name: 'New conversation' })).toBeVisible();
      await goBack();
      await expect(menu).toHaveAttribute('aria-expanded', 'false');
      await expect(chat.panel).toBeVisible();
    }
    await goBack();
    await expect(chat.panel).toBeHidden();
  });

  for (const by of ['a person', 'the page']) {
    test(`A2: opened by ${by} the sheet is modal, and Tab stays inside it, round and round`, async ({
      page,
      world,
    }) => {
      await world.visit(`${fitted}${tall}${world.tag('data-suggestions="Delivery|Returns"')}`);
      const chat = partsOf(page);
      await expect(chat.launcher).toBeVisible();
      if (by === 'a person') await chat.launcher.tap();
      else {
        await page.getByRole('link', { name: 'A link of the host page' }).focus();
        await page.evaluate(() => window.Parley?.open?.());
      }
      await expect(chat.message('agent')).toHaveCount(1);
      await expect(chat.panel).toHaveAttribute('aria-modal', 'true');
      for (const key of ['Tab', 'Shift+Tab']) {
        const seen = await pressAndLook(page, key, 60);
        expect(new Set(seen)).not.toContain('A');
        expect(new Set(seen)).not.toContain('BODY');
        expect(new Set(seen)).not.toContain('I');
        expect(new Set(seen)).not.toContain('launcher');
        for (const part of ['close', 'suggestion', 'input', 'send'])
          expect(seen.filter((name) => name === part).length).toBeGreaterThan(3);
      }
      await chat.close.tap();
      const after = await pressAndLook(page, 'Shift+Tab', 3);
      expect(after).toContain('A');
    });
  }

  test('A2: what turns the phone makes the panel modal or not, and fetches the focus from what is covered', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await page.setViewportSize({ width: 667, height: 700 });
    await expect(chat.panel).not.toHaveAttribute('aria-modal');
    await page.getByRole('link', { name: 'A link of the host page' }).focus();
    await page.setViewportSize({ width: 667, height: 375 });
    await expect(chat.panel).toHaveAttribute('aria-modal', 'true');
    expect(await deepActive(page)).toBe('panel');
  });

  test('A2: where the conversation has ended, Tab and Shift+Tab pass over the composer', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await chat.say('goodbye');
    await expect(chat.ended).toBeVisible();
    await chat.close.focus();
    for (const key of ['Shift+Tab', 'Tab']) {
      const seen = new Set(await pressAndLook(page, key, 20));
      expect(seen).toContain('restart');
      for (const part of ['send', 'input', 'A', 'BODY']) expect(seen).not.toContain(part);
    }
  });

  test('L3: what was opened in another tab covers nothing here, not even where the window widens', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    const other = await page.context().newPage();
    await other.setViewportSize({ width: 375, height: 667 });
    await other.goto(`${world.origin}/`);
    const copy = partsOf(other);
    await expect(copy.launcher).toBeVisible();
    await page.bringToFront();
    await chat.close.tap();
    await expect(chat.panel).toBeHidden();
    await chat.launcher.tap();
    await chat.say('Hello');
    await expect(chat.message('agent')).toHaveCount(2);
    await expect.poll(() => other.evaluate(() => window.Parley?.messages?.length)).toBe(3);
    await other.setViewportSize({ width: 900, height: 700 });
    await expect(copy.launcher).toHaveAttribute('aria-expanded', 'false');
    await expect(copy.panel).toHaveCount(0);
  });

  test('F8: a chat that the page hides has no back gesture to itself', async ({ page, world }) => {
    const count = await stubCloseWatcher(page);
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    expect(await count()).toBe(1);
    await page.evaluate(() => window.Parley?.hide?.());
    expect(await count()).toBe(0);
    await page.evaluate(() => window.Parley?.show?.());
    await expect(chat.launcher).toBeVisible();
    await expect(chat.panel).toBeHidden();
    expect(await count()).toBe(0);
  });

  test('F6: sideways a whole conversation fits, with a soft keyboard too', async ({ page, world }) => {
    await page.setViewportSize({ width: 667, height: 375 });
    const change = await stubView(page);
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await chat.input.tap();
    await change({ height: 200 });
    await chat.say('What is your return policy?');
    await expect(chat.message('agent')).toHaveCount(2);
    for (const part of [chat.header, chat.transcript, chat.composer]) {
      const box = await part.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(200);
      expect(box?.height).toBeGreaterThan(22);
    }
    await chat.close.tap();
    await expect(chat.panel).toBeHidden();
  });
});
