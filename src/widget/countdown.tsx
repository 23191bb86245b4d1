// The seconds until a message is sent again, as the relay wants it.
import { h } from 'preact';
import { type Labels, pluralize } from './labels.ts';

interface Props {
  labels: Labels;
  locale: string;
  /** Epoch milliseconds. */
  until: number;
}

/** Its text goes on by itself, so that nothing else is drawn again each second. */
export function Countdown({ labels, locale, until }: Props) {
  const tick = (node: HTMLElement | null) => {
    const show = () => {
      const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
      if (node) node.textContent = pluralize(labels.waiting, seconds, locale);
    };
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  };
  return <span ref={tick} />;
}
