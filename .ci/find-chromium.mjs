// Which Chromium the tests drive: Playwright's own where it is installed, else the system's.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from '@playwright/test';

/** The same engine without what windows need: three times quicker at opening a page. */
export const shell = 'chromium-headless-shell';

const whole = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Path of the system's browser, the shell first where it is preferred; undefined where Playwright's own is there, and null
 * where there is none at all.
 */
export function findChromium({ prefersShell = false } = {}) {
  if (existsSync(chromium.executablePath())) return undefined;
  return find(prefersShell ? [shell, ...whole] : [...whole, shell]);
}

/** Whether the system has the one that is preferred. */
export const hasPreferred = ({ prefersShell }) => find(prefersShell ? [shell] : whole) !== null;

function find(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}
