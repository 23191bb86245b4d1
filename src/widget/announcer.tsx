// Speaks what arrives, once, as plain text: the transcript itself is silent to screen readers.
import { signal } from '@preact/signals';
import { type ComponentType, h } from 'preact';
import { fill } from './labels.ts';
import { later } from './later.ts';
import type { WidgetModel } from './model.ts';
import { toPlainText } from './plain-text.ts';
import { observed } from './observed.ts';

/** Less than 100 ms is lost in some screen readers; what stays is read twice in browse mode. */
const spokenMs = 1500;

export function createAnnouncer({ conversation, settings, panel }: WidgetModel): ComponentType {
  const findNewest = () => conversation.messages.value.findLast(({ author }) => author === 'agent');
  // What is there when the chat is opened has been said before.
  const spoken = signal(findNewest()?.id);
  const fallSilent = later(spokenMs, () => (spoken.value = findNewest()?.id));

  return observed(function Announcer() {
    const { labels, name } = settings.value;
    const newest = findNewest();
    return (
      <div class="visually-hidden" aria-live="polite">
        {newest && newest.id !== spoken.value && (
          <p key={newest.id} ref={fallSilent}>
            {panel.peek().isOpen
              ? fill(labels.agentSays, { name, text: toPlainText(newest.text) })
              : fill(labels.newMessage, { name })}
          </p>
        )}
      </div>
    );
  });
}
