import { rest } from '../support/rest.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

const dialog =
  '<dialog id="dialog"><p>A dialog of the page</p><input id="field"><button id="shut">Shut</button></dialog>';

test('F1: all of the panel is in the window of a page that is zoomed by its root', async ({
  page,
  world,
}) => {
  for (const zoom of [1.1, 1.5, 0.8]) {
    const chat = await openChat(page, world, `<style>html { zoom: ${zoom} }</style>${world.tag()}`);
    await rest(page);
    await expect(chat.panel, `${zoom}`).toBeInViewport({ ratio: 1 });
    await expect(chat.close).toBeInViewport({ ratio: 1 });
    await chat.close.click();
    await page.evaluate(() => sessionStorage.clear());
  }
});

test('B11: over a native modal dialog of the page the visitor goes on writing, and afterwards the dialog holds what it held', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world, dialog + world.tag());
  await chat.input.fill('Where is my');
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#dialog')?.showModal());
  await expect.poll(() => chat.host.evaluate((host) => host.parentElement?.id)).toBe('dialog');
  await chat.input.click();
  await chat.input.press('End');
  await page.keyboard.type(' order?');
  await page.keyboard.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(chat.panel).toBeHidden();
  await expect(page.locator('#dialog')).toBeVisible();
  await expect.poll(() => chat.host.evaluate((host) => host.parentElement?.tagName)).toBe('HTML');
  await page.locator('#shut').click();
  expect(await page.locator('#dialog').evaluate((node) => node.childElementCount)).toBe(3);
});

test('B11: a chat that the page opens above its dialog is there, and comes back out when the dialog closes or is removed', async ({
  page,
  world,
}) => {
  await world.visit(dialog + world.tag());
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  const show = () => page.evaluate(() => document.querySelector<HTMLDialogElement>('#dialog')?.showModal());
  const findParent = () => chat.host.evaluate((host) => host.parentElement?.tagName);
  await show();
  await page.evaluate(() => window.Parley?.open?.());
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
  await page.locator('#dialog').evaluate((node: HTMLDialogElement) => node.close());
  await expect.poll(findParent).toBe('HTML');
  await show();
  await expect.poll(findParent).toBe('DIALOG');
  await page.locator('#dialog').evaluate((node) => node.remove());
  await expect.poll(findParent).toBe('HTML');
  await expect(chat.message('agent').last()).toContainText('30 days');
});

test('B11: a modal dialog inside a component of the page takes the chat in, and gives it back when it closes or goes', async ({
  page,
  world,
}) => {
  const chat = await openChat(
    page,
    world,
    `<div id="component"></div><script>
      component.attachShadow({ mode: 'open' }).innerHTML = '<dialog><slot></slot><input id="inner"></dialog>';
      const inner = component.shadowRoot.querySelector('dialog');
    </script>${world.tag()}`,
  );
  const findParent = () => chat.host.evaluate((host) => host.parentNode?.nodeName);
  await page.evaluate('inner.showModal()');
  await expect.poll(findParent).toBe('DIALOG');
  await chat.input.click();
  await page.keyboard.type('returns');
  await page.keyboard.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
  await page.evaluate('inner.close()');
  await expect.poll(findParent).toBe('HTML');
  await page.evaluate('inner.showModal()');
  await expect.poll(findParent).toBe('DIALOG');
  await page.evaluate('component.remove()');
  await expect.poll(findParent).toBe('HTML');
  await expect(chat.message('agent').last()).toContainText('30 days');
});

test('where the reader was in a long conversation they are after a dialog of the page', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world, dialog + world.tag());
  for (let turn = 2; turn < 8; turn += 1) {
    await chat.say(`What about returns, time ${turn}?`);
    await expect(chat.message('agent')).toHaveCount(turn);
  }
  // Firefox scrolls to the pixels of the screen.
  const read = () => chat.transcript.evaluate((node) => Math.round(node.scrollTop));
  await chat.transcript.evaluate((node) => node.scrollTo(0, 120));
  await expect.poll(read).toBe(120);
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#dialog')?.showModal());
  await expect.poll(() => chat.host.evaluate((host) => host.parentElement?.id)).toBe('dialog');
  expect(await read()).toBe(120);
  await page.locator('#shut').evaluate((button) => button.closest('dialog')?.close());
  await expect.poll(() => chat.host.evaluate((host) => host.parentElement?.tagName)).toBe('HTML');
  expect(await read()).toBe(120);
});

test('H4: on the top layer it is as long as the page displaces it, whenever that begins and ends', async ({
  page,
  world,
}) => {
  await world.visit(
    `<p style="height:3000px"></p><div id="banner" style="position:fixed;z-index:2147483647;inset:auto 0 0;height:150px">Cookies</div>${world.tag()}`,
  );
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.evaluate(() => scrollTo(0, 900));
  const place = await chat.launcher.boundingBox();
  const look = () =>
    chat.launcher.evaluate((launcher) => {
      const { x, y } = launcher.getBoundingClientRect();
      return document.elementFromPoint(x + 20, y + 20)?.localName;
    });
  const transform = (value: string) =>
    page.evaluate((value) => (document.documentElement.style.transform = value), value);
  expect(await look()).toBe('div');
  for (let times = 0; times < 2; times += 1) {
    await transform('translateX(0)');
    await expect.poll(look).toBe('parley-chat');
    expect(await chat.launcher.boundingBox()).toEqual(place);
    await transform('');
    await expect.poll(look).toBe('div');
    expect(await chat.launcher.boundingBox()).toEqual(place);
  }
  // Hidden, it has no place; what displaces it by a style sheet is found when it shows.
  await page.evaluate(() => {
    window.Parley?.hide?.();
    document.head.insertAdjacentHTML('beforeend', '<style id="late">html{transform:scale(1)}</style>');
    window.Parley?.show?.();
  });
  await expect.poll(look).toBe('parley-chat');
  await page.evaluate(() => document.querySelector('#late')?.remove());
  await page.setViewportSize({ width: 1000, height: 700 });
  await expect.poll(look).toBe('div');
});

test('the page’s own switch and language are followed through a new body and a new root', async ({
  page,
  world,
}) => {
  await world.visit(world.tag('data-theme="host"'));
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  const expectScheme = (scheme: string) => expect(chat.host).toHaveCSS('color-scheme', scheme);
  await page.evaluate(() => {
    document.body.replaceWith(document.createElement('body'));
    document.body.className = 'dark';
  });
  await expectScheme('dark');
  await page.evaluate(() => (document.body.className = ''));
  await expectScheme('light');
  await page.evaluate(() => {
    const next = document.createElement('html');
    next.innerHTML = '<head></head><body></body>';
    document.documentElement.replaceWith(next);
  });
  await expect(chat.launcher).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.lang = 'de';
    document.documentElement.dataset['theme'] = 'dark';
  });
  await expectScheme('dark');
  await expect(chat.launcher).toHaveAccessibleName('Chat öffnen');
});

test('zIndex and offset are the owner’s, and live', async ({ page, world }) => {
  await world.visit(
    `<div style="position:fixed;inset:0;z-index:100">Above</div>${world.tag('data-z-index="99" data-offset-x="40" data-offset-y="10"')}`,
  );
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  const measure = () =>
    chat.launcher.evaluate((launcher) => {
      const { x, y, right, bottom } = launcher.getBoundingClientRect();
      const { clientWidth } = document.documentElement;
      return [clientWidth - right, innerHeight - bottom, document.elementFromPoint(x + 9, y + 9)?.localName];
    });
  expect(await measure()).toEqual([40, 10, 'div']);
  await page.evaluate(() => window.Parley?.update?.({ zIndex: 101, offsetX: 0 }));
  await expect.poll(measure).toEqual([0, 10, 'parley-chat']);
});

test('thrown out, the chat comes back with what was said and written, but does not fight for ever', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.input.fill('A thought');
  const throwOut = () =>
    page.evaluate(async () => {
      document.querySelector('parley-chat')?.remove();
      // An observer is told before the next task.
      await new Promise((resolve) => setTimeout(resolve));
      return document.querySelectorAll('parley-chat').length;
    });
  for (let time = 1; time <= 5; time++) expect(await throwOut(), `time ${time}`).toBe(1);
  await expect(chat.message('agent')).toHaveCount(1);
  await expect(chat.input).toHaveValue('A thought');
  expect(await throwOut()).toBe(0);
});

test('a document whose root is replaced keeps its chat', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await page.evaluate(() => {
    const next = document.createElement('html');
    next.innerHTML = '<head><title>Next</title></head><body><h1>Next page</h1></body>';
    document.replaceChild(next, document.documentElement);
  });
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('returns');
  await chat.input.press('Enter');
  await expect(chat.message('agent').last()).toContainText('30 days');
});

test('D4: moved into a dialog of the page, the transcript stands where it was, and does not glide there', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world, dialog + world.tag());
  for (let count = 2; count < 7; count++) {
    await chat.say('care guide');
    await expect(chat.message('agent')).toHaveCount(count);
  }
  await rest(page);
  const before = await chat.transcript.evaluate((log) => log.scrollTop);
  expect(before).toBeGreaterThan(200);
  const tops = await chat.transcript.evaluate(async (log) => {
    const seen: number[] = [];
    document.querySelector<HTMLDialogElement>('#dialog')?.showModal();
    for (let frame = 0; frame < 10; frame++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      seen.push(log.scrollTop);
    }
    return seen;
  });
  expect(await chat.host.evaluate((host) => host.parentElement?.id)).toBe('dialog');
  // Firefox scrolls to the pixels of the screen.
  expect(Math.max(...tops.map((top) => Math.abs(top - before)))).toBeLessThan(0.5);
});
