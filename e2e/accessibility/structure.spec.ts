// What assistive technology is given: roles and names in every state, and nothing to stop at that does nothing.
import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';

/** What must have a name of its own, as the browser computes it. */
const named = new Set(['button', 'link', 'textbox', 'dialog', 'log', 'heading', 'group', 'image']);

async function expectSoundStructure(page: Page, state: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const nameless = nodes.filter(
    ({ ignored, role, name }) => !ignored && named.has(role?.value) && !name?.value,
  );
  expect(
    nameless.map(({ role }) => role?.value),
    `${state}: without a name`,
  ).toEqual([]);
  const faults = await page.evaluate(() => {
    const root = document.querySelector('parley-chat')?.shadowRoot;
    const all = [...(root?.querySelectorAll<HTMLElement>('*') ?? [])];
    const ids = all.map(({ id }) => id).filter(Boolean);
    const tell = (fault: string, nodes: Element[]) =>
      nodes.map((node) => `${fault}: ${node.outerHTML.slice(0, 80)}`);
    const stops = all.filter((node) => node.tabIndex >= 0 && node.checkVisibility());
    return [
      ...tell(
        'title',
        all.filter((node) => node.hasAttribute('title')),
      ),
      ...tell(
        'positive tabindex',
        all.filter((node) => node.tabIndex > 0),
      ),
      ...tell(
        'application',
        all.filter((node) => node.getAttribute('role') === 'application'),
      ),
      ...tell(
        'hidden, but in the Tab order',
        stops.filter((node) => node.closest('[aria-hidden=true]')),
      ),
      ...tell(
        'a stop that neither acts nor scrolls',
        stops.filter(
          (node) =>
            !node.matches('button,a[href],textarea') &&
            node.scrollWidth <= node.clientWidth &&
            node.scrollHeight <= node.clientHeight,
        ),
      ),
      ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `twice: ${id}`),
    ];
  });
  expect(faults, state).toEqual([]);
}

test('A6, A8, A9: in every state each control has a name, only what acts is a stop, and ids are unique', async ({
  page,
  world,
}) => {
  await world.visit(world.tag('data-suggestions="returns|order"'));
  const chat = partsOf(page);
  const menu = page.getByRole('button', { name: 'Menu' });
  await expectSoundStructure(page, 'closed');
  await chat.launcher.click();
  await expect(chat.message('agent')).toHaveCount(1);
  await expectSoundStructure(page, 'open');
  await menu.click();
  await expectSoundStructure(page, 'menu');
  await page.getByRole('button', { name: 'Delete conversation' }).click();
  await expectSoundStructure(page, 'question');
  await page.keyboard.press('Escape');
  for (const [text, sign] of [
    ['500', chat.retry],
    ['hello', chat.suggestion.first()],
    ['code', chat.message('agent').nth(2)],
    ['goodbye', chat.restart],
  ] as const) {
    await chat.input.fill(text);
    await chat.send.click();
    await expect(sign).toBeVisible();
    await expectSoundStructure(page, text);
  }
  await chat.close.click();
  await expect(chat.panel).toBeHidden();
  await expectSoundStructure(page, 'closed again');
});

test('A1: the launcher says what it does, whether it has done it, and how much is unread', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  const expectLauncher = async (name: string, expanded: 'true' | 'false') => {
    await expect(
      page.getByRole('button', { name, exact: true, expanded: expanded === 'true' }),
    ).toHaveAttribute('part', 'launcher');
    await expect(chat.launcher).toHaveAttribute('aria-haspopup', 'dialog');
    await expect(chat.launcher).toHaveAttribute('aria-expanded', expanded);
    await expect(chat.launcher.locator('svg')).toHaveAttribute('aria-hidden', 'true');
    expect(await chat.launcher.evaluate(({ localName }) => localName)).toBe('button');
  };
  await expectLauncher('Close chat', 'true');
  await chat.launcher.click();
  await expectLauncher('Open chat', 'false');
  await page.evaluate(`void Parley.send('returns')`);
  await expectLauncher('Open chat, 1 unread message', 'false');
  await page.evaluate(`void Parley.send('returns')`);
  await expectLauncher('Open chat, 2 unread messages', 'false');
});

test('A5: the transcript is a log with one list, whose items begin with their author and tell their time', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say('returns');
  await expect(chat.message('agent')).toHaveCount(2);
  const list = page.getByRole('log', { name: 'Conversation' }).getByRole('list');
  await expect(list).toHaveCount(1);
  const day = '(Today [\\d:]+\\s?[AP]M)?';
  await expect(list.getByRole('listitem')).toHaveText(
    ['Chat', 'You', 'Chat'].map((author) => new RegExp(`^${day}${author} said:`)),
  );
  for (const time of await chat.host.locator('time').all())
    expect(Date.parse((await time.getAttribute('datetime')) ?? '')).toBeGreaterThan(Date.now() - 60_000);
});
