import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, expect, test } from 'vitest';
import { findSecrets, keepSecretsOut } from '../../.ci/keep-secrets-out.ts';

const env = {
  POLYAI_API_KEY: 'CANARY-key-4711',
  RELAY_SECRETS: '1:CANARY-secret',
  VITE_KEY: 'CANARY-key-4711',
};
const root = mkdtempSync(join(tmpdir(), 'parley-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Builds a page's script of this source, as the demo is built. */
async function tryBuild(source: string): Promise<string> {
  writeFileSync(join(root, 'page.js'), source);
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      plugins: [keepSecretsOut(env)],
      define: { 'import.meta.env.VITE_KEY': JSON.stringify(env.VITE_KEY) },
      build: { write: false, rolldownOptions: { input: join(root, 'page.js') } },
    });
    return 'built';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['a variable that holds the key', 'console.log(import.meta.env.VITE_KEY)', /the value of POLYAI_API_KEY/],
  ['the header of the key', "console.log({ 'X-Api-Key': 'x' })", /holds X-Api-Key/],
  ['the name of a setting', "console.log('POLYAI_TOKEN')", /holds POLYAI_/],
  ['nothing of the kind', "console.log('Hello')", /^built$/],
])('S-2 a build of a file for browsers with %s', async (_, source, words) => {
  const said = await tryBuild(source);
  expect(said).toMatch(words);
  expect(said).not.toContain('CANARY');
});

test('S-2 source maps, pages and what browsers share with servers are looked at; what is for servers alone is not', () => {
  const chunk = { type: 'chunk', isEntry: true } as const;
  const faults = findSecrets(
    {
      'client.js': { ...chunk, name: 'client', code: 'X-Api-Key', imports: ['upstream.js', 'shared.js'] },
      'upstream.js': { type: 'chunk', code: 'POLYAI_' },
      'agent.js': { ...chunk, name: 'agent', code: 'x-api-key' },
      'agent.js.map': { type: 'asset', source: 'x-api-key' },
      'index.js': {
        ...chunk,
        name: 'index',
        code: 'fine',
        imports: ['shared.js'],
        dynamicImports: ['de.js'],
      },
      'index.js.map': { type: 'asset', source: new TextEncoder().encode('"X-Api-Key"') },
      'shared.js': { type: 'chunk', code: 'POLYAI_TOKEN' },
      'de.js': { type: 'chunk', code: '1:CANARY-secret' },
      'index.html': { type: 'asset', source: 'CANARY-key-4711' },
    },
    env,
  );
  expect(faults.map((line) => line.split(' ')[0])).toEqual([
    'index.js.map',
    'shared.js',
    'de.js',
    'index.html',
  ]);
});
