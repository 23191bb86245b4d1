// What the README promises in code is run as it stands there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createAgent } from './agent.ts';
import * as client from './client.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The code blocks of one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/```(\w+)\n([^]*?)```/g)]
    .filter(([, name]) => name === language)
    .map(([, , code = '']) => code);
}

test('the lines for another channel hold a conversation, and begin a new one when it has expired', async () => {
  const code = blocks('js').find((block) => block.includes('onTextMessage')) ?? '';
  let now = 0;
  const agent = createAgent({ apiKey: 'key', token: 'token', idleTimeoutMs: 600_000, now: () => now });
  vi.stubGlobal('fetch', agent.fetch);
  vi.stubGlobal('parley', { ...client, accountId: 'a', projectId: 'p', apiKey: 'key', token: 'token' });
  const setting = 'const { createChatClient, polyai, accountId, projectId, apiKey, token } = parley;';
  const script = setting + code.replace(/import .* from 'parley-chat\/client';/, '');
  const { onTextMessage } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  expect(await onTextMessage('+44 1803 555 0100', "What's your return policy?")).toBe(
    'Our return policy is 30 days with proof of purchase.',
  );
  await onTextMessage('+44 1803 555 0100', 'goodbye');
  await onTextMessage('+44 1803 555 0100', 'Hello again');
  expect(agent.received).toEqual({ create: 2, respond: 3 });
  now = 3_600_000;
  expect(await onTextMessage('+44 1803 555 0100', 'a refund')).toContain('30 days');
  expect(agent.received).toEqual({ create: 3, respond: 5 });
  vi.unstubAllGlobals();
});

test('the commands, variables and entries that the README names are there', () => {
  const { scripts, exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
  for (const [, name = ''] of readme.matchAll(/npm (?:run )?(start|test|dev|build)\b/g))
    expect(scripts).toHaveProperty(name);
  for (const [, path] of readme.matchAll(/['"`]parley-chat(\/[\w/]+)?['"`]/g)) {
    expect(Object.keys(exports)).toContain(`.${path ?? ''}`);
  }
  const sources = [
    'settings',
    'agent-settings',
    'delivery-settings',
    'limit-settings',
    'operation-settings',
    'read-secret-files',
  ].map((name) => readFileSync(join(import.meta.dirname, `relay/${name}.ts`), 'utf8'));
  for (const [name] of readme.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)) {
    // Angular's.
    if (name === 'CUSTOM_ELEMENTS_SCHEMA') continue;
    expect(sources.join('')).toContain(name.replace(/_FILE$/, ''));
  }
});
