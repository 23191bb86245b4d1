// From options to what the widget shows: every default filled in.
import { english, type Labels } from '../widget/labels.ts';
import type { WidgetSettings } from '../widget/model.ts';
import type { ChatOptions } from './options.ts';

export function resolveSettings(options: ChatOptions): WidgetSettings {
  const labels = resolveLabels(options.labels);
  const title = options.title ?? labels.title;
  return {
    labels,
    locale: resolveLocale(options.locale, document.documentElement.lang, navigator.language),
    direction: 'ltr',
    title,
    name: options.name ?? title,
    subtitle: options.subtitle ?? labels.subtitle,
    avatar: options.avatar,
    headingLevel: options.headingLevel ?? 2,
    greeting: options.greeting === 'agent' ? undefined : options.greeting,
    suggestions: options.suggestions ?? [],
    disclosure: resolveDisclosure(options.disclosure, labels),
    enterToSend: options.enterToSend ?? 'auto',
    maxLength: options.maxLength ?? 4000,
    links: options.links ?? 'auto',
    handoff: options.handoff ?? {},
  };
}

function resolveLabels(own: ChatOptions['labels'] = {}): Labels {
  return replaceTexts(english, own);
}

/** The texts, with those of the same kind put in their place. */
function replaceTexts<T extends object>(texts: T, own: object): T {
  const entries = Object.entries(texts).map(([name, text]: [string, unknown]) => {
    const other: unknown = Reflect.get(own, name);
    if (typeof other !== typeof text || !other) return [name, text];
    return [name, typeof text === 'object' && text ? replaceTexts(text, other) : other];
  });
  return Object.fromEntries(entries) as T;
}

/** The notice cannot be emptied: only `human` takes it away. */
function resolveDisclosure(option: ChatOptions['disclosure'], labels: Labels): string | undefined {
  if (option === 'human') return undefined;
  return typeof option === 'string' ? option : labels.disclosure;
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
