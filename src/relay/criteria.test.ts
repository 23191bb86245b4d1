// The list of what the relay and the way to it have to be, with the tests that prove it, read from the names of all tests.
// `npx vitest run criteria -u` writes it anew.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { criteria, unproved } from '../../e2e/criteria/relay.ts';
import { tellRun } from '../../e2e/criteria/runs.ts';

const project = join(import.meta.dirname, '../..');
/** A test's name, or a part of it, that holds ids: a letter and a number with a dash. */
const naming = /(['"`])((?:(?!\1)[^\n\\])*\b[SOCILVHGUW]-\d{1,2}\b(?:(?!\1)[^\n\\])*)\1[,)]/g;
/** `'L-1, L-2 what is proved'`, and `'what is proved (L-7)'`. */
const around = / ?\(([SOCILVHGUW]-\d{1,2}(, )?)+\)|^([SOCILVHGUW]-\d{1,2}(, )?)+:? /g;

interface Proof {
  id: string;
  name: string;
  file: string;
  run: string;
}

function readProofs(file: string): Proof[] {
  const text = readFileSync(join(project, file), 'utf8');
  return [...text.matchAll(naming)].flatMap(({ index, 2: words = '' }) =>
    [...words.matchAll(/\b[SOCILVHGUW]-\d{1,2}\b/g)].map(([id]) => ({
      id,
      name: words.replaceAll(around, ''),
      file,
      run: tellRun(text, index),
    })),
  );
}

const files = ['src', 'e2e'].flatMap((folder) =>
  (readdirSync(join(project, folder), { recursive: true }) as string[])
    .filter((file) => /\.(test|spec)\.tsx?$/.test(file) && !file.endsWith('criteria.test.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
);
const proofs = files.toSorted().flatMap(readProofs);

function describe([id, text]: [string, string]): string {
  const found = proofs
    .filter((proof) => proof.id === id)
    .map(({ name, file, run }) => `  - ${name} (\`${file}\`${run})`);
  const lines = found.length > 0 ? found : [`  - no test: ${unproved[id] ?? ''}`];
  return [`- **${id}** ${text}.`, ...lines].join('\n');
}

test('every criterion of the relay has a test that names it, or a reason why not', () => {
  const named = new Set(proofs.map(({ id }) => id));
  expect(Object.keys(criteria).filter((id) => !named.has(id) && !unproved[id])).toEqual([]);
  expect(Object.keys(unproved).filter((id) => named.has(id))).toEqual([]);
  expect([...named].filter((id) => !(id in criteria))).toEqual([]);
});

test('the list in e2e/criteria/relay.md is up to date', async () => {
  const proved = Object.keys(criteria).filter((id) => proofs.some((proof) => proof.id === id));
  const head = `# Criteria of the relay and of the way to it, and their tests\n\nMade of \`relay.ts\` and the names of all tests: \`npx vitest run criteria -u\` writes it anew. Where it says so, a test runs in \`npm run test:full\` only. ${proved.length} of ${Object.keys(criteria).length} are proved.\n`;
  const list = [head, ...Object.entries(criteria).map(describe)].join('\n');
  await expect(`${list}\n`).toMatchFileSnapshot('../../e2e/criteria/relay.md');
});
