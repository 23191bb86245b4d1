// Light or dark: as the option says, as the visitor's system has it, or as the page's own switch stands, live.
import type { ReadonlySignal } from '@preact/signals';
import type { FullOptions } from './option-kinds.ts';

/** Where a page's switch stands. */
export const findCarriers = () => Array.from(document.querySelectorAll('html,body'));

function says(scheme: string): boolean {
  const spellings = '.S,[data-theme=S],[data-bs-theme=S],[data-color-scheme=S]'.replaceAll('S', scheme);
  return findCarriers().some(
    (node) => node.matches(spellings) || getComputedStyle(node).colorScheme === scheme,
  );
}

/**
 * Returns what tells whether a theme is dark; a computed signal that asks it is told of every change.
 *
 * @param changes changes whenever the page changes an attribute of its root or body
 */
export function watchScheme(isSystemDark: ReadonlySignal<boolean>, changes: ReadonlySignal<number>) {
  return (theme: FullOptions['theme']): boolean => {
    const isDark = theme === 'dark' || (theme !== 'light' && isSystemDark.value);
    return theme === 'host' && changes.value >= 0 ? says('dark') || (isDark && !says('light')) : isDark;
  };
}
