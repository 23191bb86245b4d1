// Old libraries and patched natives: what the page's own scripts have made of the language and the browser.
import { expect } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { hostile } from './hostile.ts';
import { arrive, open, readGlobal, say, talk } from './visitor.ts';

// https://github.com/orestbida/cookieconsent/issues/727
// https://github.com/mozilla/jschannel/issues/17
// https://github.com/xwiki/xwiki-platform/pull/1932
hostile('js-prototypejs', {
  holds: 'what is sent arrives as it was written where Prototype.js has given JSON a mind of its own',
  telling: true,
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await say(visit, 'a "quoted" [list], of {words}');
    await say(visit, 'and another');
    await visit.page.reload();
    await expect(visit.chat.message('visitor')).toHaveCount(2);
  },
});

// https://github.com/sorccu/cufon/issues/10
// https://github.com/ritz078/embed-js/pull/43
hostile('js-object-prototype', {
  holds: 'nothing that the page has added to all objects gets into a request or onto the element',
  async act(visit) {
    const sent: string[] = [];
    visit.page.on('request', (request) => sent.push(request.postData() ?? ''));
    await arrive(visit);
    await talk(visit);
    expect(sent.join()).toContain('return policy');
    expect(sent.join()).not.toMatch(/extend|hostDefault|hostExtra/);
    expect(await visit.chat.host.evaluate((host) => host.getAttributeNames())).toEqual([]);
  },
});

hostile('js-json-override', {
  holds: 'the visitor can chat where an old copy has replaced JSON',
});

hostile('js-fetch-wrapped', {
  holds: 'the visitor can chat where a monitor wraps fetch, takes the address for a text and adds a header',
});

hostile('js-console-gone', { holds: 'the visitor can chat where the console has no methods' });

// https://github.com/faisalman/ua-parser-js/issues/74
// https://github.com/umdjs/umd/issues/11
hostile('js-amd', {
  holds: 'the page’s module loader is never called',
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    expect(await readGlobal(visit, '__defined')).toBe(0);
  },
});

hostile('js-lexical-collisions', {
  holds: 'no name of the bundle meets a top-level name of the page',
  telling: true,
});

hostile('js-raf-dead', { holds: 'the visitor can chat where animation frames never come' });

// https://github.com/PostHog/posthog-js/pull/1531
// https://github.com/DataDog/browser-sdk/pull/376
// https://github.com/angular/angular/issues/26948
hostile('js-timers-wrapped', {
  holds: 'the visitor can chat where a zone library wraps timers, promises and listeners',
  telling: true,
});

hostile('js-no-adopted-sheets', {
  holds: 'H1: the chat looks as it does elsewhere where style sheets cannot be constructed',
  async act(visit) {
    await arrive(visit);
    await talkAndLookTheSame(visit);
  },
});

hostile('js-no-randomuuid', {
  holds: 'the visitor is a random UUID where the page is no secure context',
  async act(visit) {
    await arrive(visit);
    await talk(visit);
    expect(visit.world.agent.calls[0]?.body).toMatchObject({
      user_id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
    });
  },
});

hostile('js-dom-clobber', {
  holds: 'the visitor can chat where elements of the page have taken every likely name',
});

hostile('js-globals', {
  holds: 'H2: the page gains one global and no more',
  async act(visit) {
    const { page, before } = visit;
    await arrive(visit);
    await talk(visit);
    const names = await page.evaluate(() => Object.getOwnPropertyNames(window));
    // Frames have numbers, and Firefox' driver has a name of its own.
    const isOthers = (name: string) => before.globals.includes(name) || /^(\d+|__pw_.*)$/.test(name);
    expect(names.filter((name) => !isOthers(name))).toEqual(['Parley']);
  },
});

hostile('js-mutation-storm', {
  holds: 'the visitor can chat while the page changes itself thousands of times a second',
});
