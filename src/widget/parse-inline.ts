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

/** Without a prototype, so that names of its properties are not found here. */
const entities: Record<string, string | null> = {
  __proto__: null,
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

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
  /\\([!-/:-@[-`{-~])|(?<!`)(`)(`*)([^`]+)\2\3(?!`)|<(b|strong|i|em|a|code)\b([^<>]*)>((?:(?!<\/?\5\b)[^])*)<\/\5>|(<br\b[^<>]*>|\\?\n)|(?<!\*)(\*\*)(?:(?=\S)((?:(?!\*\*)[^])+\*?)(?<=\S)\*\*|(?<!\S\*\*)(?=\S))(?!\*)|(?<![\p{L}\p{N}_*])(\*|__?|~~)(?=\S)((?:\*\*[^*]+\*\*|(?!\11|\*\*)[^])+)(?<=\S)\11(?![\p{L}\p{N}_*])|!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\(((?:[^\s<>()]|\([^\s<>()]*\))+)(?:\s+"[^"]*")?\)|<?(\b(?:https?:\/\/|www\.|mailto:|tel:)(?:[^\s<>()[\]`\u2e80-\u{10ffff}]|\([^\s<>()]*\))+(?<![.,;:!?'"*_~])|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w)>?|<\/?[a-z]\w*(?:\s[^<>=]*=[^<>]*|\s*\/?)>/giu;

function decode(text: string): string {
  return text.replace(/&(?:#(x?[\da-f]{1,6})|(\w+));/gi, (whole, digits?: string, name = '') => {
    const code = Number(`0${digits}`);
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : (entities[name] ?? whole);
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
    const address = target ?? bare ?? /\shref\s*=\s*["']?([^"'\s]+)/i.exec(attributes)?.[1] ?? '';
    const kind = (name ?? tick ?? stars ?? mark ?? 'a').toLowerCase();
    const tag = tags[kind] ?? (kind as Piece['tag']);
    content.push(decode(text.slice(end, match.index)), sign ?? '');
    end = match.index + whole.length;
    if (line) content.push({ tag: 'br', content: [] });
    if (words === undefined) continue;
    const scheme = /^www/i.test(address) ? 'https://' : /^[^:/]+@/.test(address) ? 'mailto:' : '';
    content.push({
      tag,
      content: code
        ? [code]
        : tag === 'code' || bare || !words
          ? [decode(words || address)]
          : parseInline(words),
      href: scheme + decode(address).replace(/\\(?=\W|_)/g, ''),
    });
  }
  return [...content, decode(text.slice(end))].filter((part) => part);
}
