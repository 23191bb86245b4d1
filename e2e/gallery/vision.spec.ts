import { chromium, expect, type Locator, type Page } from '@playwright/test';
import { test } from './gallery-page.ts';
import { readPixels, standOut } from './pixels.ts';
import { rest } from '../support/rest.ts';

/** A computed property of an element. */
const style = (locator: Locator, property: string, pseudo?: string) =>
  locator
    .first()
    .evaluate((node, [name, part]) => getComputedStyle(node, part).getPropertyValue(name ?? ''), [
      property,
      pseudo,
    ] as const);

/** What a system colour is just now. */
const systemColor = (page: Page, name: string) =>
  page.evaluate((color) => {
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = color;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }, name);

/** What the better one of two colours that are 4.5:1 apart comes to on any third. */
const leastApart = Math.sqrt(4.5);

const pages = {
  white: '#fff',
  black: '#000',
  grey: '#808080',
  photo: 'repeating-conic-gradient(#274, #dfe8d2, #a0522d, #0b1d2a 30deg) 0 0 / 70px 50px',
};

for (const [name, background] of Object.entries(pages)) {
  test(`G2: the launcher is told from a page that is ${name}`, async ({ page, show }) => {
    for (const accent of ['#4f46e5', '#000000', '#ffffff', '#ffd400']) {
      const chat = await show('closed', { options: { accent } });
      await page.evaluate(
        (value) => void (document.body.style.cssText = `height:100vh;background:${value}`),
        background,
      );
      const box = await chat.launcher.boundingBox();
      if (!box) throw new Error('There is no launcher.');
      const { x, y, width } = box;
      const picture = await page.screenshot({ clip: { x: x - 8, y, width: width + 8, height: width } });
      const rows = await readPixels(page, picture);
      const middle = rows[width / 2] ?? [];
      const inside = rows.slice(16, 40).flatMap((row) => row.slice(24, 48));
      const fill = middle[14] ?? [];
      expect(standOut(inside, fill), `${accent}: glyph on fill`).toBeGreaterThanOrEqual(4.5);
      for (const point of [0, 2, 4].map((column) => middle[column] ?? []))
        expect(standOut([...inside, fill], point), `${accent}: launcher on page`).toBeGreaterThanOrEqual(
          leastApart,
        );
    }
  });
}

test('G3: forced colours leave every edge, tell own from agent, and mark links and focus', async ({
  page,
  show,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const chat = await show('failed');
  const bordered = [chat.panel, chat.composer, chat.send, chat.close, chat.launcher];
  for (const part of [...bordered, chat.message('agent').locator('.bubble')])
    expect(Number.parseFloat(await style(part, 'border-top-width'))).toBeGreaterThan(0);
  const [own, agents] = await Promise.all(
    (['visitor', 'agent'] as const).map((author) =>
      style(chat.message(author).locator('.bubble'), 'border-top-width'),
    ),
  );
  expect(own).not.toBe(agents);
  const linkText = await systemColor(page, 'LinkText');
  expect(await style(chat.host.locator('.text a'), 'color')).toBe(linkText);
  expect(await style(chat.retry, 'color')).toBe(linkText);
  expect(await style(chat.close.locator('svg'), 'stroke')).toBe(await style(chat.close, 'color'));
  expect(await style(chat.transcript, 'scrollbar-color')).toBe('auto');
  await chat.input.press('Shift+Tab');
  const focused = chat.host.locator(':focus-visible');
  expect(await style(focused, 'outline-color')).toBe(await systemColor(page, 'Highlight'));
  for (const [state, part] of [
    ['empty', 'suggestion'],
    ['ended', 'restart'],
    ['unread', 'badge'],
    ['offline', 'notice'],
  ] as const) {
    const shown = await show(state);
    expect(Number.parseFloat(await style(shown[part], 'border-top-width')), part).toBeGreaterThan(0);
  }
  for (const [state, selector] of [
    ['menu', '.menu'],
    ['rich-text', 'pre'],
    ['rich-text', 'li code'],
  ] as const) {
    const { host } = await show(state);
    expect(Number.parseFloat(await style(host.locator(selector), 'border-top-width'))).toBeGreaterThan(0);
  }
});

test('G4: more contrast gives every surface an edge', async ({ page, show }) => {
  await page.emulateMedia({ contrast: 'more' });
  const chat = await show('failed');
  for (const part of [chat.panel, chat.composer, chat.send, chat.host.locator('.bubble')])
    expect(Number.parseFloat(await style(part, 'border-top-width'))).toBeGreaterThan(0);
});

for (const media of [{ reducedMotion: 'reduce' }, { forcedColors: 'active' }] as const) {
  test(`G5: waiting is told in words where dots will not do: ${Object.keys(media).join()}`, async ({
    page,
    show,
  }) => {
    await page.emulateMedia(media);
    const chat = await show('pending');
    await expect(chat.typing.getByText('Ava is replying')).toBeVisible();
    const { width } = (await chat.typing.getByText('Ava is replying').boundingBox()) ?? { width: 0 };
    expect(width).toBeGreaterThan(80);
    await expect(chat.typing.locator('i').first()).toBeHidden();
  });
}

test('G5: with less motion the panel is there at once and gone at once', async ({ page, show }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const chat = await show('closed');
  const motions = () =>
    chat.host.evaluate((node) =>
      (node.shadowRoot?.getAnimations() ?? [])
        .map((motion) => (motion instanceof CSSAnimation ? motion.animationName : 'transition'))
        .filter((name) => name !== 'appear'),
    );
  await chat.launcher.click();
  expect(await motions()).toEqual([]);
  await expect(chat.panel).toHaveCSS('opacity', '1');
  await chat.launcher.click();
  expect(await motions()).toEqual([]);
  expect(await chat.panel.isVisible()).toBe(false);
});

test('G6: nothing moves for longer than five seconds', async ({ page, show }) => {
  for (const state of ['unread', 'opening', 'pending', 'long-wait']) {
    const chat = await show(state);
    const ends = await chat.host.evaluate((node) =>
      (node.shadowRoot?.getAnimations() ?? []).map(({ effect }) =>
        Number(effect?.getComputedTiming().endTime),
      ),
    );
    // Dots are what moves; a long wait is told in words.
    expect(ends.length > 0, state).toBe(['opening', 'pending'].includes(state));
    for (const end of ends) expect(end).toBeLessThanOrEqual(5100);
    await page.goto('about:blank');
  }
});

/** Names what cuts off some of what is in it. */
const findClipped = (host: Locator) =>
  host.evaluate((node) => {
    const clipped: string[] = [];
    for (const inner of node.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? []) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(inner);
      const isWide = overflowX === 'hidden' && inner.scrollWidth > inner.clientWidth + 1;
      const isHigh = overflowY === 'hidden' && inner.scrollHeight > inner.clientHeight + 1;
      if (clipPath === 'none' && (isWide || isHigh)) clipped.push(`${inner.tagName}.${inner.className}`);
    }
    return clipped;
  });

for (const size of [
  { width: 480, height: 760 },
  { width: 320, height: 568 },
]) {
  test(`G7: wider text spacing loses nothing at ${size.width} pixels`, async ({ page, show }) => {
    await page.setViewportSize(size);
    for (const state of ['unread', 'empty', 'failed', 'offline', 'handed-over']) {
      const chat = await show(state);
      await chat.host.evaluate((node) => {
        const spacing = new CSSStyleSheet();
        spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
          word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
        node.shadowRoot?.adoptedStyleSheets.push(spacing);
      });
      expect(await findClipped(chat.host), state).toEqual([]);
    }
  });
}

// The last is text of twice the size.
for (const defaultSize of [20, 24, 32]) {
  const name = `G7, G8: a default font of ${defaultSize} pixels scales all of the chat, and the page's root does not`;
  test(name, { tag: defaultSize === 32 ? [] : '@full' }, async ({ gallery, launchOptions }) => {
    const args = [...(launchOptions.args ?? []), `--blink-settings=defaultFontSize=${defaultSize}`];
    const browser = await chromium.launch({ ...launchOptions, args });
    const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    const host = page.locator('parley-chat');
    for (const root of ['', 'font-size:62.5%', 'font-size:40px']) {
      await page.goto(`${gallery}?state=failed`);
      await host.locator('[part~="failure"]').waitFor();
      await page.evaluate((css) => void (document.documentElement.style.cssText = css), root);
      const scale = defaultSize / 16;
      await expect(host.locator('.bubble').first()).toHaveCSS('font-size', `${15 * scale}px`);
      await expect(host.locator('[part~="input"]')).toHaveCSS('font-size', `${16 * scale}px`);
      await expect(host.locator('[part~="panel"]')).toHaveCSS('width', `${400 * scale}px`);
      await expect(host.locator('[part~="launcher"]')).toHaveCSS('width', `${56 * scale}px`);
      expect(await findClipped(host)).toEqual([]);
    }
    if (defaultSize === 32)
      for (const width of [375, 320]) {
        await page.setViewportSize({ width, height: 667 });
        await expect(host.locator('[part~="title"]')).toBeInViewport({ ratio: 1 });
        const title = await host.locator('[part~="title"]').boundingBox();
        expect(title?.width, `${width}`).toBeGreaterThan(60);
        await host.locator('[part~="menu"]').click();
        for (const entry of await host.locator('.menu button').all()) {
          const { x = -1, width: own = Infinity } = (await entry.boundingBox()) ?? {};
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + own).toBeLessThanOrEqual(width);
        }
        await page.keyboard.press('Escape');
      }
    await page.setViewportSize({ width: 600, height: 600 });
    const box = await page.locator('parley-chat [part~="panel"]').boundingBox();
    expect(box?.width).toBeLessThanOrEqual(600);
    expect(box?.height).toBeLessThanOrEqual(600);
    await browser.close();
  });
}

test('G10: nothing is told by colour alone', async ({ show }) => {
  const failed = await show('failed');
  await expect(failed.failure).toContainText('! Not sent.');
  expect(await style(failed.host.locator('.text a'), 'text-decoration-line')).toBe('underline');
  expect(await style(failed.retry, 'text-decoration-line')).toBe('underline');
  const unread = await show('unread');
  await expect(unread.badge).toHaveText('2');
});

test('G11: a page is printed without the chat', async ({ page, show }) => {
  for (const state of ['closed', 'conversation']) {
    const chat = await show(state);
    await page.emulateMedia({ media: 'print' });
    await expect(chat.launcher).toBeHidden();
    await expect(chat.panel.filter({ visible: true })).toHaveCount(0);
    await page.emulateMedia({ media: 'screen' });
  }
});

test('G9: auto follows the system while the page stands, and native controls with it', async ({
  page,
  show,
}) => {
  const chat = await show('conversation', { options: { theme: 'auto' } });
  const backgrounds = new Set<string>();
  for (const colorScheme of ['light', 'dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(chat.host).toHaveCSS('color-scheme', colorScheme);
    await expect(chat.input).toHaveCSS('color-scheme', colorScheme);
    await rest(page);
    backgrounds.add(await style(chat.panel, 'background-color'));
  }
  expect(backgrounds.size).toBe(2);
});

/** What pages write on their root or body. */
const switches: [string, Record<string, string>][] = [
  ['a class', { class: 'page X other' }],
  ['data-theme', { 'data-theme': 'X' }],
  ['data-bs-theme', { 'data-bs-theme': 'X' }],
  ['data-color-scheme', { 'data-color-scheme': 'X' }],
  ['color-scheme', { style: 'color-scheme: X' }],
];

for (const [name, attributes] of switches) {
  test(`G9: host follows the page's own switch, live: ${name}`, async ({ page, show }) => {
    const chat = await show('conversation', { options: { theme: 'host' } });
    for (const system of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: system });
      for (const carrier of ['html', 'body']) {
        for (const scheme of ['dark', 'light', undefined]) {
          await page.locator(carrier).evaluate(
            (node, [entries, value]) => {
              for (const name of ['class', 'style']) node.removeAttribute(name);
              for (const [name, text] of Object.entries(entries))
                if (value) node.setAttribute(name, text.replace('X', value));
                else node.removeAttribute(name);
            },
            [attributes, scheme] as const,
          );
          await expect(chat.host).toHaveCSS('color-scheme', scheme ?? system);
        }
      }
    }
  });
}

test('G9: a page that says both, or nothing, leaves the choice to the system', async ({ page, show }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const chat = await show('conversation', { options: { theme: 'host' } });
  await page.evaluate(() => void (document.body.className = ''));
  await page.evaluate(() => void (document.documentElement.style.colorScheme = 'light dark'));
  await expect(chat.host).toHaveCSS('color-scheme', 'dark');
});
