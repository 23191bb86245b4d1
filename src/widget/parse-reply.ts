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

const entities = toMap({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' });
const twins = toMap({
  b: '**',
  strong: '**',
  i: '*',
  em: '*',
  code: '`',
  br: '\n',
  p: '\n\n',
  ul: '\n\n',
  ol: '\n\n',
  li: '\n- ',
  '/li': '',
});

/** A map knows no names but its own, whatever the agent says. */
function toMap(names: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(names));
}

/** Code stays as it is; outside it, tags become Markdown and entities become characters. */
function toMarkdown(text: string): string {
  // No part may be tried at more than one length, or a flood of half-open tags takes minutes.
  const pattern =
    /```[^]*?(?:```|$)|`[^`\n]+`|<a\s([^<>]*)>([^<]*)<\/a>|<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>|&(#x?[0-9a-f]{1,6}|[a-z]+);/gi;
  return text.replace(
    pattern,
    (whole, attributes?: string, label = '', close = '', tag?: string, rest = '', entity?: string) => {
      if (attributes !== undefined) {
        const href = /href\s*=\s*["']?([^"'\s]+)/i.exec(attributes)?.[1];
        const words = toMarkdown(label || (href ?? ''));
        return href ? `[${words}](${toMarkdown(href)})` : words;
      }
      if (entity) return decode(entity) ?? whole;
      if (!tag) return whole;
      // An address in angle brackets.
      if (/^\S*[:@]/.test(rest)) return tag + rest;
      const name = tag.toLowerCase();
      return twins.get(close + name) ?? twins.get(name) ?? '';
    },
  );
}

function decode(entity: string): string | undefined {
  if (!entity.startsWith('#')) return entities.get(entity);
  const code = Number(entity.slice(1).replace(/^x/i, '0x'));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const inlinePattern =
  /`([^`]+)`|\*\*([^*\n[`]+)\*\*|\*([^*\s[`](?:[^*\n[`]*[^*\s[`])?)\*|\[([^[\]]+)\]\(([^()[\]\s]+)\)|\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"*]|\n/g;

function parseInline(text: string): Inline[] {
  const content: Inline[] = [];
  let end = 0;
  const add = (to: number) => {
    const plain = text.slice(end, to).replaceAll('**', '');
    if (plain) content.push({ kind: 'text', text: plain });
  };
  for (const match of text.matchAll(inlinePattern)) {
    const [whole, code, strong, em, label = whole, href = whole] = match;
    add(match.index);
    end = match.index + whole.length;
    content.push(
      code
        ? { kind: 'code', text: code }
        : strong
          ? { kind: 'strong', text: strong }
          : em
            ? { kind: 'em', text: em }
            : whole === '\n'
              ? { kind: 'break' }
              : { kind: 'link', text: label.replaceAll('**', ''), href },
    );
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
    if (index % 2) blocks.push({ kind: 'code', text: part.replace(/\n$/, '') });
    else part.split('\n').forEach(addLine);
    flush();
  });
  return blocks;

  function addLine(raw: string): void {
    const line = raw.trim();
    const [found, bullet, number, item = '', heading] = linePattern.exec(line) ?? [];
    if (line && !found) {
      lines.push(line);
      return;
    }
    flush();
    const ordered = !bullet;
    const last = blocks.at(-1);
    if (heading !== undefined) blocks.push({ kind: 'heading', content: parseInline(heading) });
    else if (!found) return;
    else if (last?.kind === 'list' && last.ordered === ordered) last.items.push(parseInline(item));
    else blocks.push({ kind: 'list', ordered, start: Number(number ?? 1), items: [parseInline(item)] });
  }
}
