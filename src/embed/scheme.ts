// Light or dark: as the option says, as the visitor's system has it, or as the page's own switch stands, live.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FullOptions } from './option-kinds.ts';

/** Where a page's switch stands. */
const findCarriers = () => Array.from(document.querySelectorAll('html,body'));

function says(scheme: string): boolean {
  const spellings = '.S,[data-theme=S],[data-bs-theme=S],[data-color-scheme=S]'.replaceAll('S', scheme);
  return findCarriers().some(
    (node) => node.matches(spellings) || getComputedStyle(node).colorScheme === scheme,
  );
}

/** Returns what tells whether a theme is dark; a computed signal that asks it is told of every change. */
export function watchScheme(isSystemDark: ReadonlySignal<boolean>, undo: (() => void)[]) {
  /** How often the page has changed an attribute of its root or body. */
  const changes = signal(0);
  const observer = new MutationObserver(() => (changes.value += 1));
  for (const node of findCarriers()) observer.observe(node, { attributes: true });
  undo.push(() => observer.disconnect());
  return (theme: FullOptions['theme']): boolean => {
    const isDark = theme === 'dark' || (theme !== 'light' && isSystemDark.value);
    return theme === 'host' && changes.value >= 0 ? says('dark') || (isDark && !says('light')) : isDark;
  };
}
