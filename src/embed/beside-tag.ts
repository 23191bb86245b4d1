// What comes beside the script tag's bundle, from the folder that the bundle came from.
import type { loadExtras as loadBundledExtras, loadLocale as loadBundledLocale } from './beside.ts';

declare const __VERSION__: string;

/** Where the bundle came from; where nobody can say, the relay has these files too. */
let folder: string | undefined;

export function setFolder(address: string | undefined): void {
  folder = address;
}

/** A browser keeps the files of one version for that version. */
function load(name: string, relay: string | undefined): Promise<never> {
  const base = folder ?? relay?.replace(/\/*$/, '/');
  return import(/* @vite-ignore */ `${base}${name}.js?${__VERSION__}`) as Promise<never>;
}

export const loadLocale: typeof loadBundledLocale = (name, relay) => load(`locales/${name}`, relay);
export const loadExtras: typeof loadBundledExtras = (relay) => load('extras', relay);
