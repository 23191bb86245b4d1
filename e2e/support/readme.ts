// The README's own code, for tests that run it as it stands there.
import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The README's first block of code in that language that holds these words. */
export function findCode(language: string, words: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```/gm)];
  const found = blocks.find(([, name, code]) => name === language && code?.includes(words))?.[2];
  if (!found) throw new Error(`The README has no ${language} with ${words}`);
  return found;
}
