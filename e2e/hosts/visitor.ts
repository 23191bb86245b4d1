// What a visitor does on a hostile page, and what every visitor may expect of it.
import type { Locator, Page } from '@playwright/test';
import { expect, type Parts, type World } from '../support/world.ts';
import { findChanges, type PageState, readPageState } from './page-state.ts';

export interface Visit {
  page: Page;
  world: World;
  chat: Parts;
  /** Of the page with the chat. */
  address: string;
  isTouch: boolean;
  /** What the page is without the chat. */
  before: PageState & { complaints: string[] };
}

/** Nearly all of it, since lengths are no whole pixels. */
const whole = { ratio: 0.98 };
export const question = "What's your return policy?";

/** Loads the page, finds the launcher, and finds the page as it is without it. */
export async function arrive(visit: Visit): Promise<void> {
  await visit.page.goto(visit.address);
  await findLauncher(visit);
  await findPageUnchanged(visit);
}

/** The launcher is in the viewport, large enough for a finger, and nothing lies above it. */
export async function findLauncher({ chat }: Pick<Visit, 'chat'>): Promise<void> {
  await expect(chat.launcher).toHaveCount(1);
  await expect(chat.launcher).toBeVisible();
  await expect(chat.launcher).toBeInViewport(whole);
  await chat.launcher.click({ trial: true });
  const { width = 0, height = 0 } = (await chat.launcher.boundingBox()) ?? {};
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
}

export async function findPageUnchanged({ page, before }: Visit): Promise<void> {
  await expect.poll(async () => findChanges(before, await readPageState(page))).toEqual([]);
}

export async function findInViewport(...parts: Locator[]): Promise<void> {
  for (const part of parts) await expect(part).toBeInViewport(whole);
}

/** Presses it, with what the visitor has. */
export function press({ isTouch }: Visit, part: Locator): Promise<void> {
  return isTouch ? part.tap() : part.click();
}

/** Opens the panel unless it is, and waits for the greeting. */
export async function open(visit: Visit): Promise<void> {
  const { chat } = visit;
  await expect(chat.launcher).toHaveCount(1);
  if ((await chat.panel.count()) === 0) await press(visit, chat.launcher);
  await expect(chat.panel).toBeVisible();
  await expect(chat.message('agent').first()).toBeVisible();
}

/** Writes key by key where a press on the composer has put the focus. */
export async function write(visit: Visit, text: string): Promise<void> {
  await press(visit, visit.chat.input);
  await visit.page.keyboard.type(text);
  await findWritten(visit, text);
}

/** Sends what has been written: by Enter, and on a touch screen, where Enter is a new line, by the button. */
export async function send(visit: Visit): Promise<void> {
  const { page, chat, isTouch } = visit;
  await (isTouch ? chat.send.tap() : page.keyboard.press('Enter'));
  await findWritten(visit, '');
}

/** By its property, since Playwright knows no fields in documents of XML. */
async function findWritten({ chat }: Visit, text: string): Promise<void> {
  await expect(chat.input).toHaveJSProperty('value', text);
}

/** Says it, and is answered; the agent hears it once. */
export async function say(visit: Visit, text: string): Promise<void> {
  const answers = await visit.chat.message('agent').count();
  await write(visit, text);
  await send(visit);
  await findAnswered(visit, text, answers + 1);
}

export async function findAnswered({ chat, world }: Visit, text: string, answers: number): Promise<void> {
  await expect(chat.message('agent')).toHaveCount(answers);
  await expect(chat.message('agent').last()).toBeVisible();
  await expect(chat.message('visitor').filter({ hasText: text })).toHaveCount(1);
  expect(countHeard(world, text)).toBe(1);
}

/** How often the agent has heard it. */
export function countHeard({ agent }: World, text: string): number {
  return agent.calls.filter(({ body }) => (body as { message?: unknown }).message === text).length;
}

export async function talk(visit: Visit): Promise<void> {
  await open(visit);
  await say(visit, question);
}

/** What the page itself has noted in a global. */
export function readGlobal({ page }: Pick<Visit, 'page'>, name: string): Promise<unknown> {
  return page.evaluate((name) => Reflect.get(window, name) as unknown, name);
}
