// A reply as a screen reader should speak it: words without marks, one line for each block, item and cell.
import type { Piece } from './parse-inline.ts';
import { parseReply } from './parse-reply.ts';

export function toPlainText(text: string): string {
  return parseReply(text).map(speak).join('').replace(/\n+/g, '\n').trim();
}

function speak(piece: Piece | string): string {
  if (typeof piece === 'string') return piece;
  const words = piece.content
    // The number of an item may be what is to be answered with.
    .map((inner, index) =>
      speak(inner).replace(/^\n*/, piece.start === undefined ? '$&' : `\n${piece.start + index}. `),
    )
    .join('');
  if (piece.tag === 'br') return ' ';
  return /^(p|li|pre|t[hd])$/.test(piece.tag) ? `\n${words}\n` : words;
}
