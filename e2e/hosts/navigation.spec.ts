// Frameworks that replace the page around the chat, and pages that are left and come back.
import { expect } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { hostile } from './hostile.ts';
import {
  arrive,
  findLauncher,
  findPageUnchanged,
  question,
  readGlobal,
  say,
  talk,
  type Visit,
} from './visitor.ts';

// https://github.com/chatwoot/chatwoot/pull/9443
hostile('spa-turbo-rerun-script', {
  holds: 'A3: there is one chat, and it works, where Turbo swaps the body and runs the tag again',
  telling: true,
  async act(visit) {
    await arrive(visit);
    for (const number of [1, 2]) {
      await visit.page.evaluate(async (number) => {
        Reflect.get(window, '__visit')(number);
        const script = [...document.querySelectorAll('script[src]')].at(-1);
        await new Promise((resolve) => script?.addEventListener('load', resolve));
      }, number);
      await expect(visit.page.getByText(`visit ${number}`)).toBeVisible();
    }
    await findLauncher(visit);
    await talk(visit);
  },
});

// https://github.com/chatwoot/chatwoot/issues/11219
// https://github.com/chatwoot/chatwoot/pull/11422
hostile('spa-morph', {
  holds:
    'there is one chat, and it works, after a page refresh that takes away whatever the new page does not have',
  telling: true,
  async act(visit) {
    await arrive(visit);
    await visit.page.evaluate(() => void Reflect.get(window, '__morph')());
    await findLauncher(visit);
    await findPageUnchanged(visit);
    await talk(visit);
  },
});

hostile('spa-body-innerhtml', {
  holds: 'H1: there is one chat, as it was, where the page writes its body anew',
  telling: true,
  async act(visit) {
    await arrive(visit);
    await visit.page.evaluate(() => (document.body.innerHTML = '<main id="app">new</main>'));
    await findLauncher(visit);
    await talkAndLookTheSame(visit);
  },
});

hostile('spa-sweeper-loop', {
  holds: 'the chat starts no fight with a page that takes away every element it does not know',
  async act({ page, address, chat }) {
    await page.clock.install();
    await page.goto(address);
    // It comes back five times, and then leaves the page to itself.
    await expect.poll(() => readGlobal({ page }, '__removed')).toBe(6);
    // The page gives up after three seconds, and what is counted within ten is forgotten.
    await page.clock.runFor(20_000);
    expect(await readGlobal({ page }, '__removed')).toBe(6);
    await expect(chat.host).toHaveCount(0);
  },
});

// https://github.com/chatwoot/chatwoot/issues/5080
hostile('spa-duplicate-snippet', {
  holds: 'A3: a tag that was pasted twice makes one chat and one conversation',
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    expect(visit.world.agent.received.create).toBe(1);
  },
});

/** The panel is back, as it was, and the conversation goes on. */
async function goOn(visit: Visit): Promise<void> {
  const { chat, world } = visit;
  await expect(chat.panel).toBeVisible();
  await expect(chat.message('visitor').filter({ hasText: question })).toHaveCount(1);
  await expect(chat.message('agent')).toHaveCount(2);
  await say(visit, 'Thanks');
  expect(world.agent.received.create).toBe(1);
}

// https://github.com/SpeedCurve-Metrics/SpeedCurve/issues/224
hostile('spa-bfcache', {
  holds:
    'J9: nothing listens for the page’s end, and whoever comes back finds the conversation and goes on with it',
  telling: true,
  async act(visit) {
    const { page, world } = visit;
    await page.addInitScript(() => {
      const kept: string[] = [];
      const listen = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, ...rest) {
        if (type === 'unload' || type === 'beforeunload') kept.push(type);
        listen.call(this, type, ...rest);
      };
      Object.assign(window, { kept });
    });
    world.publish('/other', '<!doctype html><title>Other</title><p>Another page</p>');
    await page.goto(visit.address);
    await talk(visit);
    expect(await readGlobal(visit, 'kept')).toEqual([]);
    await page.goto(`${world.origin}/other`);
    // Playwright turns off the cache that keeps whole pages, since it loses those that come back from it: here the page is
    // loaded anew. What keeps pages out of that cache is looked for above.
    await page.goBack();
    await goOn(visit);
  },
});

// https://github.com/OvidijusParsiunas/deep-chat/issues/49
// https://github.com/RasaHQ/rasa/issues/9923
// https://github.com/n8n-io/n8n/issues/18270
// https://github.com/n8n-io/n8n/issues/21603
hostile('spa-reload-persist', {
  holds: 'J9: a reload in the middle of a conversation finds it and goes on with it',
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    await visit.page.reload();
    await goOn(visit);
  },
});
