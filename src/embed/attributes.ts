// The options as written in HTML: `z-index` on the element, `data-z-index` on the script tag.
import { optionNames, readOption } from './option-kinds.ts';
import type { ChatOptions, OptionName } from './options.ts';

/** `zIndex` → `z-index`. */
export function toAttribute(name: OptionName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The options that stand on a node, under the given prefix. A relative relay address starts from the page. */
export function readAttributes(node: Element, prefix: '' | 'data-'): ChatOptions {
  const options: Record<string, unknown> = {};
  for (const name of optionNames) {
    const text = node.getAttribute(prefix + toAttribute(name));
    if (text !== null) options[name] = name === 'relay' ? resolveAddress(text) : readOption(name, text);
  }
  return options;
}

function resolveAddress(text: string): string {
  try {
    return new URL(text, location.href).href;
  } catch {
    return text;
  }
}
