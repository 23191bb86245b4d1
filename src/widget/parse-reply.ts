// From an agent's text, Markdown mixed with literal HTML, to a small tree. No HTML is ever parsed as HTML:
// the block tags that PolyAI's own widget lets through become Markdown here, inline ones are read as marks.
import { parseInline, type Piece } from './parse-inline.ts';

/** Lists and quotes stand in one another no deeper than this; what goes deeper is text. */
const maxDepth = 8;

/** The reply as blocks, in order; blank text gives none. */
export function parseReply(text: string): Piece[] {
  return parseBlocks(toMarkdown(text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ')), maxDepth);
}

/** Code and rows of tables stay as they are; elsewhere, block tags become lines, and comments nothing. */
function toMarkdown(text: string): string {
  let lists = '';
  /** The number at which a list begins; those after its first are not asked. */
  let start = '1';
  return text.replace(
    /```[^]*?(?:```|$(?![^]))|`[^`\n]+`|^ *\|.*|<!--(?:(?!<!--)[^])*?-->|<(\/?)(br|p|[uo]l|li|div|h[\dr]|t[rdh]|blockquote)\b[^<>]*>/gim,
    (whole, slash: string, name = '') => {
      if (/l$/i.test(name)) lists = slash ? lists.slice(1) : (name[0] + lists).slice(0, maxDepth);
      if (/^ol/i.test(name)) start = /\sstart\W+(\d{1,3})\b/i.exec(whole)?.[1] ?? '1';
      const indent = '  '.repeat(lists.length);
      if (/li/i.test(name) && !slash) return `\n${indent.slice(2)}${/^o/i.test(lists) ? `${start}.` : '-'} `;
      if (/t[dh]/i.test(name)) return ' ';
      if (name) return /br/i.test(name) ? '\n' : `\n\n${indent}`;
      return whole.startsWith('<!') ? '' : whole;
    },
  );
}

/** Fenced code, heading, rule, quote, table, list item. */
const pattern =
  /^ *(```+|~~~+)[^`\n]*$([^]*?)(?:\n *\1[`~]*|(?![^]))|^ *#{1,6} (.*)|^ *([-*_])(?: *\4){2,} *$|((?:^ *>.*\n?)+)|^(?=.*\|)(.+)\n(?: *\|)?(?: *:?-+:? *\|)+[ :-]*$((?:\n.*\|.*)*)|^( *)([-*+•]|\d{1,3}[.)]) (.*(?:\n(?: *$|\8  .*|(?<!\n *\n)(?! *(?:[-*+•>] |#{1,6} |\d{1,3}[.)] |```|~~~|---)).+))*)/gm;

function toRow(line: string, tag: 'th' | 'td'): Piece {
  const cells = line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/);
  return {
    tag: 'tr',
    content: cells.map((cell) => ({ tag, content: parseInline(cell.trim()) })),
  };
}

function parseBlocks(text: string, depth: number): Piece[] {
  const blocks: Piece[] = [];
  let end = 0;

  function put(tag: Piece['tag'], content: Piece['content'], start?: number): void {
    blocks.push({ tag, content, start });
  }

  function addParagraphs(to?: number): void {
    for (const paragraph of text.slice(end, to).split(/\n(?: *\n)+/)) {
      const lines = paragraph.split('\n').map((line) => line.trim());
      const content = parseInline(lines.join('\n').trim());
      // Of a picture, for one, nothing is left.
      if (content.length > 0) put('p', content);
    }
  }

  for (const match of depth ? text.matchAll(pattern) : []) {
    const [whole, fence, code = '', heading, rule, quote, header, rows = '', indent = '', marker, item = ''] =
      match;
    addParagraphs(match.index);
    end = match.index + whole.length;
    if (fence) put('pre', [{ tag: 'code', content: [code.slice(1)] }]);
    else if (heading) put('p', [{ tag: 'strong', content: parseInline(heading.trim()) }]);
    else if (rule) put('hr', []);
    else if (quote) put('blockquote', parseBlocks(quote.replace(/^ *> ?/gm, ''), depth - 1));
    else if (header) {
      const cells = rows
        .split('\n')
        .slice(1)
        .map((row) => toRow(row, 'td'));
      put('div', [{ tag: 'table', content: [toRow(header, 'th'), ...cells] }]);
    } else if (marker) {
      const start = Number.parseInt(marker, 10);
      const tag = start >= 0 ? 'ol' : 'ul';
      if (blocks.at(-1)?.tag !== tag) put(tag, [], start >= 0 ? start : undefined);
      const content = parseBlocks(item.replace(RegExp(`^ {0,${indent.length + 2}}`, 'gm'), ''), depth - 1);
      blocks.at(-1)?.content.push({ tag: 'li', content });
    }
  }
  addParagraphs();
  return blocks;
}
