// Modals of the page that hold the focus, each as its library does it, and what else of the chat a page would hear.
import { expect, openChat, partsOf, test } from '../support/world.ts';

const modal = `<button id="show" onclick="trap()">Show</button><div id="modal" role="dialog" aria-modal="true"
  style="position:fixed;inset:40px auto auto 40px;background:#eef">Modal <input id="field"></div>`;
const kept = `const modal = document.querySelector('#modal'), field = document.querySelector('#field'); field.focus();
  const isOut = (node) => node instanceof HTMLElement && !modal.contains(node);`;

/** What each does once it is open. */
const traps = {
  // https://github.com/radix-ui/primitives/blob/main/packages/react/focus-scope/src/focus-scope.tsx
  'listens to focusin and focusout on the document': `
    document.addEventListener('focusin', ({ target }) => isOut(target) && field.focus());
    document.addEventListener('focusout', ({ relatedTarget }) => isOut(relatedTarget) && field.focus());`,
  // https://github.com/tailwindlabs/headlessui/blob/main/packages/%40headlessui-react/src/components/focus-trap/focus-trap.tsx
  'catches focus on the window': `addEventListener('focus', (event) => {
      if (!isOut(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      field.focus();
    }, true);`,
  'catches focus on the document': `
    document.addEventListener('focus', ({ target }) => isOut(target) && field.focus(), true);`,
};

for (const [name, trap] of Object.entries(traps))
  test(`B11: the visitor opens the chat and writes while a modal of the page ${name}`, async ({
    page,
    world,
  }) => {
    await world.visit(`${modal}<script>function trap() { ${kept}${trap} }</script>${world.tag()}`);
    const chat = partsOf(page);
    await expect(chat.launcher).toBeVisible();
    await page.locator('#show').click();
    await expect(page.locator('#field')).toBeFocused();
    await chat.launcher.click();
    await expect(chat.input).toBeFocused();
    await page.keyboard.type('ret');
    // Back into the modal, which still holds who has not left it for the chat.
    await page.locator('#field').fill('of the page');
    await chat.input.click();
    await page.keyboard.press('End');
    await page.keyboard.type('urns');
    await page.keyboard.press('Enter');
    await expect(chat.message('agent').last()).toContainText('30 days');
    await expect(page.locator('#field')).toHaveValue('of the page');
    await page.locator('#field').focus();
    await page.locator('#show').evaluate((button) => button.focus());
    await expect(page.locator('#field')).toBeFocused();
  });

test('a form of the page learns that its field was left, and not that it was left for the chat', async ({
  page,
  world,
}) => {
  await world.visit(`<input id="field"><script>
    const heard = [];
    for (const type of ['blur', 'focusout', 'focus', 'focusin'])
      document.addEventListener(type, ({ target, relatedTarget }) =>
        // In Firefox the document hears too that its window has the focus.
        target === document || heard.push([type, target.localName, relatedTarget]), true);
  </script>${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.locator('#field').focus();
  await page.evaluate(() => window.Parley?.open?.());
  await chat.input.click();
  const heard = await page.evaluate('heard');
  expect(heard).toEqual([
    ['focus', 'input', null],
    ['focusin', 'input', null],
    ['blur', 'input', null],
    ['focusout', 'input', null],
  ]);
});

test('B10: what is pasted, copied and pressed in the chat is nothing to the page, but clicks are', async ({
  page,
  world,
}) => {
  const chat = await openChat(
    page,
    world,
    `<script>
      const heard = new Set();
      for (const type of ['paste', 'copy', 'cut', 'beforeinput', 'keydown', 'pointerdown', 'mousedown', 'contextmenu', 'click'])
        document.addEventListener(type, (event) => { heard.add(type); event.preventDefault(); });
    </script>${world.tag()}`,
  );
  await page.evaluate('heard.clear()');
  await chat.input.click();
  await page.keyboard.type('abc');
  for (const key of ['A', 'C', 'V', 'V', 'A', 'X', 'V']) await page.keyboard.press(`ControlOrMeta+${key}`);
  await expect(chat.input).toHaveValue('abcabc');
  expect(await page.evaluate('[...heard]')).toEqual(['click']);
});

test('B11: in an element that fills the screen an open chat goes on, and a closed one is not in the way of Tab', async ({
  page,
  world,
}) => {
  const chat = await openChat(
    page,
    world,
    `<section id="film"><button id="fill" onclick="film.requestFullscreen()">Fill the screen</button></section>${world.tag()}`,
  );
  const isFilled = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.locator('#fill').evaluate((button: HTMLElement) => button.click());
  await expect.poll(isFilled).toBe(true);
  await chat.input.click();
  await page.keyboard.type('returns');
  await page.keyboard.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
  // Not by Escape, with which people leave the full screen.
  await chat.close.click();
  await expect(chat.panel).toBeHidden();
  await expect.poll(() => chat.host.evaluate((host) => host.parentElement?.localName)).toBe('html');
  await expect.poll(isFilled).toBe(true);
  for (let stops = 0; stops < 6; stops += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.localName)).not.toBe('parley-chat');
  }
  await page.evaluate(() => document.exitFullscreen());
  await chat.launcher.click();
  await expect(chat.panel).toBeVisible();
});
