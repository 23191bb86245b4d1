// Sees to it that what some tests need is on this machine, and says which tests go without where it is not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findFirefox } from './find-firefox.mjs';
import { findWebKit } from './find-webkit.mjs';

const needed = [
  {
    name: 'redis-server',
    isThere: () => spawnSync('redis-server', ['--version']).status === 0,
    without: 'what relays share in Redis',
  },
  {
    name: 'nginx-light',
    isThere: () => spawnSync('nginx', ['-v']).status === 0,
    without: 'what a relay makes of a real proxy, and relays behind one',
  },
  {
    name: 'haproxy',
    isThere: () => spawnSync('haproxy', ['-v']).status === 0,
    without: 'what a relay makes of HAProxy',
  },
  {
    name: 'prometheus',
    isThere: () => spawnSync('promtool', ['--version']).status === 0,
    without: 'whether Prometheus can read the metrics',
  },
  {
    name: 'openssl',
    isThere: () => spawnSync('openssl', ['version']).status === 0,
    without: 'what check says of certificates',
  },
  {
    name: 'firefox-esr',
    isThere: () => findFirefox() !== undefined,
    without: 'what Firefox does on its own',
  },
  {
    name: 'webkit2gtk-driver xvfb',
    isThere: () => findWebKit() !== undefined,
    without: 'a conversation in WebKit',
  },
  {
    name: 'fonts-dejavu-core',
    isThere: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
    without: 'how every state looks',
  },
  {
    name: 'fonts-noto-core',
    isThere: () => existsSync('/usr/share/fonts/truetype/noto/NotoSansBengali-Regular.ttf'),
    without: 'whether every language fits, in its own letters',
  },
];

/** Sentences that say what is not tried for want of a package, and how to get it. */
export function installPackages() {
  const missing = () => needed.filter(({ isThere }) => !isThere());
  const names = missing().map(({ name }) => name);
  if (names.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`\nInstalling ${names.join(' and ')}, which some tests need.`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const command = `apt-get update -qq && apt-get install -y -qq ${names.join(' ')} >/dev/null`;
    spawnSync(command, { shell: true, stdio: 'inherit', env });
  }
  return missing().map(
    ({ name, without }) => `${without}: there is no ${name}. Run: apt-get install ${name}`,
  );
}
