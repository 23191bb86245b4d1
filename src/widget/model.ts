// What the widget is given: signals to read and commands to call. It writes no state of its own.
import type { ReadonlySignal } from '@preact/signals-core';
import type { Conversation } from '../conversation/create-conversation.ts';
import type { Extras } from './extras.ts';
import type { Labels } from './labels.ts';
import type { PanelView } from './panel-view.ts';

/** The settings that decide what is seen, with every default filled in. */
export interface WidgetSettings {
  labels: Labels;
  /** The chosen language's, also while its words are on their way, so that nothing jumps when they come. */
  direction: 'ltr' | 'rtl';
  /** BCP 47, known to `Intl`. */
  locale: string;
  /** Floating above the page, or open for good inside a box of it (`inline`) or all over it (`page`). */
  mode: 'floating' | 'inline' | 'page';
  /** Only true shows it, and only above the page. */
  launcher: boolean | string;
  title: string;
  /** The agent's name, in labels and announcements. */
  name: string;
  subtitle: string;
  /** Address of the agent's picture; without one the name's first letter stands in. */
  avatar?: string | undefined;
  /** Address of a picture that stands in the title's place. */
  logo?: string | undefined;
  headingLevel: number;
  /** The owner's own first words, shown before anything is created; undefined where the agent greets. */
  greeting: string | undefined;
  suggestions: readonly string[];
  /** The AI notice, or undefined where people answer. */
  disclosure: string | undefined;
  /** Whether Enter sends; `auto` leaves it to the pointer. */
  enterToSend: boolean | 'auto';
  /** In code points. */
  maxLength: number;
  links: 'auto' | 'same' | 'new';
  /** Addresses to lead people on to, by handoff destination; `default` for any other. */
  handoff: Readonly<Record<string, string>>;
  /** Address of another way to reach people. */
  fallback?: string | undefined;
  /** Address of the privacy notice. */
  privacy?: string | undefined;
  /** What the visitor is asked to agree to, or is told. */
  consent: ConsentWords | boolean | string;
  /** What invites to chat, beside the launcher. */
  teaser: TeaserWords | boolean | string;
  /** Whether pictures of attachments are shown. */
  images: boolean;
}

/** A text that may hold Markdown, and links below it, by what stands on them. */
export interface ConsentWords {
  ask?: 'always' | 'until-first-message';
  text?: string;
  links?: Readonly<Record<string, string>>;
}

export interface TeaserWords {
  text: string;
  /** After how many seconds it appears. */
  delay?: number;
}

/** What is known about the page and the device around the widget. */
export interface SurroundingsView {
  online: ReadonlySignal<boolean>;
  /** The tab is in view. */
  visible: ReadonlySignal<boolean>;
  /** The pointer is a finger, so there is a soft keyboard too. */
  coarse: ReadonlySignal<boolean>;
  /** Whether an address belongs to the host page's own origin. */
  isSameOrigin(address: string): boolean;
}

export interface WidgetModel {
  conversation: Conversation;
  settings: ReadonlySignal<WidgetSettings>;
  surroundings: SurroundingsView;
  panel: ReadonlySignal<PanelView>;
  /** A person has turned to the chat: creates the conversation, unless it is to wait for the first message. */
  begin(): void;
  open(): void;
  close(): void;
  /** Gives the focus back to the page's element that had it or opened the panel; false where there is none. */
  returnFocus(): boolean;
  /** Sends what stands in the composer, or the given text. */
  send(text: string): void;
  /** Nothing leaves the page before the visitor has agreed (`always`), or has sent a message. */
  consent: ReadonlySignal<'always' | 'until-first-message' | undefined>;
  agree(): void;
  /** Keeps nothing, and closes the panel where that can be closed. */
  decline(): void;
  /**
   * What few conversations need. Asking for it has it loaded, and whoever asks while drawing is drawn again with it.
   *
   * @param isPressed the visitor wants it now, so that there is no pause after a failure
   * @returns null where it could not be had
   */
  extras(isPressed?: unknown): Extras | null | undefined;
}

/** What the parts inside the panel are given. */
export interface PanelModel extends WidgetModel {
  /** Called before a control goes away, so that the focus has a place to be. */
  keepFocus(): void;
  /** Has screen readers speak a sentence once, after what they are saying. */
  announce(text: string): void;
}
