// From an agent's text, Markdown mixed with literal HTML, to a small tree. No HTML is ever parsed as HTML:
// the tags that PolyAI's own widget lets through become their Markdown twins, all others are dropped.

export type Inline =
  | { kind: 'text' | 'code' | 'strong' | 'em'; text: string }
  | { kind: 'break' }
  | { kind: 'link'; text: string; href: string };

export type Block =
  | { kind: 'paragraph' | 'heading'; content: Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { kind: 'code'; text: string };

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const twins: Record<string, string> = { b: '**', strong: '**', i: '*', em: '*', code: '`' };

/** Code stays as it is; outside it, tags become Markdown and entities become characters. */
function toMarkdown(text: string): string {
  const pattern =
    /```[^]*?(?:```|$)|`[^`\n]+`|<a\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)["']?[^<>]*>([^<]*)<\/a>|<(\/?)([a-z][a-z0-9]*)[^<>]*>|&(#x?[0-9a-f]{1,6}|[a-z]+);/gi;
  return text.replace(
    pattern,
    (whole, href?: string, label?: string, close?: string, tag?: string, entity?: string) => {
      if (href !== undefined) return `[${label || href}](${href})`;
      if (entity !== undefined) return decode(entity) ?? whole;
      if (tag === undefined) return whole;
      const name = tag.toLowerCase();
      if (name === 'br') return '\n';
      if (name === 'p' || name === 'ul' || name === 'ol') return '\n\n';
      if (name === 'li') return close ? '' : '\n- ';
      return twins[name] ?? '';
    },
  );
}

function decode(entity: string): string | undefined {
  if (!entity.startsWith('#')) return Object.hasOwn(entities, entity) ? entities[entity] : undefined;
  const code = /^#x/i.test(entity)
    ? Number.parseInt(entity.slice(2), 16)
    : Number.parseInt(entity.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const inlinePattern =
  /`([^`]+)`|\*\*([^*\n]+)\*\*|\*([^*\s](?:[^*\n]*[^*\s])?)\*|\[([^[\]]+)\]\(([^()[\]\s]+)\)|\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"*]|(\n)/g;

function parseInline(text: string): Inline[] {
  const content: Inline[] = [];
  let end = 0;
  const add = (to: number) => {
    const plain = text.slice(end, to).replaceAll('**', '');
    if (plain) content.push({ kind: 'text', text: plain });
  };
  for (const match of text.matchAll(inlinePattern)) {
    const [whole, code, strong, em, label, href, lineBreak] = match;
    add(match.index);
    end = match.index + whole.length;
    if (code !== undefined) content.push({ kind: 'code', text: code });
    else if (strong !== undefined) content.push({ kind: 'strong', text: strong });
    else if (em !== undefined) content.push({ kind: 'em', text: em });
    else if (lineBreak) content.push({ kind: 'break' });
    else content.push({ kind: 'link', text: label ?? whole, href: href ?? whole });
  }
  add(text.length);
  return content;
}

const linePattern = /^\s*(?:([-*+•])|(\d{1,9})[.)])\s+(.*)$|^#{1,6}\s+(.*)$/;

/** The reply as blocks, in order; blank text gives none. */
export function parseReply(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = () => {
    const paragraph = lines.join('\n').trim();
    if (paragraph) blocks.push({ kind: 'paragraph', content: parseInline(paragraph) });
    lines = [];
  };
  const parts = toMarkdown(text).split(/```[^\n`]*\n?([^]*?)(?:```|$)/);
  parts.forEach((part, index) => {
    if (index % 2) {
      blocks.push({ kind: 'code', text: part.replace(/\n$/, '') });
      return;
    }
    for (const line of part.split('\n')) {
      const [found, bullet, number, item = '', heading] = linePattern.exec(line) ?? [];
      if (found === undefined && line.trim()) {
        lines.push(line.trim());
        continue;
      }
      flush();
      if (heading !== undefined) blocks.push({ kind: 'heading', content: parseInline(heading) });
      else if (bullet || number) addItem(blocks, number, parseInline(item));
    }
    flush();
  });
  return blocks;
}

function addItem(blocks: Block[], number: string | undefined, item: Inline[]): void {
  const last = blocks.at(-1);
  if (last?.kind === 'list' && last.ordered === Boolean(number)) last.items.push(item);
  else blocks.push({ kind: 'list', ordered: Boolean(number), start: Number(number ?? 1), items: [item] });
}
