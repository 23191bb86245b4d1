// A reply as a screen reader should speak it, words without marks, one line for each block, item and cell; or as it is
// kept, with the marks of lists, and one line for each row of a table.
import type { Piece } from './parse-inline.ts';
import { parseReply } from './parse-reply.ts';

/** @param isKept where it is to be read where no link can be followed, so that addresses stand behind their words */
export function toPlainText(text: string, isKept = false): string {
  return parseReply(text)
    .map((block) => speak(block, isKept))
    .join('')
    .replace(/\n+/g, '\n')
    .trim();
}

function speak(piece: Piece | string, isKept: boolean): string {
  if (typeof piece === 'string') return piece;
  const { tag, start, content } = piece;
  // The number of an item may be what is to be answered with.
  const mark = (index: number) =>
    start !== undefined ? `${start + index}. ` : isKept && tag === 'ul' ? '- ' : '';
  const parts = content.map((inner, index) => {
    const told = speak(inner, isKept);
    return mark(index) ? told.replace(/^\n*/, `\n${mark(index)}`) : told;
  });
  if (isKept && tag === 'tr') return `\n${parts.map((cell) => cell.trim()).join(' | ')}\n`;
  const words = parts.join('');
  if (tag === 'a') return isKept ? words + toAddress(piece, words) : words;
  if (tag === 'br') return ' ';
  return /^(p|li|pre|t[hd])$/.test(tag) ? `\n${words}\n` : words;
}

/** Where it leads, unless its words say so. */
function toAddress({ href = '' }: Piece, words: string): string {
  const [address, scheme = ''] = /^(https?:\/\/|mailto:|tel:).+/i.exec(href) ?? [''];
  const rest = address.slice(scheme.length);
  if (words.includes(rest)) return '';
  return ` (${/^h/i.test(scheme) ? address : rest})`;
}
