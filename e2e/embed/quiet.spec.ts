// What the chat does not do to the page it stands on, nor to the people on it.
import { expect, openChat, partsOf, test } from '../support/world.ts';

test('L4: no sound, no title, no favicon and no shaking, however much comes in', async ({ page, world }) => {
  await page.addInitScript(() => {
    const calls: string[] = [];
    const note = (name: string) => () => {
      calls.push(name);
      throw new Error(`${name} is not for a chat`);
    };
    for (const name of ['Audio', 'AudioContext', 'Notification', 'SpeechSynthesisUtterance'])
      Object.defineProperty(window, name, { get: note(name) });
    HTMLMediaElement.prototype.play = note('play');
    Object.defineProperty(navigator, 'vibrate', { value: note('vibrate') });
    Object.assign(window, { calls });
  });
  const chat = await openChat(page, world);
  const head = () => page.evaluate(() => document.head.innerHTML);
  const before = await head();
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/chat/respond', (route) => asked.then(() => route.continue()));
  await chat.input.fill('Hello');
  await chat.input.press('Enter');
  await chat.close.click();
  answer();
  await expect(chat.badge).toHaveText('1');
  expect(await head()).toBe(before);
  expect(await page.evaluate(() => Reflect.get(window, 'calls'))).toEqual([]);
  const shaking = await chat.host.evaluate(
    (host) =>
      (host.shadowRoot?.getAnimations() ?? []).filter(
        ({ effect }) => (effect?.getTiming().iterations ?? 1) > 1,
      ).length,
  );
  expect(shaking).toBe(0);
});

test('K6: nobody is asked for anything but the relay, and no address says who or what', async ({
  page,
  world,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const chat = await openChat(page, world);
  await chat.say('returns');
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.say('![a picture](https://pictures.example/a.png) links');
  await expect(chat.message('agent')).toHaveCount(3);
  const own = ['parley.js', 'extras.js', 'chat/create', 'chat/respond'].map(
    (path) => `${world.relay.url}/${path}`,
  );
  const strangers = asked.map((address) => address.replace(/\?[\d.]+$/, ''));
  expect(strangers.filter((address) => ![`${world.origin}/`, 'data:,', ...own].includes(address))).toEqual(
    [],
  );
  expect(asked.filter((address) => address.endsWith('/chat/respond'))).toHaveLength(2);
});

test('H3: nothing of the page moves while the teaser comes, the chat opens and closes, and neither is its largest paint', async ({
  page,
  world,
}) => {
  await page.addInitScript(() => {
    const entries: PerformanceEntry[] = [];
    for (const type of ['layout-shift', 'largest-contentful-paint'])
      new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({ type, buffered: true });
    Object.assign(window, { entries });
  });
  const words = '<p style="font-size: 2em">A page has more to say than what invites to the chat. </p>'.repeat(
    5,
  );
  await world.visit(
    `${words}${world.tag(`data-teaser='{"text":"May we help you to find the right lamp?","delay":0}'`)}`,
  );
  const { launcher, panel, close, host } = partsOf(page);
  await expect(host.locator('[part~=teaser]')).toBeVisible();
  await launcher.click();
  await expect(panel).toBeVisible();
  await close.click();
  await expect(panel).toBeHidden();
  const seen = await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    const entries: (PerformanceEntry & { element?: Element | null })[] = Reflect.get(window, 'entries');
    return entries.map(({ entryType, element }) => `${entryType} ${element?.localName}`);
  });
  expect(new Set(seen)).toEqual(new Set([expect.stringMatching(/^largest-contentful-paint (h1|p)$/)]));
});
