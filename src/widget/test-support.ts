// The whole widget over a conversation with the real stand-in, found as a person finds it: by role and name.
import { signal } from '@preact/signals';
import { act, cleanup, render, screen, within } from '@testing-library/preact';
import { userEvent } from '@testing-library/user-event';
import { h } from 'preact';
import { afterEach, vi } from 'vitest';
import type { AgentOptions } from '../agent.ts';
import { setUp } from '../conversation/test-support.ts';
import { connect } from '../embed/extras.ts';
import { kit } from '../embed/extras-on-demand.ts';
import { english, extraEnglish } from './labels.ts';
import type { WidgetModel, WidgetSettings } from './model.ts';
import type { PanelView } from './panel-view.ts';
import { createWidget } from './widget.tsx';

// Nothing has a box here, and what is said in a log without one has not been seen.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', {
  configurable: true,
  get(this: HTMLElement) {
    return this.getAttribute('role') === 'log' ? 400 : 0;
  },
});

const undo: (() => void)[] = [];
afterEach(() => {
  cleanup();
  undo.splice(0).forEach((stop) => stop());
  vi.useRealTimers();
});

export interface Setup {
  agent?: AgentOptions;
  settings?: Partial<WidgetSettings>;
  coarse?: boolean;
  mode?: 'floating' | 'inline' | 'page';
  online?: boolean;
  consent?: 'always' | 'until-first-message';
  /** When the extras come; they are there at once unless told. */
  extrasAfterMs?: number;
}

/** Mounts the widget, closed; keys and clicks of `user` come without pauses. */
export function show(setup: Setup = {}) {
  const online = signal(setup.online ?? true);
  const visible = signal(true);
  const { agent, conversation } = setUp(setup.agent, { online });
  const panel = signal<PanelView>({ isOpen: (setup.mode ?? 'floating') !== 'floating', by: 'page' });
  const extras = connect(kit, document.createElement('div'), 'none');
  const hasExtras = signal(!setup.extrasAfterMs);
  if (setup.extrasAfterMs) setTimeout(() => (hasExtras.value = true), setup.extrasAfterMs);
  const settings = signal<WidgetSettings>({
    labels: { ...english, ...extraEnglish },
    locale: 'en',
    direction: 'ltr',
    mode: setup.mode ?? 'floating',
    launcher: true,
    title: 'Fern & Field',
    name: 'Ava',
    subtitle: 'Automated assistant',
    avatar: undefined,
    headingLevel: 2,
    greeting: undefined,
    suggestions: [],
    disclosure: english.disclosure,
    enterToSend: 'auto',
    maxLength: 4000,
    links: 'auto',
    handoff: {},
    consent: false,
    teaser: false,
    images: false,
    ...setup.settings,
  });
  const model: WidgetModel = {
    conversation,
    settings,
    panel,
    surroundings: {
      online,
      visible,
      coarse: signal(setup.coarse ?? false),
      isSameOrigin: (address) => address.startsWith('https://own.example/'),
    },
    begin: () => {
      if (conversation.phase.peek() === 'idle') conversation.start();
    },
    open: () => {
      panel.value = { isOpen: true, by: 'person' };
      model.begin();
    },
    close: () => (panel.value = { isOpen: false, by: 'person' }),
    returnFocus: () => false,
    send: (text) => void conversation.send(text),
    consent: signal(setup.consent),
    agree: vi.fn<() => void>(),
    decline: vi.fn<() => void>(),
    extras: () => (hasExtras.value ? extras : undefined),
  };
  const { container } = render(h(createWidget(model), null));
  undo.push(() => conversation.dispose());
  const user = userEvent.setup({ delay: null });
  return { agent, conversation, model, settings, online, visible, panel, container, user };
}

export const input = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
/** The transcript; what is spoken stands outside. */
export const log = () => within(screen.getByRole('log'));
export const button = (name: string | RegExp) => screen.getByRole('button', { name });

/** Changes something and has it drawn. */
export function change(work: () => unknown): void {
  void act(() => {
    work();
  });
}

/** Lets fake time pass and has it drawn. */
export function pass(ms: number): Promise<void> {
  return act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
}

/** Opens the panel as a person does, and waits for the greeting. */
export async function open(setup?: Setup) {
  const shown = show(setup);
  await shown.user.click(button('Open chat'));
  await log().findByText('Hi, how can I help you today?');
  return shown;
}

/** Opens the panel and sends a message through the composer. */
export async function say(text: string, setup?: Setup) {
  const shown = await open(setup);
  await shown.user.type(input(), `${text}{Enter}`);
  return shown;
}
