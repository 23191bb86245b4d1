// What few conversations need, and what all need only once there is something to show, comes beside the bundle: what it
// is handed, and what it gives. Types only.
import type { signal } from '@preact/signals-core';
import type { ComponentType, Fragment, h, JSX } from 'preact';
import type { AgentMessage, VisitorMessage } from '../conversation/state.ts';
import type { Labels } from './labels.ts';
import type { ConsentWords, PanelModel, WidgetModel, WidgetSettings } from './model.ts';
import type { observed } from './observed.ts';

/** What the extras are handed, so that no page has a second copy of it. */
export interface Kit {
  h: typeof h;
  Fragment: typeof Fragment;
  observed: typeof observed;
  signal: typeof signal;
  /** A link to people, named by the kind of its address. */
  Contact: (props: ContactProps) => JSX.Element;
  CloseIcon: () => JSX.Element;
}

export interface ContactProps {
  address: string;
  labels: Labels;
  /** What stands on it where the address is a page's. @default a label that fits any */
  children?: string;
  /** @default 'link-button' */
  class?: string;
}

/** What the widget cannot do itself, since it knows no page. */
export interface Device {
  /** Resolves when the text is in the clipboard. */
  copy(text: string): Promise<void>;
  /** Has the browser keep a file. */
  download(name: string, type: string, text: string): void;
  /** Has the browser print a text. */
  print(title: string, text: string): void;
  /** Calls back when the visitor asks to go back. Returns its undoing. */
  heedBack(act: () => void): () => void;
  /** Whether a field or a frame of the page has the focus, or a dialog of its stands before everything. */
  isBusy(): boolean;
  /** Whether the visitor has dismissed the teaser or opened the chat, as far back as the browser was to remember. */
  wasAnswered(): boolean;
  noteAnswer(): void;
}

/** Parts of the widget that come beside it: `embed/extras.ts` makes them. */
export interface Extras {
  css: string;
  createMenu(model: PanelModel, toggle: () => void): ComponentType;
  createTeaser(model: WidgetModel): ComponentType;
  /** An agent's or an owner's text as elements. */
  RichText: ComponentType<WidgetModel & { text: string; isOwners?: boolean }>;
  /** An agent's text as it is read out, and what it brings by title. */
  toSpoken(message: AgentMessage, labels: Labels, locale: string): string;
  Consent: ComponentType<PanelModel>;
  /** What the visitor is asked to agree to, or told. */
  readConsent(settings: WidgetSettings): Required<ConsentWords>;
  Cards: ComponentType<WidgetModel & { message: AgentMessage }>;
  Countdown: ComponentType<WidgetModel & { message: VisitorMessage }>;
  /** Of the characters of a draft, towards their limit. */
  Counter: ComponentType<WidgetSettings & { length: number }>;
}
