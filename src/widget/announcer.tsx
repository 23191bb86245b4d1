// Speaks what arrives, once, as plain text: the transcript itself is silent to screen readers.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fill } from './labels.ts';
import { useModel } from './model.ts';
import { toPlainText } from './plain-text.ts';

/** Less than 100 ms is lost in some screen readers; what stays is read twice in browse mode. */
const spokenMs = 1500;

interface Line {
  id: string;
  text: string;
}

export function Announcer(): JSX.Element {
  const { conversation, settings, panel } = useModel();
  const messages = conversation.messages.value;
  const known = useRef(new Set(messages.map(({ id }) => id)));
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const [lines, setLines] = useState<readonly Line[]>([]);

  useLayoutEffect(() => {
    const { labels, name } = settings.peek();
    for (const { id, author, text } of messages) {
      if (known.current.has(id)) continue;
      known.current.add(id);
      if (author === 'visitor') continue;
      const spoken = panel.peek().isOpen
        ? fill(labels.agentSays, { name, text: toPlainText(text) })
        : fill(labels.newMessage, { name });
      setLines((before) => [...before, { id, text: spoken }]);
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        setLines((before) => before.filter((line) => line.id !== id));
      }, spokenMs);
      timers.current.add(timer);
    }
  }, [messages]);

  useLayoutEffect(() => () => timers.current.forEach(clearTimeout), []);

  return (
    <div class="visually-hidden" aria-live="polite">
      {lines.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
