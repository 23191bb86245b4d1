// Shows an agent's text as elements. Addresses are the agent's words, so only harmless schemes become links.
import type { ComponentType, JSX } from 'preact';
import { addExtraLabels } from './labels.ts';
import type { Kit } from './extras.ts';
import type { WidgetModel } from './model.ts';
import type { Piece } from './parse-inline.ts';
import { parseReply } from './parse-reply.ts';

type Props = WidgetModel & {
  text: string;
  /** The site's own words may lead to places of the site. */
  isOwners?: boolean;
};

const harmless = /^(https?:\/\/|mailto:|tel:)/i;
/** Without a scheme, whatever it may be called. */
const relative = /^([./#?]|[\w.-]+([/#?]|$))/;

/** A ref: what is too wide can be scrolled by keys, and is a stop for them only then. Its name is how it begins. */
function watchWidth(box: HTMLElement | null) {
  if (!box) return undefined;
  const observer = new ResizeObserver(() => {
    const first = box.querySelector('tr');
    const name = first ? Array.from(first.cells, (cell) => cell.textContent).join(', ') : box.textContent;
    const isWide = box.scrollWidth > box.clientWidth;
    const stop = { tabindex: '0', role: 'group', 'aria-label': name.slice(0, 60) };
    for (const [key, value] of Object.entries(stop))
      if (isWide) box.setAttribute(key, value);
      else box.removeAttribute(key);
  });
  observer.observe(box);
  return () => observer.disconnect();
}

export function createRichText({ h, Fragment, observed }: Kit): ComponentType<Props> {
  return observed(function RichText({ text, isOwners, settings, surroundings }: Props) {
    const { labels, links } = settings.value;

    function show(piece: Piece | string, inLink?: boolean): JSX.Element | string {
      if (typeof piece === 'string') return piece;
      const { tag: Tag, content, href = '', start } = piece;
      const isSafe = harmless.test(href) || (isOwners && relative.test(href));
      const isLink = !inLink && Tag === 'a' && isSafe;
      const shown = content.map((part) => show(part, inLink || isLink));
      if (Tag === 'a') {
        if (!isLink) return <Fragment>{shown}</Fragment>;
        const isNew =
          !/^(mailto|tel):/i.test(href) &&
          (links === 'auto' ? !surroundings.isSameOrigin(href) : links === 'new');
        return (
          <a href={href} target={isNew ? '_blank' : undefined} rel="noopener noreferrer nofollow">
            {shown}
            {isNew && <span class="visually-hidden"> ({addExtraLabels(labels).opensNewTab})</span>}
          </a>
        );
      }
      return h(
        Tag,
        {
          start,
          dir: /^[uo]l$/.test(Tag) ? 'auto' : undefined,
          ref: /pre|div/.test(Tag) ? (box: HTMLElement | null) => watchWidth(box) : null,
        },
        shown,
      );
    }

    return <Fragment>{parseReply(text).map((block) => show(block))}</Fragment>;
  });
}
