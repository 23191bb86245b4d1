// What each option takes and what it is unless told: the one table behind all three spellings, and behind the lines
// that work in errors.
import type { ChatOptions, OptionName } from './options.ts';

/** What an option is unless told; of several choices, the first. It takes what has the type of its default. */
const defaults = {
  mode: ['floating', 'inline', 'page'],
  position: ['end', 'start', 'top-end', 'top-start', 'right', 'left'],
  offsetX: 20,
  offsetY: 20,
  zIndex: 2147480000,
  theme: ['auto', 'host', 'light', 'dark'],
  keys: true,
  persistence: ['session', 'local', 'none'],
  ttlMinutes: 1440,
  radius: 20,
  font: 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif',
  headingLevel: [2, 1, 3, 4, 5, 6],
  labels: {},
  greeting: 'agent',
  suggestions: [],
  disclosure: true,
  consent: false,
  teaser: false,
  metadata: {},
  open: false,
  launcher: true,
  handoff: {},
  enterToSend: ['auto', true, false],
  maxLength: 4000,
  links: ['auto', 'same', 'new'],
  images: false,
  debug: false,
};

const text = 'Help';

/** Options without a default of their own, by example. */
const examples = {
  relay: 'https://relay.example.com',
  accent: 'red',
  locale: 'en',
  agent: text,
  title: text,
  name: text,
  subtitle: text,
  avatar: text,
  logo: text,
  privacy: text,
  fallback: text,
  identity: text,
  onChallenge() {},
};

/** What an option takes besides. */
const alsoTakes: Partial<Record<OptionName, string>> = {
  consent: 'string object',
  teaser: 'string object',
  disclosure: 'string',
  launcher: 'string',
  metadata: 'function',
  identity: 'function',
};

const kinds: Record<OptionName, unknown> = { ...examples, ...defaults };
export const optionNames = Object.keys(kinds) as OptionName[];

/** The options with every default in its place. */
export type FullOptions = ChatOptions & Required<Pick<ChatOptions, keyof typeof defaults>>;

function accepts(name: OptionName, value: unknown): boolean {
  const kind = kinds[name];
  if (value === '' || value === null || Number.isNaN(value)) return false;
  if (name === 'relay') return typeof value === 'string' && /^https?:\/\/[^/]/.test(value);
  if (!Array.isArray(kind))
    return !Array.isArray(value) && `${typeof kind} ${alsoTakes[name]}`.includes(typeof value);
  if (kind.length > 0) return kind.includes(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The option's value from the text of its attribute: as it may best be read, or as it is, to be refused. */
export function readOption(name: OptionName, text: string): unknown {
  if (typeof kinds[name] === 'string') return text;
  const readings: unknown[] = [
    text,
    !text.startsWith('[') && text.split('|').map((item) => item.trim()),
    true,
  ];
  try {
    readings.unshift(JSON.parse(text));
  } catch {
    // Not all is JSON.
  }
  return readings.find((value) => accepts(name, value)) ?? text;
}

/**
 * The options with every default filled in. Throws a TypeError that names the first option that cannot be used, its
 * value, and a line that works; and what the browser throws where the launcher is no selector.
 */
export function fillOptions(options: ChatOptions): FullOptions {
  const entries = optionNames.map((name) => [name, fillOption(name, options[name])]);
  const filled = Object.fromEntries(entries) as FullOptions;
  // A selector that is none throws here, and not at every click.
  document.querySelector(String(filled.launcher));
  return filled;
}

function fillOption(name: OptionName, value: unknown): unknown {
  const kind = kinds[name];
  const first: unknown = Array.isArray(kind) ? (kind[0] ?? kind) : kind;
  if (value === undefined && name !== 'relay') return name in defaults ? first : undefined;
  if (accepts(name, value)) return value;
  const taken = Array.isArray(kind) ? kind.join(', ') || 'a list of texts' : `${typeof kind} values`;
  throw new TypeError(
    `Parley: option ${name} is ${JSON.stringify(value) ?? typeof value}. ` +
      `It takes ${name === 'relay' ? 'an http(s) address' : taken}, ` +
      `as in ${JSON.stringify({ relay: examples.relay, [name]: first })}`,
  );
}
