// End-to-end tests: the built bundle on pages of their own origin, in a real Chromium.
import { defineConfig } from '@playwright/test';
import { findChromium } from '../.ci/find-chromium.mjs';
import { findFirefox } from '../.ci/find-firefox.mjs';

const executablePath = findChromium();
const firefoxPath = findFirefox();

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  ...(process.env['FULL'] ? {} : { grepInvert: /@full/ }),
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/gallery/pictures/{arg}{ext}',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: process.env['PARLEY_REPORT']
    ? [['line'], ['json', { outputFile: process.env['PARLEY_REPORT'] }]]
    : [['list']],
  // A trace costs a fifth of the time: `--trace on` takes one.
  use: { trace: 'off' },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(executablePath && { executablePath }),
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            // A page that is no secure context: a name that is not this machine's, over plain http.
            '--host-resolver-rules=MAP shop.test 127.0.0.1',
          ],
        },
      },
    },
    // A smoke, and what browsers do on their own; in the full run, all that does not need what only Chromium can be told.
    ...(firefoxPath
      ? [
          {
            name: 'firefox',
            ...(process.env['FULL']
              ? { grepInvert: /@chromium/ }
              : { testMatch: ['delivery/browser-resend.spec.ts', 'engines/smoke.spec.ts'] }),
            use: {
              browserName: 'firefox' as const,
              channel: 'moz-firefox',
              launchOptions: { executablePath: firefoxPath },
            },
          },
        ]
      : []),
  ],
});
