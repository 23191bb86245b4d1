// What is spoken over whole conversations, heard by a spy on every live region and on `ariaNotify`. The timings,
// and long conversations, are proved with a fake clock in src/widget/announcer.test.tsx.
import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, test } from '../support/world.ts';
import { hush, readSpeech, readWords, spyOnSpeech } from './live-spy.ts';

const greeting = 'Chat says: Hi, how can I help you today?';
const answer = 'Chat says: Our return policy is 30 days with proof of purchase.';

const heard = (page: Page) => expect.poll(() => readWords(page), { timeout: 20_000 });

/** Hands work to the chat as the page can. */
const asPage = (page: Page, work: string) => page.evaluate(`void window.Parley.${work}`);

for (const notify of [true, false]) {
  test.describe(notify ? 'where the browser speaks by itself' : 'through live regions', () => {
    test.beforeEach(({ page }) => spyOnSpeech(page, notify));

    test('C1, C2, C5: each turn is spoken once, as plain words, the same twice too', async ({
      page,
      world,
    }) => {
      const chat = await openChat(page, world);
      const turns: [string, string][] = [
        ['returns', answer],
        ['returns', answer],
        [
          'order',
          'Chat says: You can follow it on your orders page. If the link in your email no longer works, start at https://shop.example/track instead.',
        ],
        ['thanks', "Chat says: You're welcome. Is there anything else?"],
        [
          'code',
          'Chat says: Use WELCOME10 for 10% off your first order. Type it into the box at checkout:\nWELCOME10',
        ],
      ];
      const script = [...turns, ...turns];
      for (const [text] of script) await asPage(page, `send(${JSON.stringify(text)})`);
      await expect(chat.message('agent')).toHaveCount(11);
      await heard(page).toEqual([greeting, ...script.map(([, words]) => words)]);
      const speech = await readSpeech(page);
      expect(new Set(speech.map(({ by }) => by))).toEqual(new Set([notify ? 'notify' : 'region']));
      for (const { how, emptyMs } of speech) if (how !== 'removed') expect(emptyMs).toBeGreaterThan(16);
      // C4: nothing of it stays.
      await expect(chat.host.locator('.visually-hidden[aria-live] p')).toHaveCount(0);
      await expect(
        chat.host.locator('[aria-live] [aria-live], [role=log] [aria-live], [aria-busy]'),
      ).toHaveCount(0);
    });

    test('C3: a page with its messages comes back in silence, and so do its looks', async ({
      page,
      world,
    }) => {
      const chat = await openChat(page, world);
      for (let turn = 0; turn < 5; turn++) await asPage(page, 'send("returns")');
      // First what has come in, then what is drawn of it: they could fail for different reasons.
      await expect.poll(() => page.evaluate(() => window.Parley?.messages?.length)).toBe(11);
      await expect(chat.message('agent')).toHaveCount(6);
      await page.reload();
      await expect(chat.message('agent')).toHaveCount(6);
      await asPage(page, `update({ theme: 'dark' })`);
      await asPage(page, `update({ labels: { agentSaid: '{name} sagte:' } })`);
      await expect(chat.message('agent').last()).toContainText('Chat sagte:');
      await page.keyboard.press('Escape');
      await asPage(page, 'close()');
      await chat.launcher.click();
      await expect(chat.panel).toBeVisible();
      await chat.say('returns');
      await heard(page).toEqual([answer]);
    });

    test('C7: a failure is spoken at once, and only once', async ({ page, world }) => {
      const chat = await openChat(page, world);
      await chat.say('500');
      await expect(chat.retry).toBeVisible();
      await chat.say('returns');
      await heard(page).toEqual([
        greeting,
        '!We could not confirm that this was delivered. Send again',
        answer,
      ]);
    });

    test('C8: a closed panel tells of a burst once, outside of what is hidden', async ({ page, world }) => {
      const chat = await openChat(page, world);
      // In a panel that is closed before it can be spoken, it is one of the burst.
      await heard(page).toEqual([greeting]);
      await chat.close.click();
      await expect(chat.panel).toBeHidden();
      for (let turn = 0; turn < 5; turn++) await asPage(page, 'send("returns")');
      await expect(page.getByRole('button', { name: 'Open chat, 5 unread messages' })).toBeVisible();
      await heard(page).toEqual([greeting, 'New message from Chat']);
    });

    test('C10: of a long reply the beginning is spoken, and how much there is to read', async ({
      page,
      world,
    }) => {
      const chat = await openChat(page, world);
      await chat.say('warranty');
      await expect(chat.message('agent')).toHaveCount(2);
      const [, words = ''] = await readWords(page);
      expect(words).toMatch(
        /^Chat says: Our promise, in full\s[^]*\s+Long message, 1\d\d words; read it in the conversation\.$/,
      );
      expect(words.length).toBeLessThan(450);
      expect(words).not.toMatch(/[#*[\]]/);
    });

    test('C11: restart, delete, and a network that comes back give a word', async ({ page, world }) => {
      const chat = await openChat(page, world);
      await hush(page);
      await page.context().setOffline(true);
      await expect(chat.notice).toContainText('You’re offline.');
      await page.context().setOffline(false);
      await expect(chat.notice).toHaveCount(0);
      const menu = page.getByRole('button', { name: 'Menu' });
      await menu.click();
      await page.getByRole('button', { name: 'New conversation' }).click();
      await expect(chat.message('agent')).toHaveCount(1);
      await menu.click();
      await page.getByRole('button', { name: 'Delete conversation' }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await expect(chat.message('agent')).toHaveCount(0);
      await heard(page).toEqual([
        'You’re offline. Messages will send when you reconnect.',
        'Back online',
        'New conversation',
        greeting,
        'Conversation deleted',
      ]);
    });
  });
}

test('C3: what is said in one tab is not spoken in another', async ({ page, world, context }) => {
  await spyOnSpeech(context);
  const chat = await openChat(page, world);
  const other = await context.newPage();
  await other.goto(`${world.origin}/`);
  const copy = partsOf(other);
  await expect(copy.message('agent')).toHaveCount(1);
  await chat.say('returns');
  await expect(copy.message('agent')).toHaveCount(2);
  await heard(page).toEqual([greeting, answer]);
  expect(await readWords(other)).toEqual([]);
  await copy.input.fill('thanks');
  await copy.send.click();
  await expect(chat.message('agent')).toHaveCount(3);
  await heard(other).toEqual(["Chat says: You're welcome. Is there anything else?"]);
  expect(await readWords(page)).toHaveLength(2);
});

test('C9: a reply, a failure and the end leave the focus where it is', async ({ page, world }) => {
  const chat = await openChat(page, world);
  for (const [text, sign] of [
    ['returns', chat.message('agent').nth(1)],
    ['500', chat.failure],
    ['goodbye', chat.ended],
  ] as const) {
    await chat.close.focus();
    await asPage(page, `send('${text}')`);
    await expect(sign).toBeVisible();
    await expect(chat.close).toBeFocused();
  }
});

test.describe('with a slow agent', () => {
  test.use({ agentOptions: { delayMs: 900 } });

  test('C7: "Sending" is seen after 400 ms, and not before', async ({ page, world }) => {
    const chat = await openChat(page, world);
    await chat.say('returns');
    const sending = chat.message('visitor').getByText('Sending');
    await expect(sending).toBeAttached();
    const look = await sending.evaluate((node) => {
      const { animationName, animationDelay, animationFillMode } = getComputedStyle(node);
      return { animationName, animationDelay, animationFillMode };
    });
    expect(look).toEqual({ animationName: 'appear', animationDelay: '0.4s', animationFillMode: 'backwards' });
    await expect(chat.message('visitor')).toContainText('Sent');
  });
});
