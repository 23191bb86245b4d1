import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeElement, readInterface } from '../../.ci/describe-element.ts';
import { toAttribute } from './attributes.ts';
import { defineChatElement } from './chat-element.ts';
import { createChat } from './create-chat.ts';
import { fillOptions, optionNames } from './option-kinds.ts';
import { hosts, keep, relay, rest } from './test-support.ts';

const { modules, schemaVersion } = describeElement();
const [element] = modules[0]?.declarations ?? [];

test('custom-elements.json names the element’s attributes, each with its type and true default', () => {
  expect(schemaVersion).toBe('1.0.0');
  defineChatElement();
  const observed: unknown = Reflect.get(customElements.get('parley-chat') ?? {}, 'observedAttributes');
  expect(element?.attributes.map(({ name }) => name)).toEqual(observed);
  expect(element?.attributes.find(({ name }) => name === 'heading-level')).toEqual({
    name: 'heading-level',
    fieldName: 'headingLevel',
    type: { text: 'number' },
    description: "Level of the title's heading, 1 to 6.",
    default: '2',
  });
  expect(element?.members.map(({ name }) => name).sort()).toEqual(['handle', ...optionNames].sort());
  const full = fillOptions({ relay });
  for (const name of optionNames) {
    const said = element?.attributes.find((attribute) => attribute.name === toAttribute(name))?.default;
    // Some are said in words.
    if (said && /^('.*'|\d+|true|false)$/.test(said) && full[name] !== undefined)
      expect([name, said]).toEqual([name, JSON.stringify(full[name]).replaceAll('"', "'")]);
  }
});

test('it names the events that the chat gives, every part of a conversation, and no other', async () => {
  const heard: string[] = [];
  const chat = keep(createChat({ relay, open: true, suggestions: ['Returns'] }));
  const names = element?.events.map(({ name }) => name) ?? [];
  for (const name of names) hosts()[0]?.addEventListener(name, () => heard.push(name));
  await rest();
  const parts = new Set<string>();
  const look = () => {
    for (const node of hosts()[0]?.shadowRoot?.querySelectorAll('[part]') ?? [])
      for (const token of node.getAttribute('part')?.split(' ') ?? []) parts.add(token);
  };
  look();
  for (const text of ['returns', '500', 'ended']) {
    chat.send(text);
    await rest();
    look();
  }
  const known = element?.cssParts.map(({ name }) => name) ?? [];
  expect([...parts].filter((part) => !known.includes(part))).toEqual([]);
  expect(known).toEqual(expect.arrayContaining(['agent', 'failure', 'launcher', 'message', 'visitor']));
  expect(parts.size).toBeGreaterThan(known.length / 2);
  expect(heard).toEqual(
    expect.arrayContaining(['parley:ready', 'parley:send', 'parley:message', 'parley:error', 'parley:end']),
  );
});

test('it names every custom property that the sources read', () => {
  const sources = ['widget/widget.css', 'embed/look.ts', 'embed/mount-chat.ts'].map((file) =>
    readFileSync(join(import.meta.dirname, '..', file), 'utf8'),
  );
  const used = new Set(sources.join('').match(/--parley-[\w-]+/g));
  expect(element?.cssProperties.map(({ name }) => name).sort()).toEqual([...used].sort());
});

test('members of an interface are read with what is said of them', () => {
  const source = `export interface Shop extends Place {
  /** Its name. @default 'Shop' */
  name?: string;
  /**
   * Open
   * today.
   */
  readonly open: { from: number; to: number };
  plain: boolean;
}`;
  expect(readInterface(source, 'Shop')).toEqual([
    { name: 'name', type: 'string', description: 'Its name.', default: "'Shop'" },
    { name: 'open', type: '{ from: number; to: number }', description: 'Open today.' },
    { name: 'plain', type: 'boolean' },
  ]);
});
