// Which of the languages that there are words for a chat speaks.

declare const __LOCALES__: string;

/** The names of the files in `widget/locales/`, and English, which needs none. */
const names = ['en', ...__LOCALES__.split(' ')];

interface Language {
  /** BCP 47, known to `Intl`. */
  locale: string;
  /** Of the file that has the words. */
  name: string;
  direction: 'ltr' | 'rtl';
}

/**
 * The first of these BCP 47 tags, underscores forgiven, that there are words for, and the file that has them; English
 * where there is none.
 */
export function chooseLanguage(tags: readonly (string | undefined)[]): Language {
  for (const tag of tags) {
    try {
      const locale = new Intl.Locale((tag ?? '').replaceAll('_', '-'));
      // That of `und` would be a guess.
      const { language } = locale;
      // What goes without saying: `zh-TW` is written in `Hant`, and `pt` is Brazil's.
      const { script, region } = locale.maximize();
      const name = [`${language}-${region}`, `${language}-${script}`, language].find((one) =>
        names.includes(one),
      );
      const direction = /^(ar|fa|he|ur)$/.test(language) ? 'rtl' : 'ltr';
      if (name) return { locale: locale.toString(), name, direction };
    } catch {
      // Not a language tag: the next one.
    }
  }
  return { locale: 'en', name: 'en', direction: 'ltr' };
}
