// Speaks what happens, once and as plain text: the transcript itself is silent to screen readers. Its regions stand
// there empty before they are used: two in the panel, and one beside it for while the panel is closed.
import { signal } from '@preact/signals';
import { type ComponentType, createRef, h, type VNode } from 'preact';
import { type AgentMessage, isPending, isUnsent } from '../conversation/state.ts';
import { watch } from '../conversation/watch.ts';
import { toBareText } from './bare-text.ts';
import { describeFailure } from './failure-words.ts';
import { fill } from './labels.ts';
import { later } from './later.ts';
import type { WidgetModel } from './model.ts';
import { observed } from './observed.ts';

/** Less than 100 ms is lost in some screen readers; what stays is read twice in browse mode. */
const spokenMs = 1500;
/** What arrives in a closed panel is told of no more often. */
const burstMs = 10_000;
/** The first words wait so long for what takes their marks away. */
const patienceMs = 1000;

declare global {
  interface Element {
    /** https://w3c.github.io/aria/#ARIANotifyMixin; not in TypeScript's own types yet. */
    ariaNotify?(text: string, options: { priority: 'normal' | 'high' }): void;
  }
}

export interface Announcer {
  announce(text: string, how?: 'assertive'): void;
  Polite: ComponentType;
  Assertive: ComponentType;
  /** For while the panel is closed. */
  Outside: ComponentType;
}

/** It stops of itself: its signals are those of one chat. */
export function createAnnouncer({
  conversation,
  settings,
  surroundings,
  panel,
  extras,
}: WidgetModel): Announcer {
  const polite = createRegion('polite');
  const assertive = createRegion('assertive');
  const outside = createRegion('polite');
  let toldAt = 0;

  function speak(text: string, how?: 'assertive' | 'outside'): void {
    if (panel.peek().isOpen) (how ? assertive : polite).say(text);
    else if (how) outside.say(text);
  }

  function announce(text: string): void {
    // The visitor is in the tab where something was done last.
    if (!conversation.isEcho.peek()) speak(text);
  }

  function tell(message: AgentMessage): void {
    const { labels, locale, name } = settings.peek();
    const text = extras()?.toSpoken(message, labels, locale) ?? toBareText(message.text);
    if (!text) return;
    speak(fill(labels.agentSays, { name, text }));
    if (panel.peek().isOpen || message.at - toldAt < burstMs) return;
    toldAt = message.at;
    speak(fill(labels.newMessage, { name }), 'outside');
  }

  watch(conversation.messages, (messages, before) => {
    if (conversation.isEcho.peek()) return;
    const known = new Set(before);
    let problem = '';
    for (const message of messages) {
      if (known.has(message) || isPending(message)) continue;
      if (isUnsent(message)) problem = describeFailure(message, settings.peek().labels).join(' ');
      else if (message.author === 'agent') {
        if (extras()) tell(message);
        // Without marks, once the extras are there.
        else setTimeout(tell, patienceMs, message);
      }
    }
    if (problem) speak(problem, 'assertive');
  });
  watch(surroundings.online, (isOnline) => isOnline && announce(settings.peek().labels.backOnline));

  return { announce, Polite: polite.Region, Assertive: assertive.Region, Outside: outside.Region };
}

function createRegion(how: 'polite' | 'assertive') {
  const lines = signal<readonly VNode[]>([]);
  const region = createRef<HTMLDivElement>();
  return {
    say(text: string): void {
      // Where browsers speak by themselves, the region stays empty, or it would be spoken twice.
      if (region.current?.ariaNotify)
        return region.current.ariaNotify(text, { priority: how === 'assertive' ? 'high' : 'normal' });
      const line = (
        // A key of its own for each: the same words twice are spoken twice.
        <p
          key={{}}
          ref={later(spokenMs, () => (lines.value = lines.peek().filter((other) => other !== line)))}
        >
          {text}
        </p>
      );
      lines.value = [...lines.peek(), line];
    },
    Region: observed(function Region() {
      return (
        <div ref={region} class="visually-hidden" aria-live={how}>
          {lines.value}
        </div>
      );
    }),
  };
}
