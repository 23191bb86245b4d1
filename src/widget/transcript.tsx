// All that has been said, with the welcome before it and the typing sign after it. What of it is in view is reading.ts's.
import { type ComponentType, Fragment, h } from 'preact';
import { isPending } from '../conversation/state.ts';
import { Avatar } from './avatar.tsx';
import { placeMessages } from './grouping.ts';
import { fill, pluralize } from './labels.ts';
import { MessageItem } from './message-item.tsx';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';
import { createReading } from './reading.ts';
import { showDayAndTime } from './show-time.ts';
import { Suggestions } from './suggestions.tsx';
import { createTyping } from './typing.tsx';

export function createTranscript(model: PanelModel): ComponentType {
  const { conversation, settings, panel } = model;
  const Typing = createTyping(model);
  const { plan, attach, follow, showEarlier, goToNew } = createReading(model);
  /** What arrives from now on may be seen to arrive; what is there already just is. */
  let isLive = false;

  /** The way to what came in out of view. */
  const Jump = observed(function Jump() {
    const { labels, locale } = settings.value;
    const count = conversation.unread.value;
    return count > 0 ? (
      <button part="jump" class="jump" onClick={goToNew}>
        <span>{pluralize(labels.newMessages, count, locale)}</span>
      </button>
    ) : null;
  });

  return observed(function Transcript() {
    const { labels, locale, greeting, name } = settings.value;
    const { isOpen } = panel.value;
    const messages = conversation.messages.value;
    const phase = conversation.phase.value;
    const classes = `transcript${isLive ? ' live' : ''}`;
    isLive = isOpen;
    const newestOwn = messages.findLast(({ author }) => author === 'visitor');
    const { hidden, firstNew } = plan(isOpen, newestOwn?.order);
    return (
      <Fragment>
        <div
          // Another function at each drawing, so that it is called after each.
          ref={(log) => attach(isOpen ? log : null)}
          part="transcript"
          class={classes}
          role="log"
          aria-live="off"
          aria-label={labels.conversation}
          onScroll={follow}
          onTransitionEnd={follow}
        >
          <div>
            {!newestOwn && (
              <div class="welcome">
                <Avatar {...model} />
                <p class="hero">{labels.heroTitle}</p>
                <p class="muted">{labels.heroText}</p>
              </div>
            )}
            {hidden > 0 && (
              <p class="separator">
                <button class="link-button" onClick={showEarlier}>
                  {labels.showEarlier}
                </button>
              </p>
            )}
            <ol class="messages">
              {/* The owner's own first words stand where the agent's greeting would. */}
              {greeting && (
                <li part="message agent" class="message agent first last">
                  <span class="visually-hidden">{fill(labels.agentSaid, { name })}</span>
                  <div class="bubble">
                    <div class="text" dir="auto">
                      {greeting}
                    </div>
                  </div>
                </li>
              )}
              {placeMessages(messages, hidden).map((placed) => (
                <MessageItem
                  {...model}
                  {...placed}
                  key={placed.message.id}
                  // Worked out here, so that what was today is not today any more after midnight.
                  separated={placed.separated && (newestOwn ? showDayAndTime(placed.message.at, locale) : '')}
                  isFirstNew={placed.message === firstNew}
                  isNewestOwn={placed.message === newestOwn}
                />
              ))}
            </ol>
            {(phase === 'opening' || phase === 'waiting') && (
              <Typing key={messages.find(isPending)?.id ?? phase} />
            )}
            <Suggestions {...model} />
          </div>
        </div>
        <Jump />
      </Fragment>
    );
  });
}
