// Speaks what arrives, once, as plain text: the transcript itself is silent to screen readers.
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { fill } from './labels.ts';
import { useModel } from './model.ts';
import { toPlainText } from './plain-text.ts';

/** Less than 100 ms is lost in some screen readers; what stays is read twice in browse mode. */
const spokenMs = 1500;

export function Announcer(): JSX.Element {
  const { conversation, settings, panel } = useModel();
  const { labels, name } = settings.value;
  const newest = conversation.messages.value.findLast(({ author }) => author === 'agent');
  // What is there when the chat is opened has been said before.
  const [spokenId, setSpokenId] = useState(newest?.id);

  useLayoutEffect(() => {
    const timer = setTimeout(() => setSpokenId(newest?.id), spokenMs);
    return () => clearTimeout(timer);
  }, [newest?.id]);

  return (
    <div class="visually-hidden" aria-live="polite">
      {newest && newest.id !== spokenId && (
        <p key={newest.id}>
          {panel.peek().isOpen
            ? fill(labels.agentSays, { name, text: toPlainText(newest.text) })
            : fill(labels.newMessage, { name })}
        </p>
      )}
    </div>
  );
}
