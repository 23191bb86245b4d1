// What is spoken of a reply: its words without marks, and the titles of what it brings, or else what it suggests; of a
// long one its beginning, and how much there is to read.
import type { AgentMessage } from '../conversation/state.ts';
import { addExtraLabels, type Labels, pluralize } from './labels.ts';
import { toPlainText } from './plain-text.ts';

/** In characters: whatever is longer is not heard out, and cannot be gone back in. */
const longest = 500;
const opening = 300;

export function toSpoken(message: AgentMessage, labels: Labels, locale: string): string {
  const { text, suggestions, attachments, calls } = message;
  const titles = [...attachments, ...calls].map(({ title }) => title);
  const said = [toPlainText(text), ...titles].join('\n').trim();
  return shorten(said || suggestions.join('\n'), labels, locale);
}

function shorten(text: string, labels: Labels, locale: string): string {
  if (text.length <= longest) return text;
  const cut = (granularity: 'sentence' | 'word') => [
    ...new Intl.Segmenter(locale, { granularity }).segment(text),
  ];
  const end = cut('sentence').findLast(({ index }) => index <= opening)?.index || opening;
  const count = cut('word').filter(({ isWordLike }) => isWordLike).length;
  return `${text.slice(0, end)} ${pluralize(addExtraLabels(labels).longMessage, count, locale)}`;
}
