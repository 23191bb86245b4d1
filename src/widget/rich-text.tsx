// Shows an agent's text as elements. Addresses are the agent's words, so only harmless schemes become links.
import type { JSX } from 'preact';
import type { WidgetModel } from './model.ts';
import { type Block, type Inline, parseReply } from './parse-reply.ts';

export function RichText({ text, settings, surroundings }: WidgetModel & { text: string }): JSX.Element {
  const { labels, links } = settings.value;

  function showBlock(block: Block): JSX.Element {
    switch (block.kind) {
      case 'code':
        return (
          <pre dir="ltr" tabIndex={0}>
            <code>{block.text}</code>
          </pre>
        );
      case 'list': {
        const items = block.items.map((item) => <li>{item.map(showInline)}</li>);
        return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
      }
      case 'heading':
        return (
          <p>
            <strong>{block.content.map(showInline)}</strong>
          </p>
        );
      case 'paragraph':
        return <p>{block.content.map(showInline)}</p>;
      default:
        return block satisfies never;
    }
  }

  function showInline(part: Inline): JSX.Element | string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'break':
        return <br />;
      case 'code':
        return <code dir="ltr">{part.text}</code>;
      case 'strong':
        return <strong>{part.text}</strong>;
      case 'em':
        return <em>{part.text}</em>;
      case 'link':
        return showLink(part.href, part.text);
      default:
        return part satisfies never;
    }
  }

  function showLink(href: string, words: string): JSX.Element | string {
    if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(href)) return words;
    const isWeb = /^http/i.test(href);
    const opensTab = isWeb && (links === 'new' || (links === 'auto' && !surroundings.isSameOrigin(href)));
    if (!opensTab) return <a href={href}>{words}</a>;
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {words}
        <span class="visually-hidden"> ({labels.opensNewTab})</span>
      </a>
    );
  }

  return <>{parseReply(text).map(showBlock)}</>;
}
