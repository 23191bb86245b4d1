// All that has been said, with the welcome before it and the typing sign after it. It alone decides what is in view.
import { type ComponentType, h } from 'preact';
import { isPending } from '../conversation/state.ts';
import { Avatar } from './avatar.tsx';
import { placeMessages } from './grouping.ts';
import { MessageItem } from './message-item.tsx';
import type { PanelModel } from './model.ts';
import { Suggestions } from './suggestions.tsx';
import { createTyping } from './typing.tsx';
import { observed } from './observed.ts';

/** This close to the end, in pixels, the reader counts as being there. */
const nearEnd = 48;

export function createTranscript(model: PanelModel): ComponentType {
  const { conversation, settings, panel } = model;
  const Typing = createTyping(model);
  let atEnd = true;
  let newestId: string | undefined;
  /** What arrives from now on may be seen to arrive; what is there already just is. */
  let isLive = false;

  /** After each drawing, and when a keyboard or a growing composer takes space from below. */
  function settle(log: HTMLElement): void {
    conversation.markSeen();
    const newest = conversation.messages.peek().at(-1);
    const isNew = newest?.id !== newestId;
    newestId = newest?.id;
    if (isNew && newest?.author === 'visitor') atEnd = true;
    if (!atEnd) return;
    // A reply taller than the view is read from its first line.
    const reply = isNew && log.querySelector<HTMLElement>('.agent:last-child');
    atEnd = !reply || reply.offsetHeight <= log.clientHeight - nearEnd;
    log.scrollTop = atEnd || !reply ? log.scrollHeight : reply.offsetTop - nearEnd;
  }

  function follow(log: HTMLElement | null): (() => void) | undefined {
    if (!log) return undefined;
    settle(log);
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => settle(log));
    observer.observe(log);
    return () => observer.disconnect();
  }

  return observed(function Transcript() {
    const { labels, greeting } = settings.value;
    const { isOpen } = panel.value;
    const messages = conversation.messages.value;
    const phase = conversation.phase.value;
    const hasSpoken = messages.some(({ author }) => author === 'visitor');
    const classes = `transcript${isLive ? ' live' : ''}`;
    isLive = isOpen;
    const newestOwn = messages.findLast(({ author }) => author === 'visitor');
    return (
      <div
        // Another function at each drawing, so that it is called after each.
        ref={(log) => follow(isOpen ? log : null)}
        part="transcript"
        class={classes}
        role="log"
        aria-live="off"
        aria-label={labels.conversation}
        tabIndex={0}
        onScroll={({ currentTarget: log }) => {
          atEnd = log.scrollHeight - log.clientHeight - log.scrollTop <= nearEnd;
        }}
      >
        {!hasSpoken && (
          <div class="welcome">
            <Avatar {...model} />
            <p class="hero">{labels.heroTitle}</p>
            <p class="muted">{labels.heroText}</p>
          </div>
        )}
        {/* The owner's own first words stand where the agent's greeting would. */}
        {greeting && (
          <div part="message agent" class="message agent first last">
            <div class="bubble text" dir="auto">
              {greeting}
            </div>
          </div>
        )}
        <ol class="messages">
          {placeMessages(messages).map((placed) => (
            <MessageItem
              {...model}
              {...placed}
              key={placed.message.id}
              separated={hasSpoken && placed.separated}
              isNewestOwn={placed.message === newestOwn}
            />
          ))}
        </ol>
        {(phase === 'opening' || phase === 'waiting') && (
          <Typing key={messages.find(isPending)?.id ?? phase} />
        )}
        <Suggestions {...model} />
      </div>
    );
  });
}
