// A conversation to take along: as a text that people read, and as data.
import { type AgentMessage, isUnsent, type Message } from '../conversation/state.ts';
import { addExtraLabels } from './labels.ts';
import type { WidgetSettings } from './model.ts';
import { toPlainText } from './plain-text.ts';

/** What may have been heard. */
const isPartOf = (message: Message) => !isUnsent(message) || message.delivery === 'unconfirmed';

/** Who, when and what, a paragraph for each message. The owner's own first words have no time. */
export function toTranscript(
  messages: readonly Message[],
  { labels, locale, name, greeting }: WidgetSettings,
): string {
  const { you, errors } = addExtraLabels(labels);
  const paragraphs = messages.filter(isPartOf).map((message) => {
    const when = new Date(message.at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
    if (message.author === 'agent') return [`${name} · ${when}`, ...listLines(message)];
    return [`${you} · ${when}`, message.text, ...(isUnsent(message) ? [errors.unconfirmed] : [])];
  });
  if (greeting) paragraphs.unshift([name, greeting]);
  // Of suggestions the one that was taken is the visitor's message.
  const filled = paragraphs.filter(({ length }) => length > 1);
  return filled.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Of a reply that brings only cards, no empty line. */
function listLines({ text, attachments, calls }: AgentMessage): string[] {
  const pairs = [
    ...attachments.map(({ title, url, imageUrl }) => [title, url ?? imageUrl]),
    ...calls.map(({ title, number }) => [title, number]),
  ];
  // A title that is missing is the address once more.
  const cards = pairs.map((pair) => [...new Set(pair)].filter(Boolean).join(': '));
  return [toPlainText(text, true), ...cards].filter((line) => line !== '');
}

/** JSON: author, text as it was written, what came with it, and the time by ISO 8601 of each message. */
export function toData(messages: readonly Message[], { greeting }: WidgetSettings): string {
  const entries = messages.filter(isPartOf).map((message) => ({
    author: message.author,
    text: message.text,
    at: new Date(message.at).toISOString(),
    ...(message.author === 'agent' && { attachments: message.attachments, calls: message.calls }),
    ...(isUnsent(message) && { isUnconfirmed: true }),
  }));
  const first = greeting ? [{ author: 'agent', text: greeting }] : [];
  return JSON.stringify([...first, ...entries], null, 2);
}
