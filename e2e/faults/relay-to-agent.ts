// Rows 1 to 18: what goes wrong between the relay and the agent.
import { expect } from '../support/world.ts';
import { openBlackHole } from '../support/black-hole.ts';
import type { Toxic } from '../support/fault-proxy.ts';
import { forge, impatient, readLog, type Row, type Scene, strikeMessages } from './row.ts';

type Use = NonNullable<Row['use']>;

const striking = (...toxics: Toxic[]): Use => ({ lines: { toAgent: strikeMessages(...toxics) } });
const forging = (chunks: Iterable<string | Buffer>): Use => striking({ type: 'forge', chunks });

/** The relay says so to its operator, and nobody tries again. */
function alarms(code: string) {
  return ({ world, countAsked }: Scene): void => {
    expect(readLog(world)).toContainEqual(expect.objectContaining({ code, level: 'error' }));
    expect(countAsked()).toBe(1);
  };
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** How much of a gigabyte has been taken. */
let poured = 0;
function* pourGigabyte(): Iterable<string | Buffer> {
  const chunk = Buffer.alloc(2 ** 16, 'x');
  yield `${head}Content-Length: ${2 ** 30}\r\n\r\n{"response":"`;
  for (poured = 0; poured < 2 ** 30; poured += chunk.length) yield chunk;
}

const putOff = (seconds: number) => ({ 'Retry-After': seconds });

export const relayToAgent: Row[] = [
  {
    row: 1,
    fault: 'the agent’s port is closed for a while',
    heard: 1,
    sees: 'answer',
    use: { ...striking(), relayOptions: { random: () => 0 } },
    async act({ world, chat, text, countHeard }) {
      await world.lines.toAgent?.close();
      await chat.say(text);
      await expect(chat.typing).toBeVisible();
      await expect
        .poll(() => readLog(world))
        .toContainEqual(expect.objectContaining({ status: 503, code: 'upstream_unavailable' }));
      expect(countHeard()).toBe(0);
      await world.lines.toAgent?.open();
    },
  },
  {
    row: 2,
    fault: 'the agent’s name cannot be resolved',
    heard: 0,
    sees: 'unreachable',
    prepare: impatient,
    use: {
      relayOptions: {
        random: () => 0,
        fetch: (url, init) => fetch(url.endsWith('/respond') ? 'http://agent.invalid/' : url, init),
      },
    },
    check: ({ countAsked }) => expect(countAsked()).toBe(6),
    goesOn: false,
  },
  {
    row: 3,
    fault: 'connecting to the agent leads nowhere',
    heard: 0,
    sees: 'typing, while it is tried again',
    greets: false,
    use: {
      relayOptions: { random: () => 0, connectTimeoutMs: 1 },
      // eslint-disable-next-line no-empty-pattern -- a fixture has to name what it needs
      agentUrl: async ({}, use) => {
        const hole = await openBlackHole();
        await use(hole.url);
        await hole.close();
      },
    },
    async act({ page, world }) {
      const asksAgain = page
        .waitForRequest('**/chat/create')
        .then(() => page.waitForRequest('**/chat/create'));
      await page.locator('parley-chat [part~="launcher"]').click();
      await asksAgain;
      const [first] = readLog(world).filter(({ route }) => route === 'create');
      expect(first).toMatchObject({ status: 503, code: 'upstream_unavailable', attempts: 3 });
      expect(world.agent.calls).toEqual([]);
    },
  },
  {
    row: 4,
    fault: 'the agent resets the connection as it is made',
    heard: 1,
    sees: 'answer',
    use: {
      lines: {
        toAgent: () => ({ onConnection: (number) => (number === 2 ? { type: 'refuse' } : undefined) }),
      },
    },
    async act({ world, chat, text }) {
      world.lines.toAgent?.drop();
      await chat.say(text);
    },
    check({ world, countAsked }) {
      expect(world.lines.toAgent?.chosen).toEqual({ refuse: 1 });
      expect(readLog(world).at(-1)).toMatchObject({ status: 200, attempts: 2 });
      expect(countAsked()).toBe(1);
    },
  },
  { row: 5, fault: 'reset after the request was read', heard: 1, sees: 'unconfirmed', text: 'reset' },
  {
    row: 6,
    fault: 'an orderly end after the request was read',
    heard: 1,
    sees: 'unconfirmed',
    use: striking({ type: 'close' }),
  },
  {
    row: 7,
    fault: 'headers, and then nothing until time is up',
    heard: 1,
    sees: 'unconfirmed',
    use: { ...forging([`${head}Content-Length: 100\r\n\r\n`]), relayOptions: { upstreamTimeoutMs: 1000 } },
  },
  {
    row: 8,
    fault: 'the answer breaks off',
    heard: 1,
    sees: 'unconfirmed',
    text: 'What does your warranty cover?',
    use: striking({ type: 'limit_data', bytes: 700 }),
  },
  {
    row: 9,
    fault: 'the answer comes byte by byte',
    heard: 1,
    sees: 'answer',
    use: striking({ type: 'slicer', bytes: 1, delayMs: 2 }),
  },
  {
    row: 10,
    fault: 'an answer that is no HTTP',
    heard: 1,
    sees: 'unconfirmed',
    use: forging(['SSH-2.0-OpenSSH_9.2\r\n\r\n']),
  },
  {
    row: 10,
    fault: 'headers of 20 kB',
    heard: 1,
    sees: 'unconfirmed',
    use: striking(forge('200 OK', '{"response":"Hello"}', { 'X-Long': 'x'.repeat(20_000) })),
  },
  { row: 11, fault: '200 with a page of HTML', heard: 1, sees: 'unconfirmed', text: 'html' },
  { row: 11, fault: '200 with nothing', heard: 1, sees: 'unconfirmed', use: striking(forge('200 OK', '')) },
  {
    row: 11,
    fault: '200 with wrong types',
    heard: 1,
    sees: 'unconfirmed',
    use: striking(forge('200 OK', '{"response":42,"end_conversation":"yes"}')),
  },
  {
    row: 11,
    fault: '200 with a gigabyte',
    heard: 1,
    sees: 'unconfirmed',
    use: forging({ [Symbol.iterator]: () => pourGigabyte()[Symbol.iterator]() }),
    // What fits into the buffers on the way, and no more.
    check: () => expect(poured).toBeLessThan(2 ** 25),
  },
  ...['401 Unauthorized', '403 Forbidden'].map((status): Row => ({
    row: 12,
    fault: status,
    heard: 1,
    sees: 'unavailable',
    use: striking(forge(status, '{}')),
    check: alarms('upstream_auth'),
  })),
  { row: 13, fault: '404', heard: 1, sees: 'expired', use: striking(forge('404 Not Found', '{}')) },
  { row: 13, fault: '400 CHAT_TIMEOUT', heard: 1, sees: 'expired', text: 'expired' },
  { row: 13, fault: '410', heard: 1, sees: 'ended', text: 'ended' },
  {
    row: 14,
    fault: '429 that asks for a second',
    heard: 2,
    sees: 'answer',
    text: '429',
    use: { agentOptions: { retryAfterSeconds: 1 } },
    check: ({ countAsked }) => expect(countAsked()).toBe(1),
  },
  {
    row: 15,
    fault: '429 that asks for twenty seconds, which are counted down',
    heard: 2,
    sees: 'answer',
    text: '429',
    use: { agentOptions: { retryAfterSeconds: 20 } },
    prepare: ({ page }) => page.clock.install(),
    async act({ page, chat, text, countHeard }) {
      await chat.say(text);
      await expect(page.getByText(/Too many messages just now\. Sending in (20|19) seconds\./)).toBeVisible();
      await page.clock.runFor(10_000);
      await expect(page.getByText(/Sending in (10|9) seconds\./)).toBeVisible();
      expect(countHeard()).toBe(1);
      await page.clock.runFor(12_000);
    },
  },
  {
    row: 15,
    fault: '429 that asks for an hour, which nobody is made to wait for',
    heard: 1,
    sees: 'unavailable for now',
    text: '429',
    use: { agentOptions: { retryAfterSeconds: 3600 } },
  },
  { row: 16, fault: '500', heard: 1, sees: 'unconfirmed', text: '500' },
  { row: 16, fault: '502', heard: 1, sees: 'unconfirmed', use: striking(forge('502 Bad Gateway', '')) },
  { row: 16, fault: '504', heard: 1, sees: 'unconfirmed', use: striking(forge('504 Gateway Timeout', '')) },
  { row: 17, fault: 'a bare 503', heard: 1, sees: 'unconfirmed', text: '503' },
  {
    row: 17,
    fault: '503 that asks for a second',
    heard: 2,
    sees: 'answer',
    use: striking(forge('503 Service Unavailable', '', putOff(1))),
    check: ({ countAsked }) => expect(countAsked()).toBe(1),
  },
  ...['302 Found', '307 Temporary Redirect'].map((status): Row => ({
    row: 18,
    fault: `${status}, which would take the key elsewhere`,
    heard: 1,
    sees: 'unavailable',
    use: striking(forge(status, '', { Location: '/v1/canary/canary/chat/respond' })),
    check(scene) {
      alarms('upstream_misconfigured')(scene);
      expect(scene.world.agent.calls.map(({ accountId }) => accountId)).not.toContain('canary');
    },
  })),
];
