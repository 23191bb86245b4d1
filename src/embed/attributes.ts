// The options as written in HTML: `z-index` on the element, `data-z-index` on the script tag.
import { optionNames, readOption } from './option-kinds.ts';
import type { ChatOptions, OptionName } from './options.ts';
import { reportMistake } from './report-mistake.ts';

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

/** Tells once of each `data-*` that is an option's but for its dashes, as `data-zindex` is. */
export function reportNearMisses(node: Element): void {
  for (const attribute of node.getAttributeNames()) {
    const plain = attribute.replace(/^data-/, '').replaceAll(/[-_]/g, '');
    const meant = optionNames.find((name) => name.toLowerCase() === plain);
    const right = meant && `data-${toAttribute(meant)}`;
    if (right && right !== attribute && attribute.startsWith('data-'))
      reportMistake(`Parley: ${attribute} is no option; ${right} is`);
  }
}

function resolveAddress(text: string): string {
  try {
    // Nothing would be the page itself.
    return text.trim() && new URL(text, location.href).href;
  } catch {
    return text;
  }
}
