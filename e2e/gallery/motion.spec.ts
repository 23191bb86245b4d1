import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { rest } from '../support/rest.ts';

interface Motion {
  of: string;
  what: string;
  lastsMs: number;
}

/** Notes in the page every transition and animation that begins in the chat. */
async function noteMotions(page: Page): Promise<() => Promise<Motion[]>> {
  await page.addInitScript(() => {
    const motions: Motion[] = [];
    Reflect.set(window, 'motions', motions);
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function attach(options) {
      const root = attachShadow.call(this, options);
      const note = (event: Event) => {
        const { target } = event;
        if (!(target instanceof Element)) return;
        const what =
          event instanceof TransitionEvent ? event.propertyName : (event as AnimationEvent).animationName;
        const ends = target.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().duration));
        motions.push({
          of: target.getAttribute('part') ?? target.tagName,
          what,
          lastsMs: Math.max(0, ...ends),
        });
      };
      for (const type of ['transitionrun', 'animationstart']) root.addEventListener(type, note, true);
      return root;
    };
  });
  return () => page.evaluate(() => Reflect.get(window, 'motions') as Motion[]);
}

test('M2: only opacity and transform move, for at most 240 ms, and only the newest message', async ({
  page,
  world,
}) => {
  const motions = await noteMotions(page);
  const chat = await openChat(page, world);
  await chat.say("What's your return policy?");
  await expect(chat.message('agent')).toHaveCount(2);
  await rest(page);
  await chat.launcher.click();
  await expect(chat.panel).toBeHidden();
  const seen = await motions();
  const dots = seen.filter(({ what }) => what === 'dot');
  const others = seen.filter(({ what }) => what !== 'dot');
  // `display` has no steps between: it only keeps the panel in sight until it has gone.
  // The sign of an answer to come appears only where it takes its time.
  const allowed = ['opacity', 'transform', 'display', 'appear'];
  expect(others.filter(({ what }) => !allowed.includes(what))).toEqual([]);
  expect(others.filter(({ lastsMs }) => lastsMs > 240)).toEqual([]);
  expect(dots.filter(({ of }) => of !== 'I')).toEqual([]);
  const count = (of: string) => seen.filter((motion) => motion.of === of && motion.what === 'opacity').length;
  expect(count('panel')).toBe(2);
  expect(count('message visitor')).toBe(1);
});

test('M2: what comes back with the page does not move', async ({ page, world }) => {
  const motions = await noteMotions(page);
  const chat = await openChat(page, world);
  await chat.say("What's your return policy?");
  await expect(chat.message('agent')).toHaveCount(2);
  await page.reload();
  const again = partsOf(page);
  await expect(again.message('agent')).toHaveCount(2);
  await expect(again.panel).toBeVisible();
  await rest(page);
  expect(await motions()).toEqual([]);
});

test('M2: a panel on its way can be turned back', async ({ page, world }) => {
  await world.visit();
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  const turns = (times: number) =>
    chat.launcher.evaluate((node: HTMLElement, count) => {
      for (let turn = 0; turn < count; turn++) node.click();
    }, times);
  await turns(1);
  await turns(1);
  await expect(chat.panel).toBeHidden();
  await turns(3);
  await expect(chat.panel).toBeVisible();
  await rest(page);
  await expect(chat.panel).toHaveCSS('opacity', '1');
});
