// Which Firefox the tests drive: the system's, where there is one. Playwright's own is not to be had everywhere.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Path of the system's browser, or undefined where there is none. */
export function findFirefox() {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => [join(folder, 'firefox-esr'), join(folder, 'firefox')])
    .find((path) => existsSync(path));
}
