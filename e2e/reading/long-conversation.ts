// Long conversations without clicking through them: as storage holds them, and as another tab tells what came in.
import type { Page } from '@playwright/test';
import { expect, openChat, partsOf, type World } from '../support/world.ts';

interface Wishes {
  /** Messages, in turn of the agent and of the visitor; the newest is the agent's. */
  count: number;
  /** So many of the agent's newest nobody has seen. @default 0 */
  unread?: number;
  /** Whether the page finds the panel open. @default true */
  isOpen?: boolean;
  /** The page's markup, the embed tag in it. */
  body?: string;
}

/** Opens the host page with a conversation of that length; what is said next, the agent answers. */
export async function visitLong(
  page: Page,
  world: World,
  { count, unread = 0, isOpen = true, body }: Wishes,
) {
  await openChat(page, world, body);
  await page.evaluate(
    ([length, unseen, stays]) => {
      const name = Object.keys(sessionStorage).find((item) => !item.includes('#')) ?? '';
      const { state, ...rest } = JSON.parse(sessionStorage.getItem(name) ?? '');
      for (const item of Object.keys(sessionStorage)) if (item !== name) sessionStorage.removeItem(item);
      const now = Date.now();
      for (let order = 1; order <= length; order++) {
        const at = now - (length - order) * 60_000;
        const isAgents = (length - order) % 2 === 0;
        const message = {
          id: `message ${order}`,
          text: `Message ${order}. ${'Some more words. '.repeat(order % 7)}`.trim(),
          at,
          order,
          changed: at,
          ...(isAgents
            ? { author: 'agent', suggestions: [], attachments: [], calls: [] }
            : { author: 'visitor', delivery: 'sent', key: `key ${order}`, tries: 1 }),
        };
        sessionStorage.setItem(`${name}#${state.run}#${message.id}`, JSON.stringify(message));
      }
      Object.assign(state, { isOpen: stays, seen: length - 2 * unseen });
      sessionStorage.setItem(name, JSON.stringify({ ...rest, state }));
    },
    [count, unread, isOpen] as const,
  );
  await page.reload();
  const chat = partsOf(page);
  if (isOpen) await expect(chat.panel).toBeVisible();
  else await expect(chat.launcher).toBeVisible();
  return chat;
}

/** Words of the agent that another tab has been told: they come in without the visitor having said anything here. */
export async function arrive(page: Page, ...texts: string[]): Promise<void> {
  await page.evaluate((words) => {
    const name = Object.keys(sessionStorage).find((item) => !item.includes('#')) ?? '';
    const { state, ...rest } = JSON.parse(sessionStorage.getItem(name) ?? '');
    const known = window.Parley?.messages ?? [];
    const last = known.at(-1)?.order ?? 0;
    const at = Date.now();
    const added = words.map((text, index) => ({
      id: `arrived ${last} ${index}`,
      text,
      at,
      order: last + index + 1,
      changed: at,
      author: 'agent',
      suggestions: [],
      attachments: [],
      calls: [],
    }));
    const channel = new BroadcastChannel(name);
    const snapshot = { ...rest, state: { ...state, messages: [...known, ...added] } };
    channel.postMessage({ from: 'another tab', snapshot });
    channel.close();
  }, texts);
  await expect.poll(() => page.evaluate(() => window.Parley?.messages?.at(-1)?.text)).toBe(texts.at(-1));
}

/** Where the log is scrolled to, and how far it is from its end. */
export function readView(page: Page) {
  return partsOf(page).transcript.evaluate((log) => ({
    top: log.scrollTop,
    height: log.clientHeight,
    toEnd: log.scrollHeight - log.clientHeight - log.scrollTop,
  }));
}

/** Scrolls as a reader does, by the wheel, until the log rests that far from its top. */
export async function scrollTo(page: Page, top: number): Promise<void> {
  const { transcript } = partsOf(page);
  await transcript.hover();
  const findWay = async () => top - (await readView(page)).top;
  // On a busy machine a turn of the wheel can be lost, or come to rest late.
  await expect(async () => {
    await page.mouse.wheel(0, await findWay());
    await expect
      .poll(async () => Math.max(Math.abs(await findWay()), await readDrift(page)), { timeout: 1000 })
      .toBeLessThan(2);
  }).toPass();
}

/** Infinity while the log still glides: within five frames it would be elsewhere. */
function readDrift(page: Page): Promise<number> {
  return partsOf(page).transcript.evaluate(async (log) => {
    const before = log.scrollTop;
    for (let frame = 0; frame < 5; frame++)
      await new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));
    return log.scrollTop === before ? 0 : Infinity;
  });
}

/** How far below the log's upper edge the text of the message stands, and its end above the lower edge. */
export function place(page: Page, text: string | RegExp) {
  return partsOf(page)
    .transcript.locator('.text', { hasText: text })
    .last()
    .evaluate((node) => {
      const box = node.getBoundingClientRect();
      const log = node.closest('[part=transcript]')?.getBoundingClientRect();
      return { fromTop: box.top - (log?.top ?? 0), fromEnd: (log?.bottom ?? 0) - box.bottom };
    });
}
