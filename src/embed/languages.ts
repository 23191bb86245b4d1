// Which of the languages that there are words for a chat speaks.

declare const __LOCALES__: string;

/** The names of the files in `widget/locales/`, and English, which needs none. */
const names = ['en', ...__LOCALES__.split(' ')];

/**
 * The first of these BCP 47 tags, underscores forgiven, that there are words for, and the file that has them; English
 * where there is none.
 */
export function chooseLanguage(tags: readonly (string | undefined)[]): { locale: string; name: string } {
  for (const tag of tags) {
    try {
      const locale = new Intl.Locale((tag ?? '').replaceAll('_', '-'));
      // What goes without saying: `zh-TW` is written in `Hant`, and `pt` is Brazil's.
      const { language, script, region } = locale.maximize();
      const name = [`${language}-${region}`, `${language}-${script}`, language].find((one) =>
        names.includes(one),
      );
      if (name) return { locale: locale.baseName, name };
    } catch {
      // Not a language tag: the next one.
    }
  }
  return { locale: 'en', name: 'en' };
}
