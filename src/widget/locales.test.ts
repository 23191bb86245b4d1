// Every language says everything: no word is missing, no plural form, no place to be filled.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { english, extraEnglish, type Locale, type Plural, pluralize } from './labels.ts';

const folder = join(import.meta.dirname, 'locales');
const names = readdirSync(folder).map((file) => file.replace('.ts', ''));
const whole: Locale = { ...english, ...extraEnglish };

const load = async (name: string) => ((await import(`./locales/${name}.ts`)) as { default: Locale }).default;

const isPlural = (label: unknown): label is Plural => Object.hasOwn(Object(label), 'other');

/** The texts of a locale by the names that lead to them. A plural's forms are one. */
function listTexts(labels: object, path = ''): [name: string, text: string | Plural][] {
  return Object.entries(labels).flatMap(([name, label]) =>
    typeof label === 'string' || isPlural(label)
      ? [[path + name, label] as [string, string | Plural]]
      : listTexts(label as object, `${path}${name}.`),
  );
}

const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted().join();

/** The forms that counting wants. */
function listForms(name: string): string[] {
  const rules = new Intl.PluralRules(name);
  const used = Array.from({ length: 1001 }, (_, count) => rules.select(count));
  return [...new Set([...used, 'other'])].toSorted();
}

/** What is the same word in that language, or a name. */
const sharedWords =
  /^(direction|title|ai|menu|print|.*\.other|agentSaid|agentSays|placeholder|input|send|restart|privacy|count)$/;

test('I2: there are at least 40 languages besides English', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
  for (const name of names) expect(Intl.getCanonicalLocales(name)).toEqual([name]);
});

describe.each(names)('%s', (name) => {
  test('has every label, in the order of the English ones, and no other', async () => {
    const labels = await load(name);
    expect(listTexts(labels).map(([key]) => key)).toEqual(listTexts(whole).map(([key]) => key));
    for (const [key, label] of listTexts(labels))
      for (const text of typeof label === 'string' ? [label] : Object.values(label))
        expect(text.trim(), key).toBe(text);
    expect(labels.direction).toBe(/^(ar|fa|he|ur)$/.test(name) ? 'rtl' : 'ltr');
  });

  test('loses no place to be filled', async () => {
    const own = new Map(listTexts(await load(name)));
    for (const [key, english] of listTexts(whole)) {
      const label = own.get(key);
      if (typeof english === 'string') expect(places(String(label)), key).toBe(places(english));
      else if (isPlural(label)) expect(places(label.other), key).toBe(places(english.other));
    }
  });

  test('I3: has each plural form that counting wants, and no other', async () => {
    for (const [key, label] of listTexts(await load(name)))
      if (isPlural(label)) expect(Object.keys(label).toSorted(), key).toEqual(listForms(name));
  });

  test('is not left in English', async () => {
    const known = new Map(listTexts(whole));
    const left = listTexts(await load(name)).filter(
      ([key, label]) => !sharedWords.test(key) && typeof label === 'string' && label === known.get(key),
    );
    expect(left).toEqual([]);
  });
});

test.each([
  ['ar', [0, 1, 2, 3, 11, 100]],
  ['pl', [1, 2, 5, 22]],
  ['ru', [1, 2, 5, 21]],
  ['ja', [1, 2]],
])('I3: %s counts as it is spoken, in its own numerals', async (name, counts) => {
  const { newMessages } = await load(name);
  expect(counts.map((count) => pluralize(newMessages, count, name))).toMatchSnapshot();
});
