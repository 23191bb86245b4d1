// How the chat looks on a hostile page beside how it looks on a neutral one.
import type { Locator, Page } from '@playwright/test';
import { rest } from '../support/rest.ts';
import { expect, partsOf, type World } from '../support/world.ts';
import { open, say, question, type Visit } from './visitor.ts';

/** How much of a picture may differ, by the share of its points. */
const allowedShare = 0.001;

/** What the neutral page looks like is the same for all tests of a worker, but for its size. */
const neutral = new Map<string, Pictures>();

type Pictures = Record<'launcher' | 'panel', Buffer>;

/** Opens the chat, talks, and finds both launcher and panel as they are on a neutral page, within 0.1 % of the points. */
export async function talkAndLookTheSame(visit: Visit): Promise<void> {
  await open(visit);
  await say(visit, question);
  const taken = await takePictures(visit);
  const wanted = await takeNeutralPictures(visit);
  const blank = await visit.page.context().newPage();
  for (const name of ['launcher', 'panel'] as const)
    expect(await compare(blank, taken[name], wanted[name]), name).toBeLessThanOrEqual(allowedShare);
  await blank.close();
}

async function takeNeutralPictures(visit: Visit): Promise<Pictures> {
  const viewport = visit.page.viewportSize();
  const size = JSON.stringify(viewport);
  const known = neutral.get(size);
  if (known) return known;
  // Another context, where nobody has talked as yet.
  const context = await visit.page.context().browser()?.newContext({ viewport });
  if (!context) throw new Error('the browser is gone');
  const pictures = await visitNeutral(visit.world, await context.newPage());
  await context.close();
  neutral.set(size, pictures);
  return pictures;
}

async function visitNeutral(world: World, page: Page): Promise<Pictures> {
  world.publish(
    '/neutral',
    `<!doctype html><html lang="en"><title>Neutral page</title>${world.tag()}</html>`,
  );
  await page.goto(`${world.origin}/neutral`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill(question);
  await chat.input.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  return takePictures({ page, chat });
}

/** Without the corners, where the page is seen. */
async function takePictures({ page, chat }: Pick<Visit, 'page' | 'chat'>): Promise<Pictures> {
  await expect(chat.typing).toHaveCount(0);
  await page.mouse.move(1, 1);
  await rest(page);
  await chat.host.evaluate((host) => {
    for (const time of host.shadowRoot?.querySelectorAll('time') ?? []) time.style.display = 'none';
  });
  const take = async (part: Locator, inset: number) => {
    const { x, y, width, height } = (await part.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const clip = { x: x + inset, y: y + inset, width: width - 2 * inset, height: height - 2 * inset };
    // To hide the caret, a style would be put into the page, which not every policy allows.
    return page.screenshot({ clip, caret: 'initial', animations: 'disabled' });
  };
  return { launcher: await take(chat.launcher, 10), panel: await take(chat.panel, 8) };
}

/** The share of points that are not the same. */
function compare(blank: Page, one: Buffer, other: Buffer): Promise<number> {
  return blank.evaluate(
    async (pictures) => {
      const read = async (data: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const { width, height } = image;
        const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      };
      const [a, b] = await Promise.all(pictures.map(read));
      if (!a || !b || a.length !== b.length) return 1;
      let different = 0;
      for (let at = 0; at < a.length; at += 4)
        if ([0, 1, 2].some((channel) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0)) > 6))
          different += 1;
      return different / (a.length / 4);
    },
    [one.toString('base64'), other.toString('base64')],
  );
}
