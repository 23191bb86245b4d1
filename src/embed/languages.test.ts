import { expect, test } from 'vitest';
import { chooseLanguage } from './languages.ts';

test.each([
  ['pt', 'pt', 'pt'],
  ['pt-BR', 'pt-BR', 'pt'],
  ['pt-AO', 'pt-AO', 'pt-AO'],
  ['pt-MZ', 'pt-MZ', 'pt-MZ'],
  ['zh-HK', 'zh-HK', 'zh-Hant'],
  ['sr', 'sr', 'sr'],
  ['sr-Latn', 'sr-Latn', 'sr-Latn'],
  // Written in Latin letters, though it does not say so.
  ['sr-ME', 'sr-ME', 'sr-Latn'],
  ['iw', 'he', 'he'],
])('I8: for %s the locale is %s and the words are those of %s', (tag, locale, name) => {
  expect(chooseLanguage([tag, 'de'])).toMatchObject({ locale, name });
});

test.each(['und', '', undefined, 'mul', 'not a tag', 'tlh'])(
  'I8: %j is no language that there are words for',
  (tag) => {
    expect(chooseLanguage([tag, 'de'])).toMatchObject({ locale: 'de', name: 'de' });
    expect(chooseLanguage([tag])).toMatchObject({ locale: 'en', name: 'en' });
  },
);

test('Serbian in Latin letters has words in Latin letters, and Portuguese of Africa those of Portugal (I8)', async () => {
  const read = async (name: string) => (await import(`../widget/locales/${name}.ts`)).default;
  expect(await read('sr-Latn')).toBe(await read('hr'));
  for (const name of ['pt-AO', 'pt-MZ']) expect(await read(name)).toBe(await read('pt-PT'));
});
