// From options to what the widget shows: words and language settled.
import { english, type Labels } from '../widget/labels.ts';
import type { WidgetSettings } from '../widget/model.ts';
import type { FullOptions } from './option-kinds.ts';

export function resolveSettings(options: FullOptions): WidgetSettings {
  const labels = replaceTexts(english, options.labels) as Labels;
  const { title = labels.title, subtitle = labels.subtitle, name = title, greeting, disclosure } = options;
  // The notice cannot be emptied: only `human` takes it away.
  const notice = typeof disclosure === 'string' ? disclosure : labels.disclosure;
  return {
    ...options,
    labels,
    locale: resolveLocale(options.locale, document.documentElement.lang, navigator.language),
    direction: 'ltr',
    title,
    subtitle,
    name,
    greeting: greeting === 'agent' ? undefined : greeting,
    disclosure: notice === 'human' ? undefined : notice,
  };
}

/** The text, or the texts, with those of the same kind put in their place. */
function replaceTexts(texts: object | string, own: unknown): unknown {
  if (typeof own !== typeof texts || !own) return texts;
  if (typeof texts === 'string') return own;
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    replaceTexts(text as string, Reflect.get(own, name)),
  ]);
  return Object.fromEntries(entries);
}

/** The first tag that `Intl` knows how to use, with underscores forgiven. */
function resolveLocale(...tags: (string | undefined)[]): string {
  for (const tag of tags) {
    try {
      const [known] = tag ? Intl.getCanonicalLocales(tag.replaceAll('_', '-')) : [];
      if (known) return known;
    } catch {
      // Not a language tag: the next one.
    }
  }
  return 'en';
}
