// A conversation to take along: as a text that people read, and as data.
import type { Message } from '../conversation/state.ts';
import { addExtraLabels } from './labels.ts';
import type { WidgetSettings } from './model.ts';
import { toPlainText } from './plain-text.ts';

/** Who, when and what, a paragraph for each message. */
export function toTranscript(messages: readonly Message[], { labels, locale, name }: WidgetSettings): string {
  const { you } = addExtraLabels(labels);
  return messages
    .map(({ author, text, at }) => {
      const when = new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
      return author === 'agent' ? `${name}, ${when}\n${toPlainText(text)}\n` : `${you}, ${when}\n${text}\n`;
    })
    .join('\n');
}

/** JSON: author, text as it was written, and the time by ISO 8601 of each message. */
export function toData(messages: readonly Message[]): string {
  const entries = messages.map(({ author, text, at }) => ({ author, text, at: new Date(at).toISOString() }));
  return JSON.stringify(entries, null, 2);
}
