import { bundle, expect, partsOf, test } from '../support/world.ts';

test('A3: the element stands beside the body, once, however often the tag does', async ({ page, world }) => {
  await world.visit(`${world.tag()}${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(
    await page.evaluate(() => [...document.documentElement.children].map(({ tagName }) => tagName)),
  ).toEqual(['HEAD', 'BODY', 'PARLEY-CHAT']);
});

test('wrong options are told once in the console, with what would work, and the page is left alone', async ({
  page,
  world,
}) => {
  const told: string[] = [];
  const thrown: Error[] = [];
  page.on('console', (message) => told.push(message.text()));
  page.on('pageerror', (error) => thrown.push(error));
  await world.visit(world.tag('data-theme="blue"'));
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toContain('theme');
  expect(told[0]).toContain('"blue"');
  expect(told[0]).toContain('auto, host, light, dark');
  expect(thrown).toEqual([]);
  await expect(page.locator('parley-chat')).toHaveCount(0);
  await page.waitForLoadState('networkidle');
  expect(told).toHaveLength(1);
});

test('H2: with right settings there is no console output, and no global but Parley', async ({
  page,
  world,
}) => {
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await world.visit('');
  const before = await page.evaluate(() => Object.getOwnPropertyNames(window));
  await world.visit();
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  const after = await page.evaluate(() => Object.getOwnPropertyNames(window));
  expect(after.filter((name) => !before.includes(name))).toEqual(['Parley']);
  expect(told).toEqual([]);
});

for (const way of ['', 'defer'])
  test(`the tag may stand in the head, ${way || 'blocking'}`, async ({ page, world }) => {
    const tag = `<script ${way} src="${world.relay.url}/parley.js" data-title="Help"></script>`;
    world.publish(
      '/head',
      `<!doctype html><html lang="en"><head><title>Head</title><link rel="icon" href="data:,">${tag}</head><body><h1>Page</h1></body></html>`,
    );
    await page.goto(`${world.origin}/head`);
    const chat = partsOf(page);
    await chat.launcher.click();
    await expect(chat.title).toHaveText('Help');
    await expect(chat.message('agent')).toHaveCount(1);
    expect(await chat.host.evaluate((host) => host.previousElementSibling?.localName)).toBe('body');
  });

test('H6: a chat in a box and one above the page have ids, storage and announcers of their own', async ({
  page,
  world,
}) => {
  // Then what is spoken stands in the regions.
  await page.addInitScript(() => Reflect.deleteProperty(Element.prototype, 'ariaNotify'));
  await world.visit(
    `<parley-chat id="box" mode="inline" style="height:400px"></parley-chat>${world.tag('data-mount="none"')}`,
  );
  await page.evaluate((relay) => {
    const floating = document.createElement('parley-chat');
    floating.setAttribute('relay', relay);
    document.body.append(floating);
  }, world.relay.url);
  const [inline, floating] = ['#box', 'parley-chat:not(#box)'].map((host) => page.locator(host));
  if (!inline || !floating) throw new Error('There are two.');
  const spoken = (host: typeof inline) =>
    host.evaluate((node) =>
      Array.from(
        node.shadowRoot?.querySelectorAll('[aria-live]:not([role=log]) p') ?? [],
        (p) => p.textContent,
      ).join(),
    );
  await floating.locator('[part~=launcher]').click();
  await floating.locator('[part~=input]').fill('returns');
  await floating.locator('[part~=input]').press('Enter');
  await expect(floating.locator('[part~=message]')).toHaveCount(3);
  await expect.poll(() => spoken(floating)).toContain('30 days');
  expect(await spoken(inline)).toBe('');
  await expect(inline.locator('[part~=message]')).toHaveCount(0);
  await inline.locator('[part~=input]').fill('Thanks');
  await inline.locator('[part~=input]').press('Enter');
  await expect(inline.locator('[part~=message]')).toHaveCount(3);
  // Names that labels and descriptions refer to hold inside one shadow root, and none is the page's.
  expect(await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id))).toEqual([
    'box',
  ]);
  const stored = await page.evaluate(() => Object.keys(sessionStorage).filter((name) => !name.includes('#')));
  expect(stored.toSorted()).toEqual(
    [`parley ${world.relay.url}/  floating `, `parley ${world.relay.url}/  inline box`].toSorted(),
  );
});

test('calls made before the bundle is there are made up for, and the handle steers the chat', async ({
  page,
  world,
}) => {
  await world.visit(
    `<script>window.Parley = { options: { title: 'Ava' }, queue: [(parley) => parley.open()] }</script>${world.tag()}`,
  );
  await expect(page.getByRole('dialog', { name: 'Ava' })).toBeVisible();
  const found = await page.evaluate(async () => {
    const parley = window.Parley ?? {};
    const same = (await parley.ready) === parley;
    parley.setDraft?.('Hello');
    parley.close?.();
    return { same, isOpen: parley.isOpen, unread: parley.unread, version: typeof parley.version };
  });
  expect(found).toEqual({ same: true, isOpen: false, unread: 0, version: 'string' });
  await page.evaluate(() => window.Parley?.destroy?.());
  await expect(page.locator('parley-chat')).toHaveCount(0);
});

test('an inline element fills the box it is given, and the tag then mounts nothing', async ({
  page,
  world,
}) => {
  await world.visit(
    `<parley-chat mode="inline" relay="${world.relay.url}" style="width:360px;height:500px"></parley-chat>${world.tag()}`,
  );
  const chat = partsOf(page);
  await expect(chat.panel).toBeVisible();
  await expect(page.locator('parley-chat')).toHaveCount(1);
  expect(await chat.panel.boundingBox()).toMatchObject({ width: 360, height: 500 });
  await expect(chat.launcher).toHaveCount(0);
  expect(world.agent.received.create).toBe(0);
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
});

test('L3: an opening by option costs nothing until a person turns to the composer', async ({
  page,
  world,
}) => {
  await world.visit(world.tag('data-open'));
  const chat = partsOf(page);
  await expect(chat.panel).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(world.agent.received.create).toBe(0);
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
});

test('L3: an opening by option leaves the page its focus and its place, and waits where the panel would cover it', async ({
  page,
  world,
}) => {
  const tall = `<div style="height: 3000px">Tall</div><input id="field"><div style="height: 3000px"></div>
    <script>field.focus(); scrollTo(0, 2900)</script>`;
  await world.visit(tall + world.tag('data-open'));
  const chat = partsOf(page);
  const place = () => page.evaluate(() => [document.activeElement?.id, scrollY]);
  await expect(chat.panel).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await place()).toEqual(['field', 2900]);
  await page.setViewportSize({ width: 375, height: 667 });
  await page.goto('about:blank');
  await page.goto(`${world.origin}/`);
  await expect(chat.launcher).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(chat.panel).toHaveCount(0);
  expect((await place())[0]).toBe('field');
});

test('a page whose animation frames are dead, whose base is elsewhere and whose styles are hostile', async ({
  page,
  world,
}) => {
  await world.visit(`<base href="https://elsewhere.invalid/">
    <style>
      html { font-size: 62.5% } body { transform: scale(0.9); overflow: hidden }
      * { letter-spacing: 3px !important; text-transform: uppercase !important; box-sizing: content-box !important }
      div, parley-chat { display: none !important }
    </style>
    <script>window.requestAnimationFrame = () => 0</script>${world.tag()}`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await chat.input.fill('Delivery options');
  await chat.input.press('Enter');
  await expect(chat.message('agent')).toHaveCount(2);
  const box = await chat.launcher.boundingBox();
  expect(box).toMatchObject({ width: 56, height: 56 });
  const style = await chat.input.evaluate((node) => {
    const { letterSpacing, textTransform, fontSize } = getComputedStyle(node);
    return { letterSpacing, textTransform, fontSize };
  });
  expect(style).toEqual({ letterSpacing: 'normal', textTransform: 'none', fontSize: '16px' });
});

test('the page’s own elements open the chat where `launcher` names them', async ({ page, world }) => {
  await world.visit(`<button id="help">Help</button>${world.tag('data-launcher="#help"')}`);
  const chat = partsOf(page);
  await expect(chat.host).toHaveCount(1);
  await expect(chat.launcher).toHaveCount(0);
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(chat.panel).toBeVisible();
});

test('an element of the page opens the chat with a text, which is not sent and takes none of the visitor’s away', async ({
  page,
  world,
}) => {
  await world.visit(`<a href="#elsewhere" data-parley-open="Is the lamp in stock?">Ask about the lamp</a>
    <button data-parley-open="How long does delivery take?">Ask about delivery</button>
    <button data-parley-open>Help</button>${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.getByRole('link', { name: 'Ask' }).click();
  await expect(chat.input).toBeFocused();
  await expect(chat.input).toHaveValue('Is the lamp in stock?');
  // A link leads elsewhere only where there is no chat, or where the visitor wants it in a tab of its own.
  expect(new URL(page.url()).hash).toBe('');
  const other = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Ask' }).click({ modifiers: ['ControlOrMeta'] });
  await (await other).close();
  await page.getByRole('button', { name: 'Ask about delivery' }).click();
  await expect(chat.input).toHaveValue('How long does delivery take?');
  await chat.input.fill('My own words');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Ask' })).toBeFocused();
  await page.getByRole('link', { name: 'Ask' }).click();
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(chat.input).toHaveValue('My own words');
  await expect(chat.message('visitor')).toHaveCount(0);
});

for (const [style, position] of [
  ['', 'top-end'],
  ['height:100%', 'end'],
]) {
  test(`H4: a transformed root displaces no chat at the ${position}, however far it is scrolled (${style})`, async ({
    page,
    world,
  }) => {
    await world.visit(`<style>html{transform:translateZ(0);${style}}</style><p style="height:3000px"></p>
      ${world.tag(`data-position="${position}"`)}`);
    const { launcher } = partsOf(page);
    await expect(launcher).toBeVisible();
    const before = await launcher.boundingBox();
    await page.mouse.wheel(0, 500);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(500);
    expect(await launcher.boundingBox()).toEqual(before);
  });
}

test('H4: the top layer is left to the page wherever the chat has its place without', async ({
  page,
  world,
}) => {
  await world.visit();
  await expect(partsOf(page).launcher).toBeVisible();
  expect(await partsOf(page).host.getAttribute('popover')).toBeNull();
});

test('an element that its owner placed takes the relay the script came from, and is the page’s Parley', async ({
  page,
  world,
}) => {
  await world.visit(`<script>window.Parley = { queue: [(parley) => parley.setDraft('Hello')] }</script>
    <parley-chat mode="inline"></parley-chat>${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.input).toHaveValue('Hello');
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
  for (let turn = 2; turn < 8; turn++) {
    await chat.input.fill('care guide');
    await chat.input.press('Enter');
    await expect(chat.message('agent')).toHaveCount(turn);
  }
  expect((await chat.panel.boundingBox())?.height).toBe(560);
});

test('an element that its owner placed takes the relay that the tag names', async ({ page, world }) => {
  world.publish('/assets/parley.js', bundle);
  const tag = `<script async src="/assets/parley.js" data-relay="${world.relay.url}"></script>`;
  await world.visit(`<parley-chat mode="inline"></parley-chat>${tag}`);
  const chat = partsOf(page);
  await chat.input.focus();
  await expect(chat.message('agent')).toHaveCount(1);
});

test('an element may be given its relay after it has been put into the page', async ({ page, world }) => {
  await world.visit(world.tag('data-mount="none"'));
  await page.waitForFunction(() => customElements.get('parley-chat') !== undefined);
  await page.evaluate((relay) => {
    const element = document.createElement('parley-chat');
    element.setAttribute('mode', 'inline');
    document.body.append(element);
    element.setAttribute('relay', relay);
  }, world.relay.url);
  await expect(partsOf(page).panel).toBeVisible();
});

test('a relay that does not allow the page is named in the console, with the page to add', async ({
  page,
  world,
}) => {
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await world.visit();
  const other = world.origin.replace('127.0.0.1', 'localhost');
  await page.goto(`${other}/`);
  const chat = partsOf(page);
  await chat.launcher.click();
  await expect(page.getByText('The chat is not available right now.')).toBeVisible();
  expect(told.filter((line) => line.includes('ALLOWED_ORIGINS'))).toEqual([expect.stringContaining(other)]);
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(chat.input).toBeFocused();
});

test.describe('before a relay that asks for a proof', () => {
  test.use({
    relayOptions: {
      onCreate: (_, { metadata: { proof, ...metadata } }) =>
        proof === 'not a robot' ? { metadata } : { refusal: 'challenge_required' },
    },
  });

  test('a conversation begins with what onChallenge gives, and the agent never sees it', async ({
    page,
    world,
  }) => {
    await world.visit(
      `<script>window.Parley = { options: { onChallenge: async () => ({ proof: 'not a robot' }), metadata: { page: 'shop' } } }</script>${world.tag()}`,
    );
    const chat = partsOf(page);
    await chat.launcher.click();
    await expect(chat.message('agent')).toHaveCount(1);
    expect(world.agent.calls.map(({ body }) => body)).toMatchObject([{ metadata: { page: 'shop' } }]);
    expect(JSON.stringify(world.agent.calls)).not.toContain('robot');
  });

  test('without onChallenge the chat is not available', async ({ page, world }) => {
    await world.visit();
    await partsOf(page).launcher.click();
    await expect(page.getByText('The chat is not available right now.')).toBeVisible();
    expect(world.agent.received.create).toBe(0);
  });
});
