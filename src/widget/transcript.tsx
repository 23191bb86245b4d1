// All that has been said, with the welcome before it and the typing sign after it. It alone decides what is in view.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isPending } from '../conversation/state.ts';
import { Avatar } from './avatar.tsx';
import { placeMessages } from './grouping.ts';
import { MessageItem } from './message-item.tsx';
import { useModel } from './model.ts';
import { UnavailableNotice } from './notice.tsx';
import { Suggestions } from './suggestions.tsx';
import { Typing } from './typing.tsx';

/** This close to the end, in pixels, the reader counts as being there. */
const nearEnd = 48;

export function Transcript({ onActed }: { onActed: () => void }): JSX.Element {
  const { conversation, settings, panel } = useModel();
  const { labels } = settings.value;
  const messages = conversation.messages.value;
  const phase = conversation.phase.value;
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const isOpen = panel.value.isOpen;
  const newest = messages.at(-1);
  const isBusy = phase === 'opening' || phase === 'waiting';

  function settle(): void {
    const node = log.current;
    if (!node || !atEnd.current) return;
    // A reply taller than the view is read from its first line.
    const last =
      newest?.author === 'agent' && !isBusy ? node.querySelector<HTMLElement>('.agent:last-child') : null;
    node.scrollTop =
      last && last.offsetHeight > node.clientHeight - nearEnd ? last.offsetTop - nearEnd : node.scrollHeight;
  }

  useLayoutEffect(() => {
    if (newest?.author === 'visitor' && newest.delivery !== 'sent') atEnd.current = true;
    settle();
  }, [messages, isBusy, isOpen, phase]);

  // A keyboard that opens or a composer that grows takes space from below: who was at the end stays there.
  useLayoutEffect(() => {
    if (!log.current || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
    });
    observer.observe(log.current);
    return () => observer.disconnect();
  }, []);

  const hasSpoken = messages.some(({ author }) => author === 'visitor');
  const newestOwn = messages.findLast(({ author }) => author === 'visitor');

  return (
    <div
      ref={log}
      part="transcript"
      class="transcript"
      role="log"
      aria-live="off"
      aria-label={labels.conversation}
      tabIndex={0}
      onScroll={({ currentTarget: node }) => {
        atEnd.current = node.scrollHeight - node.clientHeight - node.scrollTop <= nearEnd;
      }}
    >
      {!hasSpoken && <Welcome />}
      <Greeting />
      <ol class="messages">
        {placeMessages(messages).map(({ message, ...placement }) => (
          <MessageItem
            key={message.id}
            message={message}
            placement={{ ...placement, separated: hasSpoken && placement.separated }}
            isNewestOwn={message === newestOwn}
            onActed={onActed}
          />
        ))}
      </ol>
      <UnavailableNotice onActed={onActed} />
      {isBusy && <Typing key={messages.find(isPending)?.id ?? phase} onActed={onActed} />}
      <Suggestions onActed={onActed} />
    </div>
  );
}

function Welcome(): JSX.Element {
  const { labels } = useModel().settings.value;
  return (
    <div class="welcome">
      <Avatar />
      <p class="hero">{labels.heroTitle}</p>
      <p class="lead">{labels.heroText}</p>
    </div>
  );
}

/** The owner's own first words stand where the agent's greeting would. */
function Greeting(): JSX.Element | null {
  const { greeting } = useModel().settings.value;
  if (greeting === undefined) return null;
  return (
    <div part="message agent" class="message agent first last">
      <div class="bubble text" dir="auto">
        {greeting}
      </div>
    </div>
  );
}
