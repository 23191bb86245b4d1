// Writing, with real keys, touches and layout.
import type { Locator } from '@playwright/test';
import { deepActive } from '../support/deep-active.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

const fitted = '<meta name="viewport" content="width=device-width">';
const lines = (count: number) => Array.from({ length: count }, (_, line) => `line ${line}`).join('\n');
const heightOf = async (part: Locator) => (await part.boundingBox())?.height ?? 0;

test('E1: the field has a lasting name, checks spelling, and takes the direction of its text', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
  await chat.input.fill('مرحبا');
  expect(
    await chat.input.evaluate((node: HTMLTextAreaElement) => ({
      spellcheck: node.spellcheck,
      autocapitalize: node.autocapitalize,
      enterKeyHint: node.enterKeyHint,
      direction: getComputedStyle(node).direction,
    })),
  ).toEqual({ spellcheck: true, autocapitalize: 'sentences', enterKeyHint: 'send', direction: 'rtl' });
});

for (const engine of ['that sizes fields by their content', 'that does not']) {
  test(`E4: in an engine ${engine} the field grows to six lines and then scrolls`, async ({
    page,
    world,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const chat = await openChat(page, world);
    if (engine === 'that does not') {
      await chat.host.evaluate((host) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('textarea { field-sizing: fixed !important }');
        host.shadowRoot?.adoptedStyleSheets.push(sheet);
      });
    }
    const distance = async () => {
      const message = await chat.message('agent').last().boundingBox();
      const composer = await chat.composer.boundingBox();
      return (composer?.y ?? 0) - (message?.y ?? 0) - (message?.height ?? 0);
    };
    for (let turn = 2; turn < 7; turn++) {
      await chat.say('What is your return policy?');
      await expect(chat.message('agent')).toHaveCount(turn);
    }
    const far = await distance();
    for (let count = 1; count <= 6; count++) {
      await chat.input.fill(lines(count));
      expect(await heightOf(chat.input)).toBe(20 + 24 * count);
      await expect.poll(distance).toBeCloseTo(far, 0);
    }
    for (const text of [lines(7), lines(40), 'A long line without a break. '.repeat(60), 'x'.repeat(900)]) {
      await chat.input.fill(text);
      expect(await heightOf(chat.input)).toBe(20 + 24 * 6);
    }
    expect(await chat.input.evaluate((node) => node.scrollHeight > node.clientHeight)).toBe(true);
    await chat.input.fill('');
    expect(await heightOf(chat.input)).toBe(44);
  });
}

test('E6: a draft outlives close, Esc, another language, theme and mode, and the page itself', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.input.fill('half a w');
  await chat.input.press('Escape');
  await chat.launcher.click();
  await expect(chat.input).toHaveValue('half a w');
  await chat.close.click();
  await chat.launcher.click();
  for (const change of [
    { locale: 'de' },
    { theme: 'dark' },
    { mode: 'page' },
    { mode: 'floating' },
  ] as const) {
    await page.evaluate((options) => window.Parley?.update?.(options), change);
    await expect(chat.input).toHaveValue('half a w');
  }
  await page.reload();
  await expect(chat.input).toHaveValue('half a w');
});

test('E6: what could not be sent stays, and so does what a listener of the page has refused', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await page.context().setOffline(true);
  await chat.say('Not lost');
  await expect(chat.message('visitor').locator('.text')).toHaveText('Not lost');
  await page.evaluate(() => window.Parley?.on?.('send', (_, event) => event.preventDefault()));
  await chat.say('Refused');
  await expect(chat.input).toHaveValue('Refused');
});

test('E7: two Enters at once send once, and white space is never sent', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await chat.input.fill('   \n ');
  await chat.input.press('Enter');
  await chat.input.fill('Hello');
  await chat.input.evaluate((node) => {
    for (let press = 0; press < 2; press++)
      node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  });
  await expect(chat.message('agent')).toHaveCount(2);
  await expect(chat.message('visitor')).toHaveCount(1);
  expect(world.agent.received.respond).toBe(1);
});

test('E11: from 90 % on a counter is seen, and is spoken of at 90 %, at 100 % and beyond only', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world, world.tag('data-max-length="20"'));
  await chat.host.evaluate((host) => {
    const spoken: string[] = Reflect.set(window, 'spoken', []) ? Reflect.get(window, 'spoken') : [];
    for (const region of host.shadowRoot?.querySelectorAll('.composer [aria-live]') ?? [])
      new MutationObserver(() => spoken.push(region.textContent ?? '')).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
  });
  await chat.input.focus();
  await page.keyboard.type('1234567890123456789012', { delay: 5 });
  await expect(chat.composer.getByText('This message is too long. 22 / 20')).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, 'spoken'))).toEqual([
    '90% of 20 characters',
    '100% of 20 characters',
    'This message is too long.',
  ]);
  await expect(chat.input).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Enter');
  await expect(chat.message('visitor')).toHaveCount(0);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await expect(chat.message('visitor').locator('.text')).toHaveText('12345678901234567890');
});

test('E11: nothing is cut off what is pasted', async ({ page, world }) => {
  const chat = await openChat(page, world);
  const text = '🌿'.repeat(4100);
  await chat.input.focus();
  await page.keyboard.insertText(text);
  await expect(chat.input).toHaveValue(text);
  await expect(chat.composer.getByText('4,100 / 4,000')).toBeVisible();
  await expect(chat.send).toHaveAttribute('aria-disabled', 'true');
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('E5: what is typed has at least 16 pixels, and the page’s zoom is its own', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    expect(
      await chat.input.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize)),
    ).toBeGreaterThanOrEqual(16);
    expect(
      await page
        .locator('meta[name=viewport]')
        .evaluateAll((all) => all.map((node) => node.getAttribute('content'))),
    ).toEqual(['width=device-width']);
  });

  test('E9, B9: a tap on Send takes the focus from nothing, and sends once', async ({ page, world }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await chat.input.tap();
    await chat.host.evaluate((host) => {
      Reflect.set(window, 'seen', []);
      for (const type of ['blur', 'focusout', 'click', 'mousedown'])
        host.shadowRoot?.addEventListener(type, () => Reflect.get(window, 'seen').push(type), true);
      // A listener that is passive cannot prevent anything.
      host.addEventListener('touchstart', ({ defaultPrevented }) =>
        Reflect.set(window, 'prevented', defaultPrevented),
      );
    });
    await page.keyboard.type('Hello');
    expect(await chat.send.getAttribute('disabled')).toBeNull();
    await chat.send.tap();
    await expect(chat.message('agent')).toHaveCount(2);
    expect(world.agent.received.respond).toBe(1);
    expect(await page.evaluate(() => Reflect.get(window, 'seen'))).toEqual([]);
    expect(await deepActive(page)).toBe('input');
    await expect(chat.send).toHaveAttribute('aria-disabled', 'true');
    expect(await page.evaluate(() => Reflect.get(window, 'prevented'))).toBe(true);
  });

  test('B13: a finger that slides off Send sends nothing', async ({ page, world }) => {
    const chat = await openChat(page, world, `${fitted}${world.tag()}`);
    await chat.input.fill('Hello');
    const box = await chat.send.boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20];
    const client = await page.context().newCDPSession(page);
    for (const [type, touchPoints] of [
      ['touchStart', [{ x, y }]],
      ['touchMove', [{ x: x - 150, y: y - 100 }]],
      ['touchEnd', []],
    ] as const)
      await client.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });
    await expect(chat.input).toHaveValue('Hello');
    await chat.send.tap();
    await expect(chat.message('visitor')).toHaveCount(1);
  });

  test('E10: a tap on a suggestion sends it without raising the keyboard', async ({ page, world }) => {
    await world.visit(`${fitted}${world.tag('data-suggestions="What is your return policy?"')}`);
    const chat = partsOf(page);
    await chat.launcher.tap();
    await expect(chat.message('agent')).toHaveCount(1);
    await chat.host.evaluate((host) => {
      Reflect.set(window, 'focused', []);
      const note = ({ target }: Event) => Reflect.get(window, 'focused').push((target as Element).tagName);
      host.shadowRoot?.addEventListener('focus', note, true);
    });
    await chat.suggestion.tap();
    await expect(chat.message('visitor')).toHaveCount(1);
    expect(await deepActive(page)).toBe('panel');
    expect(await page.evaluate(() => Reflect.get(window, 'focused'))).not.toContain('TEXTAREA');
  });
});
