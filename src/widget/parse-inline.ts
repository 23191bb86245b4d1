// What stands within a paragraph of a reply: emphasis, code, links. A mark without its other half is text, but for a
// `**` that opens a word and is never closed: that one was meant as a mark.
// Linear in time: what a mark opens ends at the next mark of its kind, so that nothing is searched twice for it.

/** An element of a reply. Its tag is one of ours, whatever the agent says. */
export interface Piece {
  tag:
    | ('p' | 'ul' | 'ol' | 'li' | 'pre' | 'blockquote' | 'hr' | 'div' | 'table' | 'tr' | 'th' | 'td')
    | ('strong' | 'em' | 's' | 'code' | 'a' | 'br');
  content: Content;
  /** Of a link, unchecked. */
  href?: string | undefined;
  /** Of a numbered list. */
  start?: number | undefined;
}

export type Content = (Piece | string)[];

/** Named signs, as far as people and their tools write them. Without a prototype: names of its properties are none. */
const entities: Record<string, string | null> = { __proto__: null, quot: '"', apos: "'", nbsp: '\u00a0' };
for (const [, name = '', sign = ''] of (
  'amp& lt< gt> euro€ pound£ cent¢ yen¥ copy© reg® trade™ deg° sect§ para¶ middot· bull• hellip… ndash– mdash— times× ' +
  'divide÷ plusmn± minus− micro\u00b5 frac12½ frac14¼ frac34¾ sup2² sup3³ laquo« raquo» lsaquo‹ rsaquo› lsquo‘ rsquo’ ' +
  'sbquo‚ ldquo“ rdquo” bdquo„ larr← rarr→ check✓ iexcl¡ iquest¿ szlig\u00df AElig\u00c6 aelig\u00e6 Oslash\u00d8 oslash\u00f8 ' +
  'ensp\u2002 emsp\u2003 thinsp\u2009 zwnj\u200c zwj\u200d lrm\u200e rlm\u200f shy\u00ad'
).matchAll(/(\w+)([^ ])/gu))
  entities[name] = sign;

/** What stands above or below a letter, by how the letter's name ends. */
const accents: Record<string, string> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
  ring: '\u030a',
  cedil: '\u0327',
};
const accented = RegExp(`^([A-Za-z])(${Object.keys(accents).join('|')})$`);

/** Tags that stand for another, and marks. */
const tags: Record<string, Piece['tag']> = {
  b: 'strong',
  i: 'em',
  '`': 'code',
  '**': 'strong',
  '*': 'em',
  __: 'strong',
  _: 'em',
  '~~': 's',
};

const pattern =
  /\\([!-/:-@[-`{-~])|(?<!`)(`)(`*)([^`]+)\2\3(?!`)|<(b|strong|i|em|a|code)\b([^<>]*)>((?:(?!<\/?\5\b)[^])*)<\/\5>|(<br\b[^<>]*>|\\?\n)|(?<!\*)(\*\*)(?:(?=\S)((?:(?!\*\*)[^])+\*?)(?<=\S)\*\*|(?<!\S\*\*)(?=\S))(?!\*)|(?<![\p{L}\p{N}_*])(\*|__?|~~)(?=\S)((?:\*\*[^*]+\*\*|(?!\11|\*\*)[^])+)(?<=\S)\11(?![\p{L}\p{N}_*])|!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\(((?:tel:(?:[^\n<>()"]|\([^\n<>()"]*\))+|(?:[^\s<>()]|\([^\s<>()]*\))+)(?<=\S))(?:\s+"[^"]*")?\)|<?(\b(?:https?:\/\/|www\.|mailto:|tel:)(?:[^\s<>()[\]`\u2e80-\u{10ffff}]|(?<=\/)[\u3040-\ud7ff]+|\([^\s<>()]*\))+(?<![.,;:!?'"*_~])|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w)>?|<\/?[a-z]\w*(?:\s[^<>=]*=[^<>]*|\s*\/?)>/giu;

function decode(text: string): string {
  return text.replace(/&(?:#(x?[\da-f]{1,6})|(\w+));/gi, (whole, digits?: string, name = '') => {
    const code = Number(`0${digits}`);
    if (code > 0 && code < 0x110000) return String.fromCodePoint(code);
    const [, letter, accent = ''] = accented.exec(name) ?? [];
    return letter ? (letter + accents[accent]).normalize() : (entities[name] ?? whole);
  });
}

export function parseInline(text: string): Content {
  const content: Content = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, sign, tick, , code, name, attributes = '', tagged, line, stars, strong, mark, marked] =
      match;
    const [label, target, bare] = match.slice(13);
    const words = code ?? tagged ?? strong ?? marked ?? label ?? bare;
    const quoted = /\shref\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"']+))/i.exec(attributes)?.slice(1);
    const address = (target ?? bare ?? quoted?.find((value) => value !== undefined) ?? '').trim();
    const kind = (name ?? tick ?? stars ?? mark ?? 'a').toLowerCase();
    const tag = tags[kind] ?? (kind as Piece['tag']);
    content.push(decode(text.slice(end, match.index)), sign ?? '');
    end = match.index + whole.length;
    if (line) content.push({ tag: 'br', content: [] });
    if (words === undefined) continue;
    const isNumber = /^tel:/i.test(address);
    const scheme = /^www/i.test(address) ? 'https://' : /^[^:/]+@/.test(address) ? 'mailto:' : '';
    content.push({
      tag,
      content: code
        ? [code]
        : tag === 'code' || bare || !words
          ? [decode(words || address)]
          : parseInline(words),
      href: scheme + decode(address).replace(isNumber ? /\s/g : /\\(?=\W|_)/g, ''),
    });
  }
  return [...content, decode(text.slice(end))].filter((part) => part);
}
