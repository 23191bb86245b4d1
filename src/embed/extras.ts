// Parts of the chat that few pages or conversations need: kept out of the bundle, and loaded when one does. They are
// handed what they share with it, and import nothing of it that remembers or draws.
import { createCards } from '../widget/cards.tsx';
import { createConsent, readConsent } from '../widget/consent.tsx';
import { createCountdown } from '../widget/countdown.tsx';
import { createCounter } from '../widget/counter.tsx';
import css from '../widget/extras.css?inline';
import { createMenu } from '../widget/menu.tsx';
import type { Extras, Kit } from '../widget/extras.ts';
import { createRichText } from '../widget/rich-text.tsx';
import { toSpoken } from '../widget/spoken.ts';
import { createTeaser } from '../widget/teaser.tsx';
import { createDevice } from './device.ts';
import { reportSecrets } from './report-secrets.ts';
import { agree } from './tab-agreement.ts';
import { createTell } from './tell.ts';
import { vouch } from './vouch.ts';
import { whileOpen } from './while-open.ts';

declare const __VERSION__: string;

/** A bundle of another version has other names for what they share. */
export const version = __VERSION__;

/** What all chats of a page have in common. */
function createShared(kit: Kit) {
  const RichText = createRichText(kit);
  return {
    css,
    RichText,
    toSpoken,
    readConsent,
    Cards: createCards(kit),
    Countdown: createCountdown(kit),
    Counter: createCounter(kit),
  };
}

let shared: ReturnType<typeof createShared> | undefined;

/** @param host the element that the chat stands on */
export function connect(kit: Kit, host: HTMLElement, persistence: 'none' | 'session' | 'local') {
  reportSecrets(host);
  const device = createDevice(host, persistence);
  shared ??= createShared(kit);
  return {
    ...shared,
    Consent: createConsent(kit, shared.RichText),
    agree,
    vouch,
    whileOpen,
    tell: createTell(),
    createMenu: (model, toggle) => createMenu(kit, device, model, toggle),
    createTeaser: (model) => createTeaser(kit, device, model),
  } satisfies Extras & Record<string, unknown>;
}
