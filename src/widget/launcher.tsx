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
      onClick={isOpen ? close : open}
    >
      {isOpen ? <DownIcon /> : <ChatIcon />}
      {unread > 0 && (
        <span part="badge" class="badge" aria-hidden="true">
          {unread > 9 ? '9+' : unread}
        </span>
      )}
    </button>
  );
});
