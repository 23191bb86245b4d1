// Which Chromium the tests drive: Playwright's own where it is installed, else the system's.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of the system's browser; undefined where Playwright's own is there, and null where there is none at all. */
export function findChromium() {
  if (existsSync(chromium.executablePath())) return undefined;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found) return found;
  }
  return null;
}
