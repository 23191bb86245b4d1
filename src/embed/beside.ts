// What comes beside the chat's own code where it is wanted: another language, and the extras. Bundlers make files of
// their own of these. In the script tag's bundle `beside-tag.ts` takes this file's place.
import type { Locale } from '../widget/labels.ts';

export function loadLocale(name: string, _relay?: string): Promise<{ default: Locale }> {
  return import(`../widget/locales/${name}.ts`) as Promise<{ default: Locale }>;
}

export function loadExtras(_relay?: string): Promise<typeof import('./extras.ts')> {
  return import('./extras.ts');
}
