// Sees to it that there is a browser for the tests: the one that is there, else the system's package, else Playwright's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findChromium, hasPreferred, shell } from './find-chromium.mjs';

/** Undefined where there is a browser at last; else the sentence that says what to do. */
export function installChromium({ prefersShell }) {
  const isFound = () => findChromium() !== null;
  if (findChromium() === undefined || hasPreferred({ prefersShell })) return undefined;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const name = prefersShell ? shell : 'chromium';
    console.log(`\nInstalling the system's ${name}.`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const command = `apt-get update -qq && apt-get install -y -qq ${name} >/dev/null`;
    spawnSync(command, { shell: true, stdio: 'inherit', env });
  }
  if (isFound()) return undefined;
  console.log('\nThere is no Chromium: installing Playwright’s.');
  spawnSync('npx playwright install --with-deps chromium', { shell: true, stdio: 'inherit' });
  if (isFound()) return undefined;
  return 'there is no Chromium and none could be installed. Run: npx playwright install --with-deps chromium';
}
