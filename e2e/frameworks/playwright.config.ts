// Apps that are installed and built for their tests: one at a time, and with the patience that this takes.
import { defineConfig } from '@playwright/test';
import base from '../playwright.config.ts';

export default defineConfig({
  ...base,
  testDir: '.',
  testIgnore: [],
  globalSetup: './find-registry.ts',
  outputDir: '../../test-results/frameworks',
  workers: 1,
  timeout: 300_000,
  projects: (base.projects ?? []).filter(({ name }) => name === 'chromium'),
});
