// What comes beside the script tag's bundle, from the folder that the bundle came from.
import type { loadExtras as loadBundledExtras, loadLocale as loadBundledLocale } from './beside.ts';

declare const __VERSION__: string;

/** Where the bundle came from; where nobody can say, the relay has these files too. */
let folder: string | undefined;

export function setFolder(address: string | undefined): void {
  folder = address;
}

/** How often something could not be had. */
let failures = 0;

/** A browser keeps the files of one version for that version. */
async function load(name: string, relay: string | undefined): Promise<never> {
  const base = folder ?? relay?.replace(/\/*$/, '/');
  const again = failures ? `#${failures}` : '';
  try {
    return (await import(/* @vite-ignore */ `${base}${name}.js?${__VERSION__}${again}`)) as never;
  } catch (error) {
    // Some browsers remember of an address that it has failed, but an import map vouches for no other.
    if (!/importmap[^]*integrity/.test(document.documentElement.outerHTML)) failures++;
    throw error;
  }
}

export const loadLocale: typeof loadBundledLocale = (name, relay) => load(`locales/${name}`, relay);
export const loadExtras: typeof loadBundledExtras = (relay) => load('extras', relay);
