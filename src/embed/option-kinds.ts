// What each option takes, by example: the one table behind all three spellings, and behind the lines that work in errors.
import type { ChatOptions, OptionName } from './options.ts';

/** An option here takes what has the type of its example. */
const examples: Partial<Record<OptionName, unknown>> = {
  relay: 'https://relay.example.com',
  agent: 'support',
  keys: true,
  ttlMinutes: 1440,
  offsetX: 20,
  offsetY: 20,
  zIndex: 1000,
  accent: '#4f46e5',
  radius: 12,
  font: 'Georgia',
  title: 'Help',
  name: 'Ava',
  subtitle: 'Assistant',
  avatar: '/ava.png',
  locale: 'en',
  labels: { send: 'Go' },
  greeting: 'Hello!',
  suggestions: ['Track my order'],
  disclosure: true,
  metadata: { plan: 'pro' },
  open: true,
  launcher: true,
  handoff: { default: '/contact' },
  maxLength: 4000,
};

/** An option here takes one of these. */
const choices: Partial<Record<OptionName, readonly unknown[]>> = {
  mode: ['floating', 'inline', 'page'],
  position: ['end', 'start', 'top-end', 'top-start', 'right', 'left'],
  theme: ['auto', 'light', 'dark'],
  persistence: ['session', 'local', 'none'],
  headingLevel: [1, 2, 3, 4, 5, 6],
  enterToSend: ['auto', true, false],
  links: ['auto', 'same', 'new'],
};

/** These take a text or true or false; and metadata a function too. */
const alsoTakes: Partial<Record<OptionName, string>> = {
  disclosure: 'string',
  launcher: 'string',
  metadata: 'function',
};

export const optionNames = Object.keys({ ...examples, ...choices }) as OptionName[];

function accepts(name: OptionName, value: unknown): boolean {
  const example = examples[name];
  if (choices[name]) return choices[name].includes(value);
  if (name === 'relay') return typeof value === 'string' && isWebAddress(value);
  // Neither an empty text, nor NaN, nor null.
  if (value === '' || value === null || Number.isNaN(value)) return false;
  if (Array.isArray(example)) return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return (typeof value === typeof example && !Array.isArray(value)) || typeof value === alsoTakes[name];
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** The option's value from the text of its attribute; what makes no sense comes back as it is, to be refused. */
export function readOption(name: OptionName, text: string): unknown {
  const example = examples[name];
  try {
    // A bare attribute means true.
    if (choices[name]) return choices[name].find((choice) => String(choice) === (text || 'true')) ?? text;
    if (typeof example === 'number') return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
    if (typeof example === 'boolean') {
      return text === 'false' ? false : alsoTakes[name] && text && text !== 'true' ? text : true;
    }
    if (Array.isArray(example) && !text.startsWith('[')) return text.split('|').map((part) => part.trim());
    return typeof example === 'object' ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}

/** Throws a TypeError that names the first option that cannot be used, its value, and a line that works. */
export function checkOptions(options: ChatOptions): void {
  for (const name of optionNames) {
    const value: unknown = options[name];
    if (accepts(name, value) || (value === undefined && name !== 'relay')) continue;
    const example = choices[name]?.[0] ?? examples[name];
    throw new TypeError(
      `Parley: option ${name} is ${JSON.stringify(value) ?? typeof value}. ` +
        `It takes ${choices[name]?.join(', ') ?? (name === 'relay' ? 'an http(s) address' : `${typeof example} values`)}, ` +
        `as in ${JSON.stringify({ relay: examples.relay, [name]: example })}`,
    );
  }
}
