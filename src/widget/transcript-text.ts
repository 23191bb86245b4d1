// A conversation to take along: as a text that people read, and as data.
import { type AgentMessage, isUnsent, type Message } from '../conversation/state.ts';
import { addExtraLabels } from './labels.ts';
import type { WidgetSettings } from './model.ts';
import { toPlainText } from './plain-text.ts';

/** Who, when and what, a paragraph for each message. */
export function toTranscript(messages: readonly Message[], { labels, locale, name }: WidgetSettings): string {
  const { you } = addExtraLabels(labels);
  return messages
    .filter((message) => !isUnsent(message))
    .map((message) => {
      const when = new Date(message.at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
      return message.author === 'agent'
        ? [`${name}, ${when}`, ...said(message), '']
        : [`${you}, ${when}`, message.text, ''];
    })
    .map((lines) => lines.join('\n'))
    .join('\n');
}

/** Of a reply that brings only cards, no empty line. */
const said = (message: AgentMessage) =>
  [toPlainText(message.text), ...listCards(message)].filter((line) => line !== '');

function listCards({ attachments, calls }: AgentMessage): string[] {
  return [
    ...attachments.map(({ title, url, imageUrl }) => `${title}: ${url ?? imageUrl}`),
    ...calls.map(({ title, number }) => (title === number ? number : `${title}: ${number}`)),
  ];
}

/** JSON: author, text as it was written, what came with it, and the time by ISO 8601 of each message. */
export function toData(messages: readonly Message[]): string {
  const entries = messages
    .filter((message) => !isUnsent(message))
    .map((message) => ({
      author: message.author,
      text: message.text,
      at: new Date(message.at).toISOString(),
      ...(message.author === 'agent' && { attachments: message.attachments, calls: message.calls }),
    }));
  return JSON.stringify(entries, null, 2);
}
