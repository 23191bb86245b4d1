// Has the extras loaded when something first asks for them, and hands them what they share with the rest.
import { signal } from '@preact/signals';
import { Fragment, h } from 'preact';
import { Contact } from '../widget/contact.tsx';
import { CloseIcon } from '../widget/icons.tsx';
import type { Extras } from '../widget/extras.ts';
import { observed } from '../widget/observed.ts';
import { loadExtras } from './beside.ts';
import type { FullOptions } from './option-kinds.ts';
import { reportMistake } from './report-mistake.ts';

declare const __VERSION__: string;

/** Drawings come with every key, and where the extras have not been put up none of them finds any. */
const pauseMs = 10_000;

/** What the extras share with the rest. */
export const kit = { h, Fragment, observed, signal, Contact, CloseIcon };

/** What the widget has from the extras, and what the rest has. */
export type Loaded = ReturnType<typeof import('./extras.ts').connect>;

export function createExtras(host: HTMLElement, { relay, persistence }: FullOptions) {
  /** Null where they could not be had. */
  const extras = signal<Loaded | null | undefined>();
  let asked: Promise<void> | undefined;
  let pausedUntil = 0;

  async function load(): Promise<void> {
    try {
      const { version, connect } = await loadExtras(relay);
      if (version === __VERSION__) extras.value = connect(kit, host, persistence);
      else reportMistake(`Parley: extras.js is of version ${version}, parley.js of ${__VERSION__}`);
    } catch {
      // The network may be back when they are next asked for.
      asked = undefined;
      pausedUntil = Date.now() + pauseMs;
    }
    extras.value ??= null;
  }

  /** Resolves when they are there, or cannot be had. */
  const loadOnce = () => (asked ??= load());

  /** Whoever reads this in an effect or a drawing does it again when they are there. */
  function askForExtras(isPressed?: unknown): Extras | null | undefined {
    if (isPressed || Date.now() > pausedUntil) void loadOnce();
    return extras.value;
  }

  return { extras, askForExtras, loadOnce };
}
