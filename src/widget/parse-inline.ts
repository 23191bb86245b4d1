// What stands within a paragraph of a reply: emphasis, code, links. A mark without its other half is text.
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

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** What an HTML tag or a mark stands for. Whatever else has words in it is a link. */
const tags: Record<string, Piece['tag']> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  code: 'code',
  '`': 'code',
  '**': 'strong',
  '*': 'em',
  __: 'strong',
  _: 'em',
  '~~': 's',
};

const pattern =
  /\\([!-/:-@[-`{-~])|(?<!`)(`+)([^`]+)\2(?!`)|<(b|strong|i|em|a|code)\b([^<>]*)>((?:(?!<\/?\4\b)[^])*)<\/\4>|(<br\b[^<>]*>|\\?\n)|(?<!\*)(\*\*)(?:(?=\S)((?:(?!\*\*)[^])+\*?)(?<=\S)\*\*)?(?!\*)|(?<!\*)(\*)(?=[^\s*])((?:\*\*[^*]+\*\*|[^*])+)(?<=\S)\*(?!\*)|(?<![\p{L}\p{N}_])(__?)(?=[^\s_])([^_]+)(?<=\S)\12(?![\p{L}\p{N}_])|(~~)(?=\S)([^~]+)(?<=\S)~~|!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\(((?:[^\s<>()]|\([^\s<>()]*\))+)(?:\s+"[^"]*")?\)|<?(\b(?:https?:\/\/|www\.|mailto:|tel:)(?:[^\s<>()[\]`\u2e80-\u{10ffff}]|\([^\s<>()]*\))+(?<![.,;:!?'"*_~])|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w)>?|<\/?[a-z]\w*(?:\s[^<>=]*=[^<>]*|\s*\/?)>/giu;

function decode(text: string): string {
  return text.replace(
    /&(?:#(x?[\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (whole, digits?: string, name = '') => {
      const code = Number(`0${digits}`);
      return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : (entities[name] ?? whole);
    },
  );
}

export function parseInline(text: string): Content {
  const content: Content = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, sign, ticks, code, name, attributes = '', tagged, line, stars, strong, star, em] = match;
    const [bars, under, waves, strike, label, target, bare] = match.slice(12);
    const words = code ?? tagged ?? strong ?? em ?? under ?? strike ?? label ?? bare;
    const address = target ?? bare ?? /\shref\s*=\s*["']?([^"'\s]+)/i.exec(attributes)?.[1] ?? '';
    const tag = tags[name?.toLowerCase() ?? ticks?.[0] ?? stars ?? star ?? bars ?? waves ?? ''] ?? 'a';
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
