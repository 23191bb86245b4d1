// Relays that fail, lines that break, and replies that are not what they should be.
import { expect } from '../support/world.ts';
import { forge, impatient, strikeMessages } from '../faults/row.ts';
import { hostile } from './hostile.ts';
import { arrive, countHeard, findAnswered, open, question, say, send, write } from './visitor.ts';

/** Something before the relay is unavailable, and lets the page read that. */
const unavailable = {
  ...forge('503 Service Unavailable', '{"error":"unavailable"}', { 'Access-Control-Allow-Origin': '*' }),
  stream: 'upstream',
} as const;

// https://github.com/microsoft/BotFramework-WebChat/issues/135
// https://github.com/microsoft/BotFramework-WebChat/issues/1521
// https://github.com/zendesk/sunshine-conversations-web/pull/294
hostile('net-api-503', {
  holds: 'J4: where the relay stays unavailable the text stays with a way on, and the chat works afterwards',
  telling: true,
  hasFailures: true,
  // As often as it is tried by itself.
  use: { lines: { toRelay: strikeMessages(...Array.from({ length: 6 }, () => unavailable)) } },
  async act(visit) {
    const { page, chat } = visit;
    await impatient({ page });
    await arrive(visit);
    await open(visit);
    await write(visit, question);
    await send(visit);
    await expect(chat.failure).toBeVisible();
    await expect(chat.message('visitor').filter({ hasText: question })).toHaveCount(1);
    await chat.retry.click();
    await findAnswered(visit, question, 2);
    await say(visit, 'second try');
  },
});

// https://github.com/RocketChat/Rocket.Chat.iOS/issues/1153
// https://github.com/freescout-help-desk/freescout/issues/2347
hostile('net-offline', {
  holds: 'J6: what is said in a tunnel is said once behind it, and the chat goes on',
  hasFailures: true,
  async act(visit) {
    const { page, chat, world } = visit;
    await arrive(visit);
    await open(visit);
    await say(visit, 'first');
    await page.context().setOffline(true);
    await write(visit, 'in the tunnel');
    await send(visit);
    await expect(chat.notice).toBeVisible();
    await expect(chat.message('visitor').filter({ hasText: 'in the tunnel' })).toHaveCount(1);
    expect(countHeard(world, 'in the tunnel')).toBe(0);
    await page.context().setOffline(false);
    await findAnswered(visit, 'in the tunnel', 3);
    await say(visit, 'back again');
  },
});

hostile('net-lost-response', {
  holds: 'J4: a message whose answer was lost stands there once, is heard once, and is answered',
  hasFailures: true,
  use: { lines: { toRelay: strikeMessages({ type: 'reset_peer' }) } },
  async act(visit) {
    await arrive(visit);
    await open(visit);
    await say(visit, question);
  },
});

/** An agent that says this and nothing else. */
const always = (response: string) => ({
  agentOptions: {
    persona: {
      greeting: { response: 'Hello' },
      topics: [],
      fallback: { response },
      secondTry: { response },
      slow: { response },
    },
  },
});

// https://github.com/dimagi/open-chat-studio/pull/3042
// https://github.com/SandeepVashishtha/Eventra/pull/6572
hostile('net-html-reply', {
  holds: 'K5: a reply of markup, scripts and wicked links runs nothing, and has no link that would',
  use: always(
    '<img src=x onerror="window.__xss=1"><script>window.__xss=2</script><svg onload="window.__xss=3"></svg>[click](javascript:window.__xss=4) <a href="javascript:window.__xss=5">link</a> <iframe srcdoc="<script>parent.__xss=6</script>"></iframe> END-OF-REPLY',
  ),
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    await open(visit);
    await say(visit, question);
    await expect(chat.message('agent').last()).toContainText('END-OF-REPLY');
    await expect(chat.transcript.locator('a, img, script, iframe, [href], [src], [onload]')).toHaveCount(0);
    expect(await page.evaluate(() => '__xss' in window)).toBe(false);
  },
});

// https://github.com/hexabot-ai/Hexabot/issues/1159
// https://github.com/vm0-ai/vm0/issues/9821
// https://github.com/runtypelabs/persona/pull/327
hostile('net-long-words', {
  holds: 'neither transcript nor page goes sideways for a reply that cannot be broken',
  use: always(`See https://example.com/${'a1b2c3d4e5'.repeat(70)} and ${'W'.repeat(300)} END-OF-REPLY`),
  async act(visit) {
    const { page, chat } = visit;
    await arrive(visit);
    await open(visit);
    await say(visit, question);
    await expect(chat.message('agent').last()).toContainText('END-OF-REPLY');
    expect(await chat.transcript.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  },
});
