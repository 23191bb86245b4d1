// Rows 19 to 28: what goes wrong between the browser and the relay, in the browser, and with the relay itself.
import { setTimeout as pause } from 'node:timers/promises';
import { expect, type World } from '../support/world.ts';
import type { RelayProcess } from '../delivery/spawn-relay.ts';
import {
  impatient,
  inRelaysPlace,
  readLog,
  type ReferredRow,
  type Row,
  strikeFreshConnection,
  strikeMessages,
} from './row.ts';
import { limits, startRelayProcess } from './relay-process.ts';

/** How far the relay's clock is ahead, for a machine that everything has slept on. */
let sleptMs = 0;
const hourMs = 3_600_000;

/** The page sleeps for eight hours between two messages, and the relay's clock goes on. */
const sleeper: Pick<Row, 'prepare' | 'act' | 'others'> = {
  others: 1,
  prepare: ({ page }) => page.clock.install(),
  async act({ page, world, chat, text }) {
    await chat.say('Thanks');
    await expect(chat.message('agent')).toHaveCount(2);
    sleptMs += 8 * hourMs;
    await page.clock.fastForward(8 * hourMs);
    expect(world.agent.received).toEqual({ create: 1, respond: 1 });
    await chat.say(text);
  },
};

const sleeping = (conversationTtlMs: number): NonNullable<Row['use']> => ({
  relayOptions: { now: () => Date.now() + sleptMs, conversationTtlMs },
});

/** A relay that is a process of its own, which the page is told to use. */
let relay: RelayProcess;
const own = (options?: object): Pick<Row, 'tag'> => ({
  async tag(world: World) {
    relay = await startRelayProcess(world, options);
    return world.tag(`data-relay="${relay.url}"`);
  },
});

const isAboutMessages = (path: string) => path.endsWith('/respond');

export const browserToRelay: Row[] = [
  {
    row: 19,
    fault: 'an answer that takes longer than the relay lets a browser wait',
    heard: 1,
    sees: 'answer',
    text: 'slow',
    use: { relayOptions: { clientWaitMs: 200 }, agentOptions: { slowMs: 1000 } },
    async act({ world, chat, text }) {
      await chat.say(text);
      await expect
        .poll(() => readLog(world))
        .toContainEqual(expect.objectContaining({ status: 409, code: 'in_progress' }));
      await expect(chat.typing).toBeVisible();
    },
    check: ({ countAsked }) => expect(countAsked()).toBeGreaterThan(1),
  },
  {
    row: 20,
    fault: 'the answer is lost by a reset of a connection that was used before',
    heard: 1,
    sees: 'answer',
    use: { lines: { toRelay: strikeMessages({ type: 'reset_peer' }) } },
    check({ world, countAsked }) {
      // The page has asked once; the browser asked again on its own.
      expect(countAsked()).toBe(1);
      expect(readLog(world).at(-1)).toMatchObject({ status: 200, replayed: true });
    },
  },
  {
    row: 21,
    fault: 'the answer is lost by a reset of a fresh connection',
    heard: 1,
    sees: 'answer',
    use: { lines: { toRelay: strikeFreshConnection } },
    check({ world, countAsked }) {
      expect(countAsked()).toBe(2);
      expect(readLog(world).at(-1)).toMatchObject({ status: 200, replayed: true });
    },
  },
  {
    row: 22,
    fault: 'something before the relay refuses what browsers ask beforehand',
    heard: 0,
    sees: 'unheard',
    prepare: impatient,
    use: {
      lines: {
        toRelay: () => ({
          onRequest: ({ method, path }) =>
            method === 'OPTIONS' && isAboutMessages(path) ? inRelaysPlace('403 Forbidden') : undefined,
        }),
      },
    },
    check: ({ countAsked }) => expect(countAsked()).toBe(6),
    goesOn: false,
  },
  {
    row: 22,
    fault: 'a proxy answers 502 with a page of its own, and without CORS',
    heard: 0,
    sees: 'unheard',
    prepare: impatient,
    use: {
      lines: {
        toRelay: strikeMessages(...Array.from({ length: 6 }, () => inRelaysPlace('502 Bad Gateway'))),
      },
    },
    check: ({ countAsked }) => expect(countAsked()).toBe(6),
  },
  {
    row: 23,
    fault: 'the page is loaded again in the middle of a turn',
    heard: 1,
    sees: 'answer',
    text: 'slow',
    use: { agentOptions: { slowMs: 800 } },
    async act({ page, chat, text, countHeard }) {
      await chat.say(text);
      await expect.poll(countHeard).toBe(1);
      await page.reload();
    },
  },
  {
    row: 24,
    fault: 'no network for half a minute',
    heard: 1,
    sees: 'answer',
    prepare: ({ page }) => page.clock.install(),
    async act({ page, chat, text, countHeard }) {
      await page.context().setOffline(true);
      await expect(chat.notice).toContainText('You’re offline.');
      await chat.say(text);
      await page.clock.runFor(30_000);
      await expect(chat.notice).toContainText('Messages will send when you reconnect');
      expect(countHeard()).toBe(0);
      await page.context().setOffline(false);
      await expect(chat.notice).toHaveCount(0);
    },
    // The half minute has put the browser's clock ahead of the relay's, who puts it right before anything is sent.
    check: ({ countAsked }) => expect(countAsked()).toBe(2),
  },
  {
    row: 25,
    fault: 'a machine that slept eight hours, in a conversation that lasts a day',
    heard: 1,
    sees: 'answer',
    use: sleeping(24 * hourMs),
    ...sleeper,
  },
  {
    row: 25,
    fault: 'a machine that slept eight hours, in a conversation that lasted four',
    heard: 0,
    sees: 'expired',
    use: sleeping(4 * hourMs),
    ...sleeper,
  },
  {
    row: 26,
    fault: 'Enter is held, and the button pressed twice',
    heard: 1,
    sees: 'answer',
    async act({ chat, text }) {
      await chat.input.fill(text);
      await chat.input.press('Enter');
      await chat.input.press('Enter');
      await chat.send.dblclick({ force: true });
    },
    check: ({ countAsked }) => expect(countAsked()).toBe(1),
  },
  {
    row: 27,
    fault: 'the relay is killed while the agent thinks, and another takes its place',
    heard: 1,
    sees: 'unconfirmed',
    text: 'hang',
    ...own(),
    async act({ world, chat, text, countHeard }) {
      await chat.say(text);
      await expect.poll(countHeard).toBe(1);
      await relay.kill();
      relay = await startRelayProcess(world, { port: Number(new URL(relay.url).port) });
    },
  },
  {
    row: 28,
    fault: 'the relay is stopped for longer than a turn may take',
    heard: 1,
    sees: 'unconfirmed',
    text: 'hang',
    ...own({ options: limits }),
    async act({ chat, text, countHeard }) {
      await chat.say(text);
      await expect.poll(countHeard).toBe(1);
      relay.pause();
      await pause(limits.leaseMs + 100);
      relay.resume();
    },
  },
  {
    row: 28,
    fault: 'the relay is stopped until the visitor waits no more, and its answer comes late',
    heard: 1,
    sees: 'answer',
    text: 'slow',
    use: { agentOptions: { slowMs: 500 } },
    ...own(),
    prepare: ({ page }) => page.clock.install(),
    async act({ page, chat, text, countHeard }) {
      await chat.say(text);
      await expect.poll(countHeard).toBe(1);
      relay.pause();
      await page.clock.runFor(31_000);
      await page.getByRole('button', { name: 'Stop waiting' }).click();
      await expect(chat.failure).toContainText('We could not confirm that this was delivered.');
      relay.resume();
    },
  },
];

export const provedElsewhere: ReferredRow[] = [
  { row: 23, fault: 'tab close, navigation', provedIn: 'e2e/persistence/persistence.spec.ts' },
  { row: 26, fault: 'two tabs at once', provedIn: 'e2e/tabs/tabs.spec.ts' },
  { row: 27, fault: 'six points of a turn', provedIn: 'e2e/delivery/crash-points.test.ts' },
  { row: 28, fault: 'an answer kept after the lease', provedIn: 'src/relay/store.test.ts' },
];
