// A reply as a screen reader should speak it: words without marks.
import { type Inline, parseReply } from './parse-reply.ts';

export function toPlainText(text: string): string {
  return parseReply(text)
    .flatMap((block) => {
      if (block.kind === 'code') return [block.text];
      return (block.kind === 'list' ? block.items : [block.content]).map(speak);
    })
    .join('\n');
}

function speak(content: Inline[]): string {
  return content.map((part) => (part.kind === 'break' ? ' ' : part.text)).join('');
}
