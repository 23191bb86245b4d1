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
const twins = new Map(Object.entries({ b: '**', strong: '**', i: '*', em: '*', code: '`' }));

/** Code stays as it is; outside it, tags become Markdown and entities become characters. */
function toMarkdown(text: string): string {
  // No part may be tried at more than one length, or a flood of half-open tags takes minutes.
  const pattern =
    /```[^]*?(?:```|$)|`[^`\n]+`|<a\s([^<>]*)>([^<]*)<\/a>|<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>|&(#x?[0-9a-f]{1,6}|[a-z]+);/gi;
  return text.replace(
    pattern,
    (whole, attributes?: string, label = '', close?: string, tag?: string, rest = '', entity?: string) => {
      if (attributes !== undefined) {
        const href = /href\s*=\s*["']?([^"'\s]+)/i.exec(attributes)?.[1];
        const words = toMarkdown(label || (href ?? ''));
        return href ? `[${words}](${toMarkdown(href)})` : words;
      }
      if (entity !== undefined) return decode(entity) ?? whole;
      if (tag === undefined) return whole;
      // An address in angle brackets.
      if (/^\S*[:@]/.test(rest)) return tag + rest;
      const name = tag.toLowerCase();
      if (name === 'br') return '\n';
      if (name === 'p' || name === 'ul' || name === 'ol') return '\n\n';
      if (name === 'li') return close ? '' : '\n- ';
      return twins.get(name) ?? '';
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
  /`([^`]+)`|\*\*([^*\n[`]+)\*\*|\*([^*\s[`](?:[^*\n[`]*[^*\s[`])?)\*|\[([^[\]]+)\]\(([^()[\]\s]+)\)|\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"*]|(\n)/g;

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
    else content.push({ kind: 'link', text: label?.replaceAll('**', '') ?? whole, href: href ?? whole });
  }
  add(text.length);
  return content;
}

const linePattern = /^(?:([-*+•])|(\d{1,9})[.)])\s+(.*)$|^#{1,6}\s+(.*)$/;

/** The reply as blocks, in order; blank text gives none. */
export function parseReply(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = () => {
    const paragraph = lines.join('\n').trim();
    if (paragraph) blocks.push({ kind: 'paragraph', content: parseInline(paragraph) });
    lines = [];
  };
  const parts = toMarkdown(text).split(/```(?:[^\n`]*\n)?([^]*?)(?:```|$)/);
  parts.forEach((part, index) => {
    if (index % 2) {
      blocks.push({ kind: 'code', text: part.replace(/\n$/, '') });
      return;
    }
    for (const raw of part.split('\n')) {
      const line = raw.trim();
      const [found, bullet, number, item = '', heading] = linePattern.exec(line) ?? [];
      if (found === undefined && line) {
        lines.push(line);
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
