// Storage that is blocked, full or spoilt, and visitors who have agreed to nothing as yet.
import { expect } from '../support/world.ts';
import { hostile } from './hostile.ts';
import { arrive, findLauncher, open, say, talk } from './visitor.ts';

// https://github.com/freescout-help-desk/freescout/issues/2347
// https://github.com/bevacqua/local-storage/issues/28
// https://github.com/filestack/filestack-js/pull/527
hostile('st-throws', {
  holds: 'K3: the visitor can chat where every kind of storage throws when it is touched',
  telling: true,
});

// https://github.com/Cognigy/WebchatWidget/issues/335
hostile('st-quota', { holds: 'K3: the visitor can chat where the storage is full' });

hostile('st-corrupt', {
  holds: 'K3: the chat opens and works, whatever its storage has become by the next page',
  async act(visit) {
    const { page } = visit;
    await arrive(visit);
    await talk(visit);
    for (const garbage of ['{broken', 'null', '{"v":99,"messages":{"length":3}}', '[]']) {
      await page.evaluate((garbage) => {
        for (const storage of [localStorage, sessionStorage])
          for (const key of Object.keys(storage)) storage.setItem(key, garbage);
      }, garbage);
      await page.reload();
      await findLauncher(visit);
      await open(visit);
      await say(visit, `After ${garbage}`);
    }
  },
});

// https://github.com/RocketChat/Rocket.Chat/issues/24014
// https://github.com/chatwoot/chatwoot/issues/1976
// https://github.com/chatwoot/chatwoot/issues/1231
hostile('st-gdpr', {
  holds: 'K2: nothing is stored and nobody is asked before the visitor opens the chat',
  async act(visit) {
    const { page, context, world } = { ...visit, context: visit.page.context() };
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await arrive(visit);
    await page.waitForLoadState('networkidle');
    const relay = new URL(world.relay.url).origin;
    const files = asked.filter((address) => address.startsWith(relay)).map((it) => new URL(it).pathname);
    // The pointer has been over the launcher, and what a panel needs is fetched then; no route of the relay is asked.
    expect(files).toEqual(['/parley.js', '/extras.js']);
    expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual(
      [],
    );
    expect(await context.cookies()).toEqual([]);
    await talk(visit);
    expect(await context.cookies()).toEqual([]);
  },
});
