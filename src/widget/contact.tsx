// A link to people: the next place, a telephone, a letter box.
import { h } from 'preact';
import type { ContactProps } from './extras.ts';

export function Contact({
  address,
  labels,
  children = labels.contactUs,
  class: kindOfButton = 'link-button',
}: ContactProps) {
  const kind = /^(?:tel|mailto):/.exec(address)?.[0];
  return (
    <a part="contact" class={kindOfButton} href={address}>
      {kind ? (kind === 'tel:' ? labels.callUs : labels.emailUs) : children}
    </a>
  );
}
