// End-to-end tests: the built bundle on pages of their own origin, in a real Chromium: whole in the full run, and
// otherwise its headless shell, which has the same engine and takes half the time.
import { defineConfig } from '@playwright/test';
import { findChromium } from '../.ci/find-chromium.mjs';
import { findFirefox } from '../.ci/find-firefox.mjs';

const executablePath = findChromium({ prefersShell: !process.env['FULL'] });
const firefoxPath = findFirefox();

/** What the full run leaves out in Firefox, by files and names, since its driver cannot say or show it. */
const notOfFirefox = [
  // Touch, notches, heaps, kept pages, compositions and the accessibility tree are Chromium's own protocol's or settings.
  /sheet\.spec|leaks\.spec|bfcache\.spec|vp-keyboard-up/,
  /E3: the Enter|B3: Escape outside|A6, A8, A9: in every|E9, B9: a tap|B13: a finger|E10: a tap|with a finger/,
  /B1, E2: opening|E5, F1, F4: on a phone/,
  // So are schemes, contrast, motion, forced colours and print; and the pictures are Chromium's.
  /vision\.spec|pictures\.spec|D9: the pill|a11y-forced-colors|vp-print/,
  // There Tab goes on to the browser's own bars, and does not come back from them.
  /B7: whatever has the focus|B7: what few|B12: no single key|B5: the floating panel|A1, B1, B2, B5: by keys|A7, A8, A9, G12: in/,
  // Its driver's wheel knows nothing of `overscroll-behavior`.
  /D8: the wheel/,
  // Neither preflights nor bodies are told of, answers to the former cannot be made, and connections are others.
  /faults\.spec|frameworks\.spec|while the answer is on its way|js-object-prototype/,
  /the README’s (options for tag managers|element fills)/,
  // Neither shifts of layout nor a selection inside a shadow root are told, and pages kept for going back are not kept.
  /load-deep-link-scroll|css-inherited-hell|spa-bfcache/,
  // Styles and names that the driver leaves in the page.
  /csp-default-none|csp-no-inline-style|csp-style-attr-none|H2: with right settings/,
  // It resolves no names that are not there.
  /W-4: tabs without/,
  // It tells of no downloads.
  /kept as text and as data/,
  // The blank page before it counts in the history for a while.
  /keys-spa-link-router/,
  // Fields grow there by `rows`, after which the log stands 5 px off; and motions are told in another order.
  /E4: in an engine|M2: only opacity/,
];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // These are installed from the registry, and have a configuration of their own: `npm run test:frameworks`.
  testIgnore: '**/e2e/frameworks/**',
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
        // Else Playwright takes the shell of its own.
        ...(process.env['FULL'] && !executablePath && { channel: 'chromium' }),
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
              ? { grepInvert: notOfFirefox }
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
