// Styles of the page: resets, inherited oddities, transforms, zoom and dark pages.
import { expect } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { hostile } from './hostile.ts';
import { arrive, findInViewport, findLauncher, open, talk, type Visit } from './visitor.ts';

async function arriveAndLookTheSame(visit: Visit): Promise<void> {
  await arrive(visit);
  await talkAndLookTheSame(visit);
}

/** Where the page makes `position: fixed` relative to its own 4000 pixels. */
async function stayWhenScrolled(visit: Visit): Promise<void> {
  await arrive(visit);
  await visit.page.evaluate(() => scrollTo(0, 900));
  await findLauncher(visit);
  await talkAndLookTheSame(visit);
}

// https://github.com/Mintplex-Labs/anything-llm/issues/919
// https://github.com/FredrikOseberg/react-chatbot-kit/issues/109
hostile('css-universal-important', {
  holds: 'H1: the chat keeps its own letters where the page rules over every element with !important',
  telling: true,
  act: arriveAndLookTheSame,
});

// https://github.com/Mintplex-Labs/anything-llm/issues/954
hostile('css-tailwind-preflight', {
  holds: 'H1: the chat keeps edges and backgrounds under a reset like Tailwind’s',
  act: arriveAndLookTheSame,
});

hostile('css-root-huge', {
  holds: 'H1, G8: panel and composer fit where the page’s root has twice the font size',
  use: { viewport: { width: 1024, height: 640 } },
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await findInViewport(visit.chat.panel, visit.chat.input);
    await talkAndLookTheSame(visit);
  },
});

hostile('css-body-child-div-none', {
  holds: 'H1: the launcher is seen where the page hides what it does not know in its body',
  act: arriveAndLookTheSame,
});

// https://github.com/UseCrowdWise/crowdwise/issues/58
// https://github.com/bufferhead-code/nightowl/issues/11
hostile('css-body-transform', {
  holds: 'H1: the chat stays in its corner, however far a page with a transformed body is scrolled',
  telling: true,
  act: stayWhenScrolled,
});

// The same reports.
hostile('css-body-contain', {
  holds: 'H1: the chat stays in its corner where the body contains what it paints',
  act: stayWhenScrolled,
});

// The same reports.
hostile('css-body-perspective', {
  holds: 'H1: the chat stays in its corner where the body has a perspective',
  act: stayWhenScrolled,
});

hostile('css-html-transform', {
  holds:
    'H1, H4: the chat stays in its corner where the whole document is transformed, as by off-canvas menus',
  async act(visit) {
    await stayWhenScrolled(visit);
    // Out of reach of a transformed root there is only the top layer.
    expect(await visit.chat.host.evaluate((host) => host.matches(':popover-open'))).toBe(true);
  },
});

hostile('css-app-shell', {
  holds: 'H1: a page that scrolls inside only gets no scroll bars of its own',
  async act(visit) {
    await arriveAndLookTheSame(visit);
    const spill = () =>
      visit.page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, scrollY]);
    expect(await spill()).toEqual([0, 0]);
  },
});

hostile('css-body-flex-row', {
  holds: 'H1: nothing of the page moves where its body lays out its children in a row',
  act: arriveAndLookTheSame,
});

hostile('css-inherited-hell', {
  holds: 'H1: nothing of what a page lets its body inherit gets into the chat, and replies can be selected',
  telling: true,
  async act(visit) {
    await arriveAndLookTheSame(visit);
    const { chat } = visit;
    await expect(chat.input).not.toHaveCSS('caret-color', 'rgba(0, 0, 0, 0)');
    await chat.message('agent').last().locator('.text').click({ clickCount: 3 });
    expect(await visit.page.evaluate(() => String(getSelection()))).toContain('30 days');
  },
});

hostile('css-outline-none', {
  holds: 'B7: the launcher shows the focus where the page takes away every outline',
  async act(visit) {
    await arrive(visit);
    const { chat, page } = visit;
    await expect(chat.launcher).not.toHaveCSS('outline-style', 'solid');
    await page.keyboard.press('Shift+Tab');
    await expect(chat.launcher).toBeFocused();
    await expect(chat.launcher).toHaveCSS('outline-style', 'solid');
    await expect(chat.launcher).toHaveCSS('outline-width', '2px');
    await talk(visit);
  },
});

hostile('css-zoom', {
  holds: 'the panel is in the viewport of a page that zooms its root and its body',
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await findInViewport(visit.chat.panel, visit.chat.input);
    await talk(visit);
  },
});

// https://github.com/upstash/chatbox/issues/6
// https://github.com/crawlchat/crawlchat/issues/227
hostile('css-dark-host', {
  holds: 'G1: what is written and what is read stand out 4.5:1 on a dark page with white letters',
  telling: true,
  use: { colorScheme: 'dark' },
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    for (const part of [visit.chat.input, visit.chat.message('agent').last().locator('.text')])
      expect(await part.evaluate(readContrast)).toBeGreaterThanOrEqual(4.5);
  },
});

// https://github.com/chatwoot/chatwoot/pull/9443
// https://github.com/antiwork/helper/issues/729
hostile('css-head-sweep', {
  holds:
    'H1: the chat stays as it is when a framework sweeps all styles that it does not know out of the page',
  async act(visit) {
    await arrive(visit);
    const box = await visit.chat.launcher.boundingBox();
    await visit.page.evaluate(() => {
      for (const node of document.querySelectorAll('style, link[rel=stylesheet]')) node.remove();
    });
    expect(await visit.chat.launcher.boundingBox()).toEqual(box);
    await talkAndLookTheSame(visit);
  },
});

/** How far the letters of an element stand out from the first opaque background behind them. */
function readContrast(element: Element): number {
  const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = (color: number[]) => {
    const [r = 0, g = 0, b = 0] = color
      .slice(0, 3)
      .map((value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const isClear = (node: Element) => (parse(getComputedStyle(node).backgroundColor)[3] ?? 1) < 1;
  let behind: Element | null = element;
  while (behind && isClear(behind)) behind = behind.parentElement;
  const letters = light(parse(getComputedStyle(element).color));
  const ground = light(behind ? parse(getComputedStyle(behind).backgroundColor) : [255, 255, 255]);
  return Math.max(letters, ground) / Math.min(letters, ground);
}
