import { rest } from '../support/rest.ts';
import { expect, openChat, partsOf, test } from '../support/world.ts';

const dialog =
  '<dialog id="dialog"><p>A dialog of the page</p><input id="field"><button id="shut">Shut</button></dialog>';

test('B11: over a native modal dialog of the page the visitor goes on writing, and the dialog is as it was', async ({
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
  expect(new Set(tops)).toEqual(new Set([before]));
});
