// Ways in which the tag comes into a page: late, slowly, by a tag manager, as a module, or into an odd document.
import type { Page } from '@playwright/test';
import { expect, type World } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { hostile } from './hostile.ts';
import { arrive, findLauncher, open, talk } from './visitor.ts';

const source = (world: World) => `src="${world.relay.url}/parley.js"`;

// https://github.com/HiEventsDev/Hi.Events/issues/59
// https://github.com/HiEventsDev/Hi.Events/issues/676
// https://github.com/techmatters/flex-plugins/pull/4284
hostile('load-currentscript-null', { holds: 'the tag is found where the page knows no current script' });

// https://github.com/umami-software/umami/issues/430
// https://github.com/fingerprintjs/fingerprintjs/pull/696
hostile('load-gtm', {
  holds: 'options of the page do where a tag manager strips the tag of its own',
  telling: true,
  snippet: (world) =>
    `<script>window.Parley = { options: { relay: '${world.relay.url}' } }</script><script async ${source(world)}></script>`,
});

hostile('load-module', {
  holds: 'the bundle works as a module, too',
  snippet: (world) => `<script type="module" crossorigin="anonymous" ${source(world)}></script>`,
});

hostile('load-base-href', {
  holds: 'H1: nothing is asked of the address that a page names as its base, and no icon is lost by it',
  async act(visit) {
    const asked: string[] = [];
    visit.page.on('request', (request) => asked.push(request.url()));
    await arrive(visit);
    await talkAndLookTheSame(visit);
    expect(asked.filter((address) => address.includes('base.invalid'))).toEqual([]);
    expect(visit.page.url()).toBe(visit.address);
  },
});

/** Keeps the bundle from arriving until the returned function is called. */
async function holdBundle(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/parley.js', (route) => released.then(() => route.continue()));
  return release;
}

// https://github.com/chatwoot/chatwoot/issues/1409
// https://github.com/canonical/ubuntu.com/issues/7917
// https://github.com/livechat/chat-widget-adapters/issues/56
hostile('load-slow-cdn', {
  holds: 'the page is ready and can be used while the bundle is still on its way',
  async act(visit) {
    const { page, chat, address } = visit;
    const release = await holdBundle(page);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await page.locator('#host-input').fill('Written meanwhile');
    await expect(chat.host).toHaveCount(0);
    release();
    await findLauncher(visit);
    await expect(page.locator('#host-input')).toHaveValue('Written meanwhile');
    await talk(visit);
  },
});

hostile('load-quirks', {
  holds: 'H1: the chat looks as it does elsewhere in a document without a doctype',
  async act(visit) {
    await arrive(visit);
    await talkAndLookTheSame(visit);
  },
});

hostile('load-xhtml', {
  holds: 'the visitor can chat in a document of XML',
  snippet: (world) => `<script async="async" ${source(world)}></script>`,
});

// https://github.com/papercups-io/papercups/issues/323
// https://github.com/FlowiseAI/FlowiseChatEmbed/issues/181
// https://github.com/openai/chatkit-js/issues/92
// https://github.com/LiveHelperChat/livehelperchat/issues/1101
// https://github.com/gradio-app/gradio/issues/9205
hostile('load-no-focus-steal', {
  holds: 'C9: who writes in a field of the page while the chat arrives goes on there, and loses no letter',
  telling: true,
  async act(visit) {
    const { page, address } = visit;
    const release = await holdBundle(page);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await page.locator('#host-input').focus();
    await page.keyboard.type('still typing ');
    release();
    await page.keyboard.type('in the host ');
    await findLauncher(visit);
    await page.keyboard.type('field');
    await expect(page.locator('#host-input')).toBeFocused();
    await expect(page.locator('#host-input')).toHaveValue('still typing in the host field');
  },
});

hostile('load-deep-link-scroll', {
  holds:
    'H3: the chat moves nothing of the page, is not its largest paint, and leaves a deep link where it leads',
  telling: true,
  hash: '#sec',
  async act(visit) {
    const { page, chat, before } = visit;
    await page.addInitScript(() => {
      const paints: PerformanceEntry[] = [];
      const shifts: PerformanceEntry[] = [];
      const watch = (type: string, entries: PerformanceEntry[]) =>
        new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({
          type,
          buffered: true,
        });
      watch('largest-contentful-paint', paints);
      watch('layout-shift', shifts);
      Object.assign(window, { paints, shifts });
    });
    await arrive(visit);
    await open(visit);
    await chat.close.click();
    await expect(chat.panel).toBeHidden();
    // What the observers have not been told as yet comes with the next frames.
    const seen = await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      const paints: (PerformanceEntry & { element: Element | null })[] = Reflect.get(window, 'paints');
      const shifts: PerformanceEntry[] = Reflect.get(window, 'shifts');
      // An element in a shadow tree is not told.
      return { paints: paints.map(({ element }) => element?.localName), shifts: shifts.length, scrollY };
    });
    expect(seen.paints.length).toBeGreaterThan(0);
    expect(seen.paints).not.toContain(undefined);
    expect(seen.paints).not.toContain('parley-chat');
    expect(seen).toMatchObject({ shifts: 0, scrollY: before.scrollY });
  },
});
