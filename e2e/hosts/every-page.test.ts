// No page without a test. That every test has its page is found where it is visited.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('./', import.meta.url);
const specs = readdirSync(folder).filter((file) => file.endsWith('.spec.ts'));

test('each hostile page is visited by one test', () => {
  const visited = specs
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^hostile\('([\w-]+)'/gm)].map(([, id]) => id));
  const pages = readdirSync(new URL('pages/', folder))
    .filter((file) => !file.includes('-inner.'))
    .map((file) => file.replace(/\.\w+$/, ''));
  expect(visited).toHaveLength(pages.length);
  expect(new Set(visited)).toEqual(new Set(pages));
});
