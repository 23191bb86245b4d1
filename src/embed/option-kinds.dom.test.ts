import { describe, expect, test } from 'vitest';
import { fillOptions, optionNames, readOption } from './option-kinds.ts';
import type { ChatOptions } from './options.ts';

const relay = 'https://relay.example.com';

describe('options that work', () => {
  const cases: ChatOptions[] = [
    {},
    { relay: 'http://localhost:8080/base' },
    { mode: 'page', position: 'top-start', theme: 'dark', links: 'new' },
    { offsetX: 0, offsetY: 12.5, zIndex: -1, radius: 0, maxLength: 100 },
    { headingLevel: 6, enterToSend: 'auto', launcher: '#help', disclosure: 'human' },
    { enterToSend: false, launcher: false, disclosure: true, open: true },
    { labels: { send: 'Go' }, metadata: { plan: 'pro' }, handoff: {} },
    { metadata: () => ({}), suggestions: [] },
  ];
  test.each(cases)('%o', (options) => {
    expect(() => fillOptions({ relay, ...options })).not.toThrow();
  });

  test('undefined is as good as absent', () => {
    const options = Object.fromEntries(optionNames.map((name) => [name, undefined]));
    expect(() => fillOptions({ ...options, relay })).not.toThrow();
  });
});

describe('options that do not work are named, with their value and a line that works', () => {
  const cases: [string, unknown, string][] = [
    ['mode', 'floatin', 'floating, inline, page'],
    ['position', 'bottom', 'end, start, top-end, top-start, right, left'],
    ['theme', 'night', 'auto, host, light, dark'],
    ['headingLevel', 7, '2, 1, 3, 4, 5, 6'],
    ['enterToSend', 'yes', 'auto, true, false'],
    ['links', '_blank', 'auto, same, new'],
    ['zIndex', '9', 'number values'],
    ['offsetX', Number.NaN, 'number values'],
    ['title', '', 'string values'],
    ['title', 5, 'string values'],
    ['suggestions', 'a', 'a list of texts'],
    ['suggestions', [1], 'a list of texts'],
    ['labels', null, 'object values'],
    ['metadata', 'x', 'object values'],
    ['open', 'yes', 'boolean values'],
    ['launcher', '', 'boolean values'],
  ];
  test.each(cases)('%s as %j', (name, value, takes) => {
    const check = () => fillOptions({ relay, [name]: value });
    expect(check).toThrow(TypeError);
    expect(check).toThrow(`Parley: option ${name} is ${JSON.stringify(value)}. It takes ${takes}`);
    const line = /as in (\{.*\})$/.exec(messageOf(check))?.[1] ?? '';
    const works = JSON.parse(line) as ChatOptions;
    expect(Object.keys(works)).toContain(name);
    expect(() => fillOptions(works)).not.toThrow();
  });

  test.each([undefined, '', 'relay.example.com', '/chat', 'ftp://x.y', 'https://'])(
    'relay as %j',
    (value) => {
      const check = () => fillOptions(value === undefined ? {} : { relay: value });
      expect(check).toThrow(`Parley: option relay is ${JSON.stringify(value) ?? 'undefined'}.`);
      expect(check).toThrow('as in {"relay":"https://relay.example.com"}');
    },
  );

  test('a function where none is taken', () => {
    const options: Record<string, unknown> = { relay, title: () => 'x' };
    expect(() => fillOptions(options)).toThrow('Parley: option title is function.');
  });
});

function messageOf(work: () => void): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('attributes are read as', () => {
  const cases: [Parameters<typeof readOption>[0], string, unknown][] = [
    ['zIndex', '5', 5],
    ['offsetX', '-1.5', -1.5],
    ['offsetX', '0', 0],
    ['offsetX', '', ''],
    ['offsetX', 'abc', 'abc'],
    ['offsetX', '20px', '20px'],
    ['open', '', true],
    ['open', 'true', true],
    ['open', 'open', true],
    ['open', 'false', false],
    ['launcher', '', true],
    ['launcher', 'false', false],
    ['launcher', '#help', '#help'],
    ['disclosure', 'human', 'human'],
    ['enterToSend', 'auto', 'auto'],
    ['enterToSend', 'true', true],
    ['suggestions', 'Opening hours | Returns', ['Opening hours', 'Returns']],
    ['suggestions', '["a|b"]', ['a|b']],
    ['suggestions', '[a', '[a'],
    ['labels', '{"send":"Go"}', { send: 'Go' }],
    ['labels', '{send', '{send'],
    ['title', '5', '5'],
  ];
  test.each(cases)('%s="%s" → %j', (name, text, value) => {
    expect(readOption(name, text)).toEqual(value);
  });
});

test('every option that was not told has its default', () => {
  expect(fillOptions({ relay, title: 'Help' })).toMatchObject({
    relay,
    title: 'Help',
    mode: 'floating',
    headingLevel: 2,
    suggestions: [],
    enterToSend: 'auto',
    disclosure: true,
    agent: undefined,
    name: undefined,
  });
});
