// The few glyphs of the widget, drawn on a 24 grid in the current colour. Names come from the controls around them.
import { h, type JSX } from 'preact';

function Icon({ d }: { d: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

export const ChatIcon = () => <Icon d="M5.5 16.5 4 20l4-1a8 8 0 1 0-2.5-2.5Z" />;
export const DownIcon = () => <Icon d="m6 9.5 6 6 6-6" />;
export const MenuIcon = () => <Icon d="M5 11.5v1m7 0v-1m7 0v1" />;
export const CloseIcon = () => <Icon d="m6.5 6.5 11 11m0-11-11 11" />;
export const SendIcon = () => <Icon d="M12 19V5m-6 6 6-6 6 6" />;
