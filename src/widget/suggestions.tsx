// Things to say with one tap: the owner's prompts before the first message, the agent's quick replies under its newest.
import { h } from 'preact';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

export const Suggestions = observed(function Suggestions({
  conversation,
  settings,
  keepFocus,
  send,
}: PanelModel) {
  const phase = conversation.phase.value;
  const messages = conversation.messages.value;
  const newest = messages.at(-1);
  const { labels, suggestions } = settings.value;
  const hasSpoken = messages.some(({ author }) => author === 'visitor');
  const replies = newest?.author === 'agent' ? newest.suggestions : [];
  const shown = replies.length > 0 || hasSpoken ? replies : suggestions;
  if (shown.length === 0 || (phase !== 'ready' && phase !== 'idle')) return null;
  return (
    <ul class="suggestions" aria-label={labels.suggestions}>
      {shown.map((text) => (
        <li key={text}>
          <button
            part="suggestion"
            class="suggestion"
            onClick={() => {
              keepFocus();
              send(text);
            }}
          >
            <span dir="auto">{text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
});
