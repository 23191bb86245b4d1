// Small screens, soft keyboards, other directions, and paper.
import { expect } from '../support/world.ts';
import { hostile } from './hostile.ts';
import {
  arrive,
  findInViewport,
  findLauncher,
  findPageUnchanged,
  open,
  press,
  say,
  talk,
} from './visitor.ts';

// https://github.com/zammad/zammad/issues/3534
// https://github.com/netlify/netlify-identity-widget/issues/151
// https://github.com/RocketChat/Rocket.Chat.Livechat/issues/689
// https://github.com/zendesk/sunshine-conversations-web/issues/645
hostile('vp-mobile-small', {
  holds: 'E5, F1, F4: on a phone all of the chat fits, and the page behind it is as it was afterwards',
  telling: true,
  use: { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    await page.evaluate(() => scrollTo(0, 700));
    await open(visit);
    await findInViewport(chat.panel, chat.input);
    const size = await chat.input.evaluate((input) => Number.parseFloat(getComputedStyle(input).fontSize));
    expect(size).toBeGreaterThanOrEqual(16);
    await talk(visit);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await press(visit, chat.close);
    await expect(chat.panel).toBeHidden();
    expect(await page.evaluate(() => scrollY)).toBe(700);
    await findPageUnchanged(visit);
  },
});

// https://github.com/Expensify/App/issues/10406
// https://github.com/gamejolt/issue-tracker/issues/103
hostile('vp-keyboard-up', {
  holds: 'F2: the composer is in what a soft keyboard leaves of a phone’s screen',
  use: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await visit.page.setViewportSize({ width: 360, height: 280 });
    await findInViewport(visit.chat.input, visit.chat.send);
    await talk(visit);
  },
});

hostile('vp-tiny-desktop', {
  holds: 'F7: composer and way out are in view where a desktop is zoomed to 400 %',
  use: { viewport: { width: 320, height: 256 } },
  async act(visit) {
    const { chat } = visit;
    await arrive(visit);
    await open(visit);
    await findInViewport(chat.panel, chat.input, chat.close);
    await talk(visit);
  },
});

const arabic = { response: 'عربي' };

hostile('vp-rtl-message-ltr-host', {
  holds: 'I6: an Arabic text runs from right to left in a bubble that keeps the direction of the interface',
  use: {
    agentOptions: {
      persona: { greeting: arabic, topics: [], fallback: arabic, secondTry: arabic, slow: arabic },
    },
  },
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await say(visit, 'مرحبا');
    for (const author of ['visitor', 'agent'] as const) {
      const bubble = visit.chat.message(author).last().locator('.bubble');
      await expect(bubble).toHaveCSS('direction', 'ltr');
      await expect(bubble.locator('.text')).toHaveCSS('direction', 'rtl');
    }
  },
});

// https://github.com/zendesk/sunshine-conversations-web/issues/401
// https://github.com/cockroachdb/docs/issues/5110
hostile('vp-print', {
  holds: 'G11: nothing of the chat is on paper',
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    await talk(visit);
    await page.emulateMedia({ media: 'print' });
    await expect(chat.launcher).toBeHidden();
    await expect(chat.panel).toBeHidden();
    await page.emulateMedia({ media: 'screen' });
    await findLauncher(visit);
    await expect(chat.panel).toBeVisible();
  },
});
