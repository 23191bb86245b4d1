// From options to what the widget shows: words and language settled.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { english, type Labels, type Locale } from '../widget/labels.ts';
import type { WidgetSettings } from '../widget/model.ts';
import { loadLocale } from './beside.ts';
import { chooseLanguage } from './languages.ts';
import type { FullOptions } from './option-kinds.ts';

/** The words of one language, and the tag that dates and numbers go by. */
interface Words {
  locale: string;
  direction: WidgetSettings['direction'];
  labels?: Locale;
}

const inEnglish: Words = { locale: 'en', direction: 'ltr' };

/**
 * The settings, kept up with the options and the page's language. Until the words of another language are there, and
 * where they cannot be had, it is English.
 *
 * @param pageLanguage the `lang` of the page's root
 */
export function createSettings(
  options: ReadonlySignal<FullOptions>,
  pageLanguage: ReadonlySignal<string>,
): { settings: ReadonlySignal<WidgetSettings>; stop: () => void } {
  const words = signal(inEnglish);
  let wanted: unknown;
  const stop = effect(() => {
    const { locale: tag, relay } = options.value;
    const choice = chooseLanguage([tag, pageLanguage.value, ...navigator.languages]);
    const { locale, name, direction } = (wanted = choice);
    const take = (next: Words) => {
      // Meanwhile it may have become another.
      if (choice === wanted) words.value = next;
    };
    if (name === 'en') words.value = { ...inEnglish, locale };
    else {
      words.value = { ...words.peek(), direction };
      loadLocale(name, relay).then(
        (module) => take({ locale, direction, labels: module.default }),
        () => take(inEnglish),
      );
    }
  });
  const settings = computed(() => resolveSettings(options.value, words.value));
  return { settings, stop };
}

function resolveSettings(options: FullOptions, words: Words): WidgetSettings {
  const labels = replaceTexts(replaceTexts(english, words.labels) as Labels, options.labels) as Labels;
  const { title = labels.title, name = title, greeting, disclosure } = options;
  // The notice cannot be emptied: only `human` takes it away.
  const isHuman = disclosure === 'human';
  const { subtitle = isHuman ? '' : labels.subtitle } = options;
  return {
    ...options,
    labels,
    locale: words.locale,
    direction: words.direction,
    title,
    subtitle,
    name,
    greeting: greeting === 'agent' ? undefined : greeting,
    disclosure: isHuman ? undefined : typeof disclosure === 'string' ? disclosure : labels.disclosure,
  };
}

/** The text, or the texts, with those of the same kind put in their place. */
function replaceTexts(texts: object | string, own: unknown): unknown {
  if (typeof own !== typeof texts || !own) return texts;
  if (typeof texts === 'string') return own;
  const entries = Object.entries({ ...own, ...texts }).map(([name, text]) => [
    name,
    replaceTexts(text as string, Reflect.get(own, name)),
  ]);
  return Object.fromEntries(entries);
}
