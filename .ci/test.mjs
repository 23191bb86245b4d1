// The test command: every check in order, what was skipped and why, and a last line that counts. With `--full` the
// histories of delivery run over a hundred seeds, all hostile pages are visited, and apps of real frameworks.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { installChromium } from './install-chromium.mjs';
import { installPackages } from './install-packages.mjs';

const reports = 'test-results/reports';
rmSync('test-results', { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

let passed = 0;
let failed = 0;
const skipped = [];
const isFull = process.argv.includes('--full');
if (isFull) {
  process.env['SEEDS'] ??= '100';
  process.env['FULL'] ??= '1';
}

function run(command, env = {}) {
  const started = Date.now();
  console.log(`\n> ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit', env: { ...process.env, ...env } });
  console.log(`  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return status === 0;
}

/** A check that counts as one. */
function check(command) {
  if (run(command)) passed += 1;
  else failed += 1;
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(`${reports}/${name}.json`, 'utf8'));
  } catch {
    return undefined;
  }
}

function unit() {
  const isGreen = run(
    `npx vitest run --reporter=default --reporter=json --outputFile.json=${reports}/unit.json`,
  );
  const report = readReport('unit');
  passed += report?.numPassedTests ?? 0;
  failed += report?.numFailedTests ?? 0;
  // A file that cannot even be read, or an unhandled error, is no failed test, but a failure all the same.
  if (!isGreen && !report?.numFailedTests) failed += 1;
  for (const { assertionResults } of report?.testResults ?? []) {
    for (const { status, fullName } of assertionResults)
      if (status === 'pending' || status === 'skipped') skipped.push(fullName);
  }
}

function e2e() {
  const problem = installChromium({ prefersShell: !isFull });
  if (problem) {
    skipped.push(`all of e2e: ${problem}`);
    failed += 1;
    return;
  }
  const { stats } = browse('e2e');
  if (stats?.skipped) skipped.push(`${stats.skipped} end-to-end tests, named above`);
  // What takes long and rarely changes.
  if (!isFull)
    skipped.push(
      'end-to-end tests with the tag @full, as of most hostile pages, accents and states in every language: in npm run test:full',
      'most of the soaks, floods and made-up cases, such as 10,000 and 100,000 requests: in npm run test:full',
      'most of the widget’s tests on the Preact of the script tag’s bundle: in npm run test:full',
    );
  if (isFull) frameworks();
  else skipped.push('apps of real frameworks: in npm run test:full, or alone by npm run test:frameworks');
}

function frameworks() {
  const { suites } = browse('e2e/frameworks');
  // They are skipped together, for one reason.
  const [reason] = readReasons(suites ?? []);
  if (reason) skipped.push(reason);
}

/** Runs and counts the browser tests of a folder with a configuration. */
function browse(folder) {
  const name = folder.replaceAll('/', '-');
  const isGreen = run(`npx playwright test -c ${folder}`, {
    PARLEY_REPORT: resolve(`${reports}/${name}.json`),
  });
  const report = readReport(name) ?? {};
  const { stats } = report;
  passed += stats?.expected ?? 0;
  failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  if (!isGreen && !stats?.unexpected) failed += 1;
  return report;
}

/** Why tests were skipped. */
function readReasons(suites) {
  return suites.flatMap(({ suites = [], specs = [] }) => [
    ...specs
      .flatMap(({ tests }) => tests.flatMap(({ annotations }) => annotations))
      .map((a) => a.description),
    ...readReasons(suites),
  ]);
}

skipped.push(...installPackages());
check('npx oxfmt --check');
check('npx oxlint --type-aware');
check('npx tsc --noEmit');
unit();
check('npm run --silent build');
check('node .ci/size.mjs');
check('npx publint --strict');
check('npx attw --pack . --profile esm-only --exclude-entrypoints parley.js --format table-flipped');
check('npx knip');
e2e();

console.log(
  skipped.length > 0
    ? `\nSkipped:\n${skipped.map((line) => `  ${line}`).join('\n')}`
    : '\nNothing was skipped.',
);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
