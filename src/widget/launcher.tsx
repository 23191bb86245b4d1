// The button in the page's corner: opens and closes the panel, and counts what has not been read.
import { h } from 'preact';
import { ChatIcon, DownIcon } from './icons.tsx';
import { pluralize } from './labels.ts';
import type { WidgetModel } from './model.ts';
import { observed } from './observed.ts';

export const Launcher = observed(function Launcher({
  conversation,
  settings,
  panel,
  open,
  close,
  extras,
}: WidgetModel) {
  const { labels, locale } = settings.value;
  const { isOpen } = panel.value;
  const unread = isOpen ? 0 : conversation.unread.value;
  const name = unread ? pluralize(labels.openChatUnread, unread, locale) : labels.openChat;
  return (
    <button
      part="launcher"
      class="launcher"
      aria-label={isOpen ? labels.closeChat : name}
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      onPointerEnter={extras}
      onClick={isOpen ? close : open}
    >
      {isOpen ? <DownIcon /> : <ChatIcon />}
      {unread > 0 && (
        <span part="badge" class="badge" aria-hidden="true">
          {Math.min(unread, 9).toLocaleString(locale) + (unread > 9 ? '+' : '')}
        </span>
      )}
    </button>
  );
});
