// Every language says everything: no word is missing, no plural form, no place to be filled.
import { readdirSync, readFileSync } from 'node:fs';
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

const listForms = (label: string | Plural) => (typeof label === 'string' ? [label] : Object.values(label));

/** Of a plural those of the form that every language has. */
function findPlaces(label: string | Plural): string[] {
  return (
    listForms(label)
      .at(-1)
      ?.match(/\{\w+\}/g) ?? []
  ).toSorted();
}

/** The forms that counting wants. */
function listCategories(name: string): string[] {
  const rules = new Intl.PluralRules(name);
  const used = Array.from({ length: 1001 }, (_, count) => rules.select(count));
  return [...new Set([...used, 'other'])].toSorted();
}

/** What is the same word in that language, or a name. */
const sharedWords =
  /^(direction|title|ai|menu|print|.*\.other|agentSaid|agentSays|placeholder|input|send|restart|privacy|count|conversation|suggestions)$/;

test('I2: there are at least 40 languages besides English, as many as the README says', () => {
  // The words of some are another's.
  const own = names.filter((name) => readFileSync(join(folder, `${name}.ts`), 'utf8').includes('satisfies'));
  expect(own.length).toBeGreaterThanOrEqual(40);
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme).toContain(`speaks ${own.length} languages besides English`);
  for (const name of names) expect(Intl.getCanonicalLocales(name)).toEqual([name]);
});

describe.each(names)('%s', (name) => {
  test('has every label, in the order of the English ones, and no other', async () => {
    const labels = await load(name);
    expect(listTexts(labels).map(([key]) => key)).toEqual(listTexts(whole).map(([key]) => key));
    const padded = listTexts(labels).filter(([, label]) =>
      listForms(label).some((text) => text.trim() !== text),
    );
    expect(padded).toEqual([]);
    expect(labels.direction).toBe(/^(ar|fa|he|ur)$/.test(name) ? 'rtl' : 'ltr');
  });

  test('loses no place to be filled', async () => {
    const own = listTexts(await load(name)).map(([key, label]) => [key, findPlaces(label)]);
    expect(own).toEqual(listTexts(whole).map(([key, label]) => [key, findPlaces(label)]));
  });

  test('I3: has each plural form that counting wants, and no other', async () => {
    const plurals = listTexts(await load(name)).filter(([, label]) => typeof label !== 'string');
    const wanted = listCategories(name);
    expect(plurals.map(([key, label]) => [key, Object.keys(label).toSorted()])).toEqual(
      plurals.map(([key]) => [key, wanted]),
    );
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
