// The header's menu: what can be done with the conversation as a whole. A button that discloses a few more.
import { signal } from '@preact/signals';
import { type ComponentType, createRef, h } from 'preact';
import { MenuIcon } from './icons.tsx';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

export function createMenu({ conversation, settings, keepFocus, announce }: PanelModel): ComponentType {
  const opener = createRef<HTMLButtonElement>();
  /** What is open, by the id of the element that names it. */
  const view = signal<'' | 'menu' | 'question'>('');

  function toggle(): void {
    opener.current?.focus();
    view.value = view.peek() ? '' : 'menu';
  }

  /** With the focus elsewhere, the menu closes. */
  const perform = (command: () => void, said: string) => () => {
    keepFocus();
    command();
    announce(said);
  };

  return observed(function Menu() {
    const { labels } = settings.value;
    const isAsking = view.value === 'question';
    const entries: [label: string, act: () => void][] = isAsking
      ? [
          // Where the second click of a double click lands.
          [labels.cancel, toggle],
          [labels.delete, perform(conversation.forget, labels.deleted)],
        ]
      : [
          [labels.restart, perform(conversation.restart, labels.restart)],
          [labels.deleteConversation, () => (view.value = 'question')],
        ];
    return (
      <div
        // Safari gives the focus not to a button that is clicked, but to what is around it.
        tabIndex={-1}
        onFocusOut={({ currentTarget, relatedTarget }) => {
          if (relatedTarget && !currentTarget.contains(relatedTarget as Node)) view.value = '';
        }}
      >
        <button
          ref={opener}
          id="menu"
          part="menu"
          class="icon-button"
          aria-label={labels.menu}
          aria-expanded={view.value !== ''}
          onClick={toggle}
        >
          <MenuIcon />
        </button>
        {view.value && (
          <div class="menu" role="group" aria-labelledby={view.value}>
            {isAsking && <p id="question">{labels.deleteQuestion}</p>}
            {entries.map(([label, act]) => (
              <button
                key={label}
                // The harmless answer has the focus, so that a second press of Enter deletes nothing.
                ref={act === toggle ? (node) => node?.focus() : null}
                onClick={act}
              >
                {label}
              </button>
            ))}
          </div>
        )}
      </div>
    );
  });
}
