// What `smoke.spec.ts` asks of the other engines, asked of WebKit.
import { Key } from 'selenium-webdriver';
import { findWebKit } from '../../.ci/find-webkit.mjs';
import { expect, test as base } from '../support/world.ts';
import { publishStrict } from './policies.ts';
import { startWebKit } from './webkit.ts';

const found = findWebKit();
base.skip(!found, 'a conversation in WebKit: there is no webkit2gtk-driver or no xvfb');

const test = base.extend<{ webkit: Awaited<ReturnType<typeof startWebKit>> }>({
  webkit: async ({ browserName: _ }, use) => {
    if (!found) throw new Error('there is no WebKit');
    const webkit = await startWebKit(found);
    await use(webkit);
    await webkit.stop();
  },
});
test.describe.configure({ timeout: 90_000 });

test('WebKit: a conversation is opened, held, closed with its focus given back, and there again after a reload', async ({
  webkit,
  world,
}) => {
  const { page, part, until, untilAnswers, evaluate } = webkit;
  world.publish('/', `<!doctype html><title>Host page</title><h1>Host page</h1>${world.tag()}`);
  await page.get(`${world.origin}/`);
  await (await part('launcher')).click();
  await untilAnswers(1);
  await until(`root.activeElement?.part.contains('input')`);
  await (await part('input')).sendKeys("What's your return policy?", Key.ENTER);
  await until(
    `root.querySelector('[part~=transcript]').textContent.includes('30 days with proof of purchase')`,
  );
  await (await part('input')).sendKeys(Key.ESCAPE);
  await until(`root.querySelector('[part~=panel]').hidden`);
  expect(await evaluate(`root.activeElement?.part.contains('launcher')`)).toBe(true);
  await (await part('launcher')).click();
  await page.navigate().refresh();
  await untilAnswers(2);
  await (await part('input')).sendKeys('Thanks', Key.ENTER);
  await untilAnswers(3);
  expect(world.agent.received).toEqual({ create: 1, respond: 2 });
});

test('WebKit: W-8: it is styled and talks under a policy that allows nothing but its script and its relay', async ({
  webkit,
  world,
}) => {
  const { page, part, until, untilAnswers, evaluate } = webkit;
  await page.get(publishStrict(world));
  const launcher = await part('launcher');
  expect(await evaluate(`getComputedStyle(root.querySelector('[part~=launcher]')).width`)).toBe('56px');
  await launcher.click();
  await untilAnswers(1);
  await (await part('input')).sendKeys('returns', Key.ENTER);
  await untilAnswers(2);
  await until(`root.querySelector('[part~=launcher]').ariaLabel === 'Chat schließen'`);
  await until(`root.querySelector('.message.agent .text p')`);
  expect(await evaluate('violations')).toEqual([]);
});
