// The few glyphs of the widget, drawn on a 24 grid in the current colour. Names come from the controls around them.
import type { JSX } from 'preact';

function Icon({ d }: { d: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={d} />
    </svg>
  );
}

export const ChatIcon = () => (
  <Icon d="M20.5 11.7a7.8 7.8 0 0 1-8.5 7.5 9.6 9.6 0 0 1-3.2-.6L4 20l1.3-3.9a7 7 0 0 1-1.8-4.4A7.9 7.9 0 0 1 12 4a7.9 7.9 0 0 1 8.5 7.7Z" />
);
export const DownIcon = () => <Icon d="m6 9.5 6 6 6-6" />;
export const CloseIcon = () => <Icon d="m6.5 6.5 11 11m0-11-11 11" />;
export const SendIcon = () => <Icon d="M12 19V5m-6 6 6-6 6 6" />;
