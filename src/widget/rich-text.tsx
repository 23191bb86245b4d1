// Shows an agent's text as elements. Addresses are the agent's words, so only harmless schemes become links.
import { Fragment, h, type JSX } from 'preact';
import type { WidgetModel } from './model.ts';
import { type Block, type Inline, parseReply } from './parse-reply.ts';
import { observed } from './observed.ts';

export const RichText = observed(function RichText({
  text,
  settings,
  surroundings,
}: WidgetModel & { text: string }) {
  const { labels, links } = settings.value;

  function showBlock(block: Block): JSX.Element {
    if (block.kind === 'code') {
      return (
        <pre dir="ltr" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    }
    if (block.kind === 'list') {
      const items = block.items.map((item) => <li>{item.map(showInline)}</li>);
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    const content = block.content.map(showInline);
    return <p>{block.kind === 'heading' ? <strong>{content}</strong> : content}</p>;
  }

  function showInline(part: Inline): JSX.Element | string {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'break') return <br />;
    if (part.kind === 'link') return showLink(part.href, part.text);
    if (part.kind === 'code') return <code dir="ltr">{part.text}</code>;
    const Tag: 'strong' | 'em' = part.kind;
    return <Tag>{part.text}</Tag>;
  }

  function showLink(href: string, words: string): JSX.Element | string {
    if (!/^(https?:\/\/|mailto:|tel:)/i.test(href)) return words;
    const staysHere = links === 'auto' ? surroundings.isSameOrigin(href) : links === 'same';
    if (staysHere || !/^http/i.test(href)) return <a href={href}>{words}</a>;
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {words}
        <span class="visually-hidden"> ({labels.opensNewTab})</span>
      </a>
    );
  }

  return <Fragment>{parseReply(text).map(showBlock)}</Fragment>;
});
