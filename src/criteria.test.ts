// The list of criteria with the tests that prove them, read from the names of all tests. `npx vitest run criteria -u`
// writes it anew.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { criteria } from '../e2e/criteria/criteria.ts';
import { tellRun } from '../e2e/criteria/runs.ts';

const project = join(import.meta.dirname, '..');
const ids = '[A-M]\\d{1,2}(?:, [A-M]\\d{1,2})*';
/** `'B1, E2: what is proved'`, and `'what is proved (B1, E2)'`. */
const naming = new RegExp(`(['"\`])(?:(${ids}): )?([^\\n]*?)(?: \\((${ids})\\))?\\1[,);]`, 'g');

interface Proof {
  id: string;
  name: string;
  file: string;
  run: string;
}

function readProofs(file: string): Proof[] {
  const text = readFileSync(join(project, file), 'utf8');
  return [...text.matchAll(naming)].flatMap(({ index, 2: before = '', 3: name = '', 4: after = '' }) => {
    const run = tellRun(text, index);
    return `${before}, ${after}`
      .split(', ')
      .filter(Boolean)
      .map((id) => ({ id, name, file, run }));
  });
}

const files = ['src', 'e2e'].flatMap((folder) =>
  (readdirSync(join(project, folder), { recursive: true }) as string[])
    .filter((file) => /\.(test|spec)\.tsx?$/.test(file) && file !== 'criteria.test.ts')
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
);
const proofs = files.toSorted().flatMap(readProofs);

function describe([id, text]: [string, string]): string {
  const found = proofs
    .filter((proof) => proof.id === id)
    .map(({ name, file, run }) => `  - ${name} (\`${file}\`${run})`);
  return [`- **${id}** ${text}.`, ...found].join('\n');
}

test('every criterion has a test that names it', () => {
  const named = new Set(proofs.map(({ id }) => id));
  expect(Object.keys(criteria).filter((id) => !named.has(id))).toEqual([]);
  expect([...named].filter((id) => !(id in criteria))).toEqual([]);
});

test('the list in e2e/criteria/criteria.md is up to date', async () => {
  const head = `# Criteria and their tests\n\nMade of \`criteria.ts\` and the names of all tests: \`npx vitest run criteria -u\` writes it anew. Where it says so, a test runs in \`npm run test:full\` only. There are ${Object.keys(criteria).length}.\n`;
  const list = [head, ...Object.entries(criteria).map(describe)].join('\n');
  await expect(`${list}\n`).toMatchFileSnapshot('../e2e/criteria/criteria.md');
});
