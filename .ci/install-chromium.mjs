// Sees to it that there is a browser for the tests: the one that is there, else the system's package, else Playwright's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findChromium } from './find-chromium.mjs';

/** Undefined where there is a browser at last; else the sentence that says what to do. */
export function installChromium() {
  if (findChromium() !== null) return undefined;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    console.log('\nThere is no Chromium: installing the system’s.');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get update -qq && apt-get install -y -qq chromium', {
      shell: true,
      stdio: 'inherit',
      env,
    });
  }
  if (findChromium() !== null) return undefined;
  console.log('\nThere is no Chromium: installing Playwright’s.');
  spawnSync('npx playwright install --with-deps chromium', { shell: true, stdio: 'inherit' });
  if (findChromium() !== null) return undefined;
  return 'there is no Chromium and none could be installed. Run: npx playwright install --with-deps chromium';
}
