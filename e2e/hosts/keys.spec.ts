// Hot keys and routers of the page, input methods, and people without a pointer, motion or colours.
import { compose } from '../support/compose.ts';
import { deepActive } from '../support/deep-active.ts';
import { expect } from '../support/world.ts';
import { hostile } from './hostile.ts';
import {
  arrive,
  countHeard,
  findAnswered,
  findLauncher,
  open,
  press,
  question,
  readGlobal,
  say,
  send,
  talk,
} from './visitor.ts';

// https://github.com/upstash/context7/issues/3189
// https://github.com/jupyterlab/jupyterlab/issues/15757
hostile('keys-bubble-shortcuts', {
  holds: 'B10: what is written is written, and sets off no shortcut of a page that listens on the document',
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await say(visit, 'sky jump/knot? pins, fin.');
    expect(await readGlobal(visit, '__sc')).toBe(0);
  },
});

// https://github.com/upstash/context7/issues/3189
// https://github.com/DeepanshuMishraa/jump/pull/1
hostile('keys-window-capture-deep', {
  holds: 'B10: what is written is written where the page catches keys first and looks into open shadow roots',
  telling: true,
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await say(visit, 'safe path, fine.');
    expect(await readGlobal(visit, '__sc')).toBe(0);
  },
});

hostile('keys-spa-link-router', {
  holds: 'H5: the chat moves neither address nor history of the page, and lets clicks beside it through',
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    expect(await findSwallowedPoints()).toEqual([]);
    await talk(visit);
    expect(await findSwallowedPoints()).toEqual([]);
    expect(await readGlobal(visit, '__hash')).toBe(0);
    expect(page.url()).toBe(await readGlobal(visit, '__href'));
    expect(await page.evaluate(() => history.length)).toBe(await readGlobal(visit, '__hl'));

    /** The points of a grid where a click would reach the chat, though nothing of it is seen there. */
    async function findSwallowedPoints(): Promise<string[]> {
      const boxes = (await Promise.all([chat.launcher, chat.panel].map((part) => part.all())))
        .flat()
        .map((part) => part.boundingBox());
      return page.evaluate(
        (boxes) => {
          const isSeen = (x: number, y: number) =>
            boxes.some(
              (box) =>
                box &&
                x >= box.x - 1 &&
                y >= box.y - 1 &&
                x <= box.x + box.width + 1 &&
                y <= box.y + box.height + 1,
            );
          const swallowed: string[] = [];
          for (let x = 4; x < innerWidth; x += 8)
            for (let y = 4; y < innerHeight; y += 8)
              if (!isSeen(x, y) && document.elementFromPoint(x, y)?.localName === 'parley-chat')
                swallowed.push(`${x}, ${y}`);
          return swallowed;
        },
        await Promise.all(boxes),
      );
    }
  },
});

// https://github.com/microsoft/BotFramework-WebChat/pull/5462
// https://github.com/workadventure/workadventure/pull/5629
// https://github.com/scalar/scalar/pull/9878
// https://github.com/NousResearch/hermes-agent/issues/37483
// https://github.com/odysseus-dev/odysseus/pull/1091
hostile('keys-ime', {
  holds:
    'E3: the Enter that takes a word of a Japanese input method sends nothing, and the next one sends it once',
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await press(visit, visit.chat.input);
    await compose(visit.page, '難しい', 'Enter');
    await expect(visit.chat.input).toHaveValue('難しい');
    expect(countHeard(visit.world, '難しい')).toBe(0);
    await send(visit);
    await findAnswered(visit, '難しい', 2);
  },
});

// https://github.com/freescout-help-desk/freescout/issues/4212
// https://github.com/Automattic/wp-calypso/issues/44612
// https://github.com/microsoft/omnichannel-chat-widget/pull/922
hostile('keys-a11y-keyboard', {
  holds: 'A1, B1, B2, B5: by keys alone the chat is found by its name, opened, used, left by Tab and closed',
  telling: true,
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    await tabUntil(async () => (await deepActive(page)) === 'launcher');
    await expect(chat.launcher).toHaveAccessibleName('Open chat');
    await page.keyboard.press('Enter');
    await expect(chat.input).toBeFocused();
    await expect(chat.message('agent')).toHaveCount(1);
    await page.keyboard.type(question);
    await send(visit);
    await findAnswered(visit, question, 2);
    await tabUntil(() => page.evaluate(() => document.activeElement?.localName !== 'parley-chat'));
    await chat.input.focus();
    await page.keyboard.press('Escape');
    await expect(chat.panel).toBeHidden();
    await expect(chat.launcher).toBeFocused();

    async function tabUntil(isThere: () => Promise<boolean>): Promise<void> {
      for (let stops = 0; stops < 30; stops++) {
        await page.keyboard.press('Tab');
        if (await isThere()) return;
      }
      throw new Error('Tab does not lead there');
    }
  },
});

hostile('a11y-reduced-motion', {
  holds: 'G5: nothing moves without end where the visitor wants less motion',
  use: { contextOptions: { reducedMotion: 'reduce' } },
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    const endless = await visit.chat.host.evaluate((host) =>
      (host.shadowRoot?.getAnimations() ?? []).filter(
        ({ effect }) => effect?.getComputedTiming().iterations === Infinity,
      ),
    );
    expect(endless).toEqual([]);
  },
});

hostile('a11y-forced-colors', {
  holds: 'G3: the launcher has an edge in forced colours',
  use: { contextOptions: { forcedColors: 'active' } },
  async act(visit) {
    await arrive(visit);
    const edge = await visit.chat.launcher.evaluate((launcher) => {
      const { borderTopWidth, borderTopStyle, outlineStyle } = getComputedStyle(launcher);
      return borderTopStyle === 'solid'
        ? Number.parseFloat(borderTopWidth)
        : Number(outlineStyle === 'solid');
    });
    expect(edge).toBeGreaterThanOrEqual(1);
    await findLauncher(visit);
    await talk(visit);
  },
});
