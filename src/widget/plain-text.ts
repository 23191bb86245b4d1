// A reply as a screen reader should speak it, or as it is kept: words without marks, one line for each block, item and
// cell.
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
  const words = piece.content
    // The number of an item may be what is to be answered with.
    .map((inner, index) =>
      speak(inner, isKept).replace(/^\n*/, piece.start === undefined ? '$&' : `\n${piece.start + index}. `),
    )
    .join('');
  if (piece.tag === 'a') return isKept ? words + toAddress(piece, words) : words;
  if (piece.tag === 'br') return ' ';
  return /^(p|li|pre|t[hd])$/.test(piece.tag) ? `\n${words}\n` : words;
}

/** Where it leads, unless its words say so. */
function toAddress({ href = '' }: Piece, words: string): string {
  const [address, scheme = ''] = /^(https?:\/\/|mailto:|tel:).+/i.exec(href) ?? [''];
  const rest = address.slice(scheme.length);
  if (words.includes(rest)) return '';
  return ` (${/^h/i.test(scheme) ? address : rest})`;
}
