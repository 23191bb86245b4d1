// Where the focus is and what keys do, with real keys: it is never lost, always seen, and Escape closes one thing a time.
import type { Locator, Page } from '@playwright/test';
import { expect, openChat, partsOf, test, type World } from '../support/world.ts';
import { compose } from '../support/compose.ts';
import { measureRing } from '../support/ring.ts';

/** What has the focus, looking into the shadow root: its part, its accessible name, or its tag. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('part') ?? node?.getAttribute('aria-label') ?? node?.textContent?.trim() ?? '';
  });
}

/** Looks in every frame, and after every change of the chat, whether the focus has fallen to the body. */
function watchFocus(page: Page): Promise<void> {
  return page.evaluate(() => {
    const lost: string[] = [];
    Reflect.set(window, 'lost', lost);
    const root = document.querySelector('parley-chat')?.shadowRoot;
    const look = (moment: string) => {
      if (!document.activeElement || document.activeElement === document.body || !root?.activeElement)
        lost.push(moment);
    };
    const everyFrame = () => {
      look('frame');
      requestAnimationFrame(everyFrame);
    };
    everyFrame();
    if (root)
      new MutationObserver(() => look('change')).observe(root, {
        childList: true,
        subtree: true,
        attributes: true,
      });
  });
}

const lost = (page: Page) => page.evaluate(() => Reflect.get(window, 'lost'));

/** A panel that is closing is in sight for a while: what it is told counts. */
const expectStillOpen = ({ panel }: ReturnType<typeof partsOf>) =>
  expect(panel).not.toHaveAttribute('hidden');

const menu = (page: Page) => page.getByRole('button', { name: 'Menu' });

test('B4: the focus is never lost, not for one frame, whatever is pressed', async ({ page, world }) => {
  const chat = await openChat(page, world, world.tag('data-suggestions="returns|order"'));
  await watchFocus(page);
  await chat.suggestion.first().click();
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.say('500');
  await chat.retry.focus();
  await page.keyboard.press('Enter');
  await expect(chat.message('agent')).toHaveCount(3);
  await menu(page).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New conversation' }).press('Enter');
  await expect(chat.message('agent')).toHaveCount(1);
  await menu(page).press('Enter');
  await page.getByRole('button', { name: 'Delete conversation' }).press('Enter');
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await menu(page).click();
  await page.getByRole('button', { name: 'Delete conversation' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(chat.message('agent')).toHaveCount(0);
  await chat.say('goodbye');
  await expect(chat.ended).toBeVisible();
  await chat.restart.click();
  await expect(chat.message('agent')).toHaveCount(1);
  expect(await lost(page)).toEqual([]);
});

/** By what the document knows: Firefox calls nothing focused in a window behind another. */
const expectFocus = (part: Locator) =>
  expect
    .poll(() => part.evaluate((node) => (node.getRootNode() as ShadowRoot).activeElement === node))
    .toBe(true);

test('B4, C9: what vanishes of itself while it has the focus gives it to the composer', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await watchFocus(page);
  const others = await page.context().newPage();
  await others.goto(world.origin);
  const other = partsOf(others);
  await expect(other.panel).toBeVisible();
  // Where a window is behind another, Firefox tells it nothing of a focus that no person has given.
  await page.bringToFront();
  await chat.say('hello');
  await chat.suggestion.first().focus();
  await page.evaluate(`void Parley.send('500')`);
  await expect(chat.suggestion).toHaveCount(0);
  await expectFocus(chat.input);
  await chat.retry.focus();
  await page.evaluate(`void Parley.send('thanks')`);
  await expect(chat.message('agent')).toHaveCount(3);
  await expectFocus(chat.retry);
  // What another tab does is seen here, too.
  await other.input.fill('goodbye');
  await other.input.press('Enter');
  await expect(chat.ended).toBeVisible();
  await expect(chat.retry).toHaveCount(0);
  await expectFocus(chat.input);
  await chat.restart.focus();
  await other.restart.click();
  await expect(chat.ended).toHaveCount(0);
  await expectFocus(chat.input);
  expect(await lost(page)).toEqual([]);
});

test('B4: where the visitor must agree anew, the focus stays in the panel', async ({ page, world }) => {
  await world.visit(world.tag('data-consent="always"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  const agree = page.getByRole('button', { name: 'Agree' });
  await agree.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await expect(chat.input).toBeFocused();
  await watchFocus(page);
  await menu(page).press('Enter');
  await page.getByRole('button', { name: 'New conversation' }).press('Enter');
  await expect(agree).toBeVisible();
  await expect(chat.panel).toBeFocused();
  expect(world.agent.received.create).toBe(1);
  expect(await lost(page)).toEqual([]);
});

test('B4: who has gone back to the page is not fetched by what vanishes in the chat', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say('hello');
  await chat.suggestion.first().focus();
  await page.mouse.click(20, 300);
  await page.evaluate(`void Parley.send('thanks')`);
  await expect(chat.message('agent')).toHaveCount(3);
  await expect(chat.suggestion).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
});

test('B3: Escape closes the menu, then the panel, keeps the draft, and the page hears nothing of it', async ({
  page,
  world,
}) => {
  await world.visit(`<script>
    window.keys = []
    for (const target of [document, window]) target.addEventListener('keydown', (event) => window.keys.push(event.key))
    window.addEventListener('keydown', (event) => setTimeout(() => (window.prevented = event.defaultPrevented)), true)
  </script>${world.tag()}`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await page.keyboard.type('draft');
  for (const step of ['menu', 'question']) {
    await menu(page).click();
    if (step === 'question') await page.getByRole('button', { name: 'Delete conversation' }).click();
    await page.keyboard.press('Escape');
    await expect(menu(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(menu(page)).toBeFocused();
    await expect.poll(() => page.evaluate(() => Reflect.get(window, 'prevented'))).toBe(true);
    await expectStillOpen(chat);
  }
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  await expect(chat.launcher).toBeFocused();
  expect(await page.evaluate(() => Reflect.get(window, 'keys'))).toEqual([]);
  await chat.launcher.click();
  await expect(chat.input).toHaveValue('draft');
});

test('B3: Escape outside of the panel, and that of a composition, closes nothing', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await compose(page, 'にほん', 'Escape');
  await expect(chat.input).toHaveValue('にほん');
  await expectStillOpen(chat);
  await page.getByRole('link', { name: 'A link of the host page' }).focus();
  await page.keyboard.press('Escape');
  await chat.launcher.focus();
  await page.keyboard.press('Escape');
  await expectStillOpen(chat);
});

for (const way of ['Escape', 'close', 'launcher', 'the page'] as const) {
  test(`B2: closed by ${way}, the panel gives the focus back to the launcher`, async ({ page, world }) => {
    const chat = await openChat(page, world);
    await expect(chat.input).toBeFocused();
    if (way === 'Escape') await page.keyboard.press('Escape');
    else if (way === 'the page') await page.evaluate('Parley.close()');
    else await chat[way].click();
    await expect(chat.panel).toBeHidden();
    await expect(chat.launcher).toBeFocused();
  });
}

test('B2, B4: closed while the panel itself has the focus, it gives it back all the same', async ({
  page,
  world,
}) => {
  await world.visit(world.tag('data-consent="always"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.host.getByRole('button', { name: 'Agree' })).toBeVisible();
  await expect(chat.panel).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  await expect(chat.launcher).toBeFocused();
});

test('J7: when the end has come, the way on is the next stop after where the visitor wrote', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.input.fill('goodbye');
  await chat.input.press('Enter');
  await expect(chat.ended).toBeVisible();
  await expect(chat.input).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(chat.restart).toBeFocused();
});

test('B2: it goes back to the element of the page that opened the panel', async ({ page, world }) => {
  await world.visit(`<button id="help">Help</button>${world.tag('data-launcher="#help"')}`);
  const chat = partsOf(page);
  const help = page.getByRole('button', { name: 'Help' });
  await expect(chat.host).toBeAttached();
  await help.click();
  await expect(chat.input).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(help).toBeFocused();
});

test('B2: it goes back to the control with which the page itself opened the panel', async ({
  page,
  world,
}) => {
  await world.visit(`<button onclick="Parley.toggle()">Help</button>${world.tag('data-launcher="false"')}`);
  const chat = partsOf(page);
  const help = page.getByRole('button', { name: 'Help' });
  await expect(chat.host).toBeAttached();
  await help.click();
  await chat.input.focus();
  await page.keyboard.press('Escape');
  await expect(help).toBeFocused();
});

test('B2: it goes back to an element inside a component of the page that opened the panel', async ({
  page,
  world,
}) => {
  await world.visit(
    `<div><template shadowrootmode="open"><button data-parley-open>Help</button></template></div>${world.tag()}`,
  );
  const chat = partsOf(page);
  const help = page.getByRole('button', { name: 'Help' });
  await expect(chat.launcher).toBeVisible();
  await help.click();
  await expect(chat.input).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(help).toBeFocused();
});

test.describe('on a small screen', () => {
  test.use({ viewport: { width: 375, height: 667 } });

  test('B2: it goes back to the launcher, which was hidden behind the panel', async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.close.click();
    await expect(chat.panel).toBeHidden();
    await expect(chat.launcher).toBeFocused();
  });
});

/** Brings the chat to a state in which every control is there at one time or another. */
async function failAndSuggest(page: Page, world: World) {
  const chat = await openChat(page, world);
  await chat.say('500');
  await expect(chat.retry).toBeVisible();
  await chat.say('hello');
  await expect(chat.suggestion.first()).toBeVisible();
  return chat;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test(`B7: whatever has the focus shows it by a ring of 2 px that stands out 3:1 (${colorScheme})`, async ({
      page,
      world,
    }) => {
      const chat = await failAndSuggest(page, world);
      const seen = new Map<string, { width: number; contrast: number }>();
      const census = async () => {
        await page.getByRole('link', { name: 'A link of the host page' }).focus();
        for (let step = 0; step < 30; step++) {
          await page.keyboard.press('Tab');
          const ring = await measureRing(page);
          if (ring) seen.set(ring.name ?? '', ring);
          else if (seen.size > 3) break;
        }
      };
      await census();
      for (const view of ['menu', 'question']) {
        await menu(page).focus();
        await page.keyboard.press('Enter');
        await expect(page.getByRole('group')).toBeVisible();
        if (view === 'question') {
          await page.getByRole('button', { name: 'Delete conversation' }).focus();
          await page.keyboard.press('Enter');
        }
        const entries = await page.getByRole('group').getByRole('button').count();
        if (view === 'question') await page.keyboard.press('Shift+Tab');
        for (const key of Array.from({ length: entries }, () => 'Tab')) {
          await page.keyboard.press(key);
          const ring = await measureRing(page);
          seen.set(ring?.name ?? '', ring ?? { width: 0, contrast: 0 });
        }
        await page.keyboard.press('Escape');
      }
      await chat.say('goodbye');
      await expect(chat.restart).toBeVisible();
      await census();
      expect([...seen.keys()]).toEqual(
        expect.arrayContaining([
          'launcher',
          'menu',
          'close',
          'transcript',
          'retry',
          'suggestion',
          'input',
          'send',
          'restart',
        ]),
      );
      expect([...seen.keys()]).toEqual(
        expect.arrayContaining(['New conversation', 'Delete conversation', 'Delete', 'Cancel']),
      );
      expect([...seen].filter(([, { width, contrast }]) => width < 2 || contrast < 3)).toEqual([]);
    });
  });
}

test('B12: no single key does anything outside of the composer', async ({ page, world }) => {
  const chat = await openChat(page, world);
  for (const part of ['launcher', 'close', 'transcript', 'send'] as const) {
    await chat[part].focus();
    await page.keyboard.type("abcdefghijklmnopqrstuvwxyz0123456789/?.,-+*#'[]");
    expect(await focused(page)).toContain(part);
  }
  await menu(page).focus();
  await page.keyboard.type('abcdefghijklmnopqrstuvwxyz0123456789/?');
  await expect(menu(page)).toHaveAttribute('aria-expanded', 'false');
  await expectStillOpen(chat);
  await expect(chat.input).toHaveValue('');
  expect(world.agent.received.respond).toBe(0);
});

test('B13: nothing happens on pressing down; sliding off before letting go takes it back', async ({
  page,
  world,
}) => {
  await world.visit();
  const chat = partsOf(page);
  const pressAndSlide = async (target: ReturnType<Page['locator']>) => {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error('There is nothing to press');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(10, 300, { steps: 5 });
    await page.mouse.up();
  };
  await pressAndSlide(chat.launcher);
  await expect(chat.panel).toHaveCount(0);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('500');
  await chat.input.press('Enter');
  await expect(chat.retry).toBeVisible();
  await chat.input.fill('hello');
  await chat.input.press('Enter');
  await expect(chat.suggestion.first()).toBeVisible();
  await chat.input.fill('draft');
  const { respond } = { ...world.agent.received };
  for (const target of [
    chat.retry,
    chat.suggestion.first(),
    chat.send,
    menu(page),
    chat.close,
    chat.launcher,
  ])
    await pressAndSlide(target);
  await expectStillOpen(chat);
  await expect(menu(page)).toHaveAttribute('aria-expanded', 'false');
  await menu(page).click();
  for (const name of ['New conversation', 'Delete conversation'])
    await pressAndSlide(page.getByRole('button', { name }));
  await expect(page.getByRole('button', { name: 'Delete conversation' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete conversation' }).click();
  await pressAndSlide(page.getByRole('group').getByRole('button', { name: 'Delete' }));
  await page.keyboard.press('Escape');
  await expect(chat.input).toHaveValue('draft');
  await expect(chat.message('visitor')).toHaveCount(2);
  expect(world.agent.received.respond).toBe(respond);
});
