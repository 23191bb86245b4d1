// That reading a reply takes time in proportion to its length, counted in steps and not in seconds. Patterns are run by
// a small backtracking machine, as browsers run them, which counts each step that it takes, forwards and back; its
// answers are compared with the engine's own, so that it cannot count something else. Strings that are cut count by
// their length.
import { describe, expect, test } from 'vitest';
import type { Piece } from './parse-inline.ts';
import { parseReply } from './parse-reply.ts';

/** Where groups begin and end, the newest first. */
type Captures = { slot: number; at: number; before: Captures } | undefined;

function find(captures: Captures, slot: number): number {
  for (let entry = captures; entry; entry = entry.before) if (entry.slot === slot) return entry.at;
  return -1;
}
type Instruction =
  | { is: 'sign'; test: (sign: string) => boolean }
  | { is: 'split'; to: [number, number] }
  | { is: 'jump'; to: number }
  | { is: 'save'; slot: number }
  | { is: 'repeat'; group: number }
  | { is: 'at'; test: (text: string, at: number) => boolean }
  | { is: 'look'; program: Program; wanted: boolean }
  | { is: 'done' };
interface Program {
  code: Instruction[];
  backwards: boolean;
}

const nativeExec = RegExp.prototype.exec;
let steps = 0;

function setExec(exec: RegExp['exec']): void {
  Reflect.set(RegExp.prototype, 'exec', exec);
}

/** A pattern as instructions. Knows what patterns here use, and throws at anything else. */
function compile({ source, flags }: RegExp): { program: Program; groups: number } {
  let at = 0;
  let groups = 0;

  function readAlternatives(backwards: boolean): Instruction[] {
    const first = readSequence(backwards);
    if (source[at] !== '|') return first;
    at++;
    const second = readAlternatives(backwards);
    return [
      { is: 'split', to: [1, first.length + 2] },
      ...first,
      { is: 'jump', to: second.length + 1 },
      ...second,
    ];
  }

  function readSequence(backwards: boolean): Instruction[] {
    const parts: Instruction[][] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')')
      parts.push(readRepeated(backwards));
    return (backwards ? parts.toReversed() : parts).flat();
  }

  function readRepeated(backwards: boolean): Instruction[] {
    const part = readPart(backwards);
    const quantifier = quantifierAt();
    if (!quantifier) return part;
    const [whole, sign, from = '', comma, to = '', lazy] = quantifier;
    at += whole.length;
    const least = sign === '*' || sign === '?' ? 0 : sign === '+' ? 1 : Number(from);
    const most =
      sign === '?' ? 1 : sign === '*' || sign === '+' ? Infinity : comma ? Number(to || Infinity) : least;
    const order = (a: number, b: number): [number, number] => (lazy ? [b, a] : [a, b]);
    const code = Array.from({ length: least }, () => part).flat();
    if (most === Infinity) {
      return [
        ...code,
        { is: 'split', to: order(1, part.length + 2) },
        ...part,
        { is: 'jump', to: -part.length - 1 },
      ];
    }
    for (let left = most - least; left > 0; left--) {
      code.push({ is: 'split', to: order(1, (part.length + 1) * left) }, ...part);
    }
    return code;
  }

  function quantifierAt(): RegExpExecArray | null {
    const pattern = /([*+?]|\{(\d+)(,?)(\d*)\})(\??)/y;
    pattern.lastIndex = at;
    return nativeExec.call(pattern, source);
  }

  function readPart(backwards: boolean): Instruction[] {
    const sign = source[at++];
    if (sign === '(') return readGroup(backwards);
    if (sign === '^')
      return [
        position(
          (text, at) => at === 0 || (flags.includes('m') && /[\n\r\u2028\u2029]/.test(text.charAt(at - 1))),
        ),
      ];
    if (sign === '$')
      return [
        position(
          (text, at) =>
            at === text.length || (flags.includes('m') && /[\n\r\u2028\u2029]/.test(text.charAt(at))),
        ),
      ];
    let atom = sign ?? '';
    if (sign === '[') {
      while (source[at] !== ']') atom += source[at] === '\\' ? source.slice(at++, ++at) : source[at++];
      atom += source[at++];
    } else if (sign === '\\') {
      const letter = source[at] ?? '';
      if (/[1-9]/.test(letter)) {
        const digits = nativeExec.call(/^\d+/, source.slice(at))?.[0] ?? '';
        at += digits.length;
        return [{ is: 'repeat', group: Number(digits) }];
      }
      if (letter === 'b') {
        at++;
        return [position((text, at) => /\w/.test(text.charAt(at - 1)) !== /\w/.test(text.charAt(at)))];
      }
      const length =
        nativeExec.call(/^(p\{\w+\}|u\{\w+\}|u[\da-f]{4}|x[\da-f]{2}|.)/i, source.slice(at))?.[0].length ?? 1;
      atom += source.slice(at, (at += length));
    }
    const single = new RegExp(`^(?:${atom})$`, flags.replace(/[gym]/g, ''));
    const known = new Map<string, boolean>();
    return [
      {
        is: 'sign',
        test(sign) {
          const found = known.get(sign) ?? nativeExec.call(single, sign) !== null;
          known.set(sign, found);
          return found;
        },
      },
    ];
  }

  function position(test: (text: string, at: number) => boolean): Instruction {
    return { is: 'at', test };
  }

  function readGroup(backwards: boolean): Instruction[] {
    const [kind = ''] = nativeExec.call(/^\?(?:[:=!]|<[=!])/, source.slice(at)) ?? [];
    at += kind.length;
    const slot = kind ? 0 : ++groups;
    const looks = kind.length > 0 && kind !== '?:';
    const inner = readAlternatives(looks ? kind.includes('<') : backwards);
    if (source[at++] !== ')') throw new Error(`no ) at ${at} of ${source}`);
    if (looks) {
      const program = { code: [...inner, { is: 'done' as const }], backwards: kind.includes('<') };
      return [{ is: 'look', program, wanted: kind.endsWith('=') }];
    }
    if (!slot) return inner;
    const [open, close] = backwards ? [slot * 2 + 1, slot * 2] : [slot * 2, slot * 2 + 1];
    return [{ is: 'save', slot: open }, ...inner, { is: 'save', slot: close }];
  }

  const code = readAlternatives(false);
  if (at < source.length) throw new Error(`not understood at ${at}: ${source}`);
  return { program: { code: [...code, { is: 'done' }], backwards: false }, groups };
}

/** Runs a program from one position; each instruction is a step, tried again or not. */
function run(
  { code, backwards }: Program,
  text: string,
  from: number,
  captures: Captures,
  unicode: boolean,
): { end: number; captures: Captures } | undefined {
  const waiting: { pc: number; at: number; captures: Captures }[] = [{ pc: 0, at: from, captures }];
  for (let state; (state = waiting.pop());) {
    let { pc, at, captures } = state;
    for (;;) {
      steps++;
      const instruction = code[pc];
      if (!instruction) throw new Error('ran off');
      if (instruction.is === 'done') return { end: at, captures };
      if (instruction.is === 'jump') pc += instruction.to;
      else if (instruction.is === 'split') {
        waiting.push({ pc: pc + instruction.to[1], at, captures });
        pc += instruction.to[0];
      } else if (instruction.is === 'save') {
        captures = { slot: instruction.slot, at, before: captures };
        pc++;
      } else if (instruction.is === 'at') {
        if (!instruction.test(text, at)) break;
        pc++;
      } else if (instruction.is === 'look') {
        const found = run(instruction.program, text, at, captures, unicode);
        if (Boolean(found) !== instruction.wanted) break;
        if (found && instruction.wanted) ({ captures } = found);
        pc++;
      } else if (instruction.is === 'repeat') {
        const [start, end] = [
          find(captures, instruction.group * 2),
          find(captures, instruction.group * 2 + 1),
        ];
        const words = start < 0 || end < 0 ? '' : text.slice(start, end);
        steps += words.length;
        const there = backwards
          ? text.slice(Math.max(0, at - words.length), at)
          : text.slice(at, at + words.length);
        if (there.toLowerCase() !== words.toLowerCase()) break;
        at += backwards ? -words.length : words.length;
        pc++;
      } else {
        const sign = signAt(text, at, backwards, unicode);
        if (!sign || !instruction.test(sign)) break;
        at += backwards ? -sign.length : sign.length;
        pc++;
      }
    }
  }
  return undefined;
}

function signAt(text: string, at: number, backwards: boolean, unicode: boolean): string {
  if (!backwards)
    return unicode && at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : text.charAt(at);
  const low =
    unicode && /[\udc00-\udfff]/.test(text.charAt(at - 1)) && /[\ud800-\udbff]/.test(text.charAt(at - 2));
  return text.slice(Math.max(0, at - (low ? 2 : 1)), at);
}

const compiled = new Map<string, ReturnType<typeof compile>>();

function countingExec(this: RegExp, text: string): RegExpExecArray | null {
  setExec(nativeExec);
  try {
    const key = `${this.flags}/${this.source}`;
    const { program, groups } = compiled.get(key) ?? compile(this);
    compiled.set(key, { program, groups });
    let at = this.global || this.sticky ? this.lastIndex : 0;
    let found = run(program, text, at, undefined, this.unicode);
    while (!found && !this.sticky && at < text.length)
      found = run(program, text, ++at, undefined, this.unicode);
    const real = nativeExec.call(this, text);
    const matches =
      found && real
        ? real.index === at &&
          real[0].length === found.end - at &&
          Array.from({ length: groups }, (_, index) => index + 1).every((group) => {
            const [start, end] = [find(found.captures, group * 2), find(found.captures, group * 2 + 1)];
            return (start < 0 || end < 0 ? undefined : text.slice(start, end)) === real[group];
          })
        : !found === !real;
    if (!matches)
      throw new Error(`The machine differs from the engine: ${key} at ${at} of ${JSON.stringify(text)}`);
    return real;
  } finally {
    setExec(countingExec);
  }
}

/** What is cut or looked through counts by its length: `out` by that of the answer, `in` by that of the text. */
const stringWork = {
  slice: 'out',
  repeat: 'out',
  trim: 'in',
  split: 'in',
  replaceAll: 'in',
  toLowerCase: 'in',
} as const;

/** What the work costs, in steps of patterns and in characters handled by strings. */
function countSteps(work: () => void): number {
  const undo = Object.entries(stringWork).map(([name, side]) => {
    const native = Reflect.get(String.prototype, name) as () => unknown;
    Reflect.set(String.prototype, name, function (this: string, ...given: unknown[]) {
      const answer = Reflect.apply(native, this, given);
      if (RegExp.prototype.exec === countingExec)
        steps += side === 'out' ? String(answer).length : this.length;
      return answer;
    });
    return () => Reflect.set(String.prototype, name, native);
  });
  steps = 0;
  setExec(countingExec);
  try {
    work();
    return steps;
  } finally {
    setExec(nativeExec);
    undo.forEach((restore) => restore());
  }
}

function measure(pieces: readonly (Piece | string)[]): { depth: number; count: number } {
  const inner = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [measure(piece.content)]));
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    count: inner.reduce((sum, { count }) => sum + count, pieces.length),
  };
}

/** Each of these has made some Markdown parser slow, or could make this one slow. */
const floods = [
  [
    '*',
    '**',
    '***',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '``',
    '```',
    '[',
    ']',
    '[]',
    '![',
    '(',
    '<',
    '>',
    '|',
    '&',
    '#',
    '-',
    '\\',
    '=',
    '!',
  ],
  [
    'a**b',
    'a*b ',
    '*a ',
    '*a_ ',
    '**a *b ',
    '*a **b ',
    ' *a',
    'a* ',
    '**a ',
    ' **a',
    '_a ',
    '_a',
    'a_',
    '__a _b ',
    '~~a ',
    '~~a',
  ],
  ['*a **b** ', '**a *b* ', '*a_b*c_d', '***a* ', '***a** ', '** **', '* *', '*_', '_*', '**_~~[`'],
  [
    '[a',
    '[a]',
    '[a](',
    '[a](b',
    '[a](<b',
    '[a](b "',
    "[a](b '",
    '[a](b "c" ',
    '![[[[',
    '[[a]',
    '[a](b(',
    '](',
    '](a',
    '[*a',
    '[a](u)',
  ],
  ['`a', '`a``', '``a`', '`a`', '```a\n', '~~~\n', '``` \n', '`a\n'],
  [
    '<a',
    '<a ',
    '<b>',
    '</b>',
    '<b><i>',
    '<i></b>',
    '<b ',
    '<a href=',
    '<a href=x',
    '<a href="',
    '<a href=x>',
    ' href',
    'href=',
    '<code>',
    '<br>',
    '<b =',
    '<!--',
    '<a =',
    '<p>',
    '<ul>',
    '<ul><li>',
    '<ol><li>a',
    '</ul>',
    '<li>',
    '<a:',
    '<a@',
  ],
  ['&amp;', '&#', '&#x', '&a', '&#1;', '&#xfffff;'],
  [
    'https://',
    'https://x',
    'https://(',
    'https://(a)',
    'https://.',
    'http',
    'www.',
    'www.a',
    'mailto:',
    'tel:',
    'a@',
    'a@b',
    'a@b.',
    'a.',
    'a-',
    'a@b.c ',
  ],
  [
    '> ',
    '>',
    '> > ',
    '>\n',
    '> a\n',
    '> - ',
    '- ',
    '- a\n',
    '-\n',
    '- - ',
    '1. ',
    '1. a\n',
    '1.',
    '  - a\n',
    '* ',
    '* a\n\n',
    '-  \n',
    '---\n',
    '- --',
    '* * ',
  ],
  [
    '# ',
    '# a\n',
    '#\n',
    '# #',
    ' #',
    '| ',
    '|a',
    '|-',
    '|-|',
    '|a|\n',
    '|a|\n|-|\n',
    'a|b\n-|-\n',
    '|\n',
    ':-',
    '-|',
    '|:',
    '\\|',
  ],
  [
    ' ',
    '\n',
    '\n\n',
    ' \n',
    '\t',
    '\r',
    'a',
    'a ',
    'a\n',
    ' a',
    '\u00a0',
    '\u2028',
    'é',
    'é_',
    '\u{1f600}',
    '\u{1f600}_',
    '\ud800',
    '\u202e',
    '\0',
    '字',
  ],
].flat();
/** What a flood may come after, and what may come after it: all of them in the full run. */
const frames = (
  [
    ['', ''],
    ['> - <a href=', '\n'],
    ['*[', '*x'],
    ['|a|b|\n|-|-|\n|https://', '|'],
    ['a|b\n', 'x'],
  ] as [string, string][]
).slice(0, process.env['FULL'] ? undefined : 2);

describe('reading takes steps in proportion to the length', () => {
  test.each(floods)('of a flood of %j', (part) => {
    for (const [before, after] of frames) {
      const [short, long] = [300, 600].map((length) => {
        const text = before + part.repeat(Math.floor(length / part.length)) + after;
        return countSteps(() => void parseReply(text));
      });
      expect((long ?? 0) / (short ?? 1), `${before}…${after}: ${short}, ${long}`).toBeLessThan(2.2);
    }
  });

  test('of levels of quotes and lists', () => {
    const nested = (count: number) =>
      Array.from({ length: count }, (_, level) => `${' '.repeat(level * 2)}- a`).join('\n');
    const per = [20, 40].map(
      (count) => countSteps(() => void parseReply(nested(count))) / nested(count).length,
    );
    expect((per[1] ?? 0) / (per[0] ?? 1)).toBeLessThan(1.2);
  });
});

test('a machine that counts finds a pattern that is slow', () => {
  const slow = (length: number) => countSteps(() => void /(?:a+)+$/.test(`${'a'.repeat(length)}b`));
  expect(slow(12) / slow(6)).toBeGreaterThan(10);
  const quadratic = (length: number) => countSteps(() => void / +$/.test(`${' '.repeat(length)}b`));
  expect(quadratic(400) / quadratic(200)).toBeGreaterThan(3);
});

test(
  'no flood nests deeper than a few dozen elements, or makes more of them than in proportion to its length',
  { timeout: 60_000 },
  () => {
    for (const part of floods) {
      const text = part.repeat(Math.floor(16_384 / part.length));
      const { depth, count } = measure(parseReply(text));
      expect({ part, isShallow: depth < 32, isSmall: count < text.length * 3 }).toEqual({
        part,
        isShallow: true,
        isSmall: true,
      });
    }
  },
);
