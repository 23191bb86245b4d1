// What stands between the visitor and an answer, in plain words, each with a way on. Both regions stand there empty
// before they say anything, so that what they come to say is spoken.
import { h } from 'preact';
import { isOver, isUnsent } from '../conversation/state.ts';
import { Contact } from './contact.tsx';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

/** Above the transcript: nothing can be sent just now, or the conversation could not be created. */
export const Notice = observed(function Notice(props: PanelModel) {
  const { conversation, settings, surroundings, keepFocus } = props;
  const { labels, fallback } = settings.value;
  const isOnline = surroundings.online.value;
  // The draft, which is state too, changes at each key.
  const isUnavailable = conversation.phase.value === 'unavailable';
  const { failure } = conversation.state.peek();
  const code = failure?.code ?? 'unavailable';
  const messages = conversation.messages.value;
  // Since the agent was last heard.
  const unsent = messages
    .slice(messages.findLastIndex(({ author }) => author === 'agent') + 1)
    .filter(isUnsent);
  const failures = unsent.reduce((sum, message) => sum + (message.failures ?? 0), 0);
  const contact = (isUnavailable || failures > 2) && fallback;
  // Where a message was not sent, that is said below the message.
  const isDown = contact || (isUnavailable && code !== 'offline' && unsent.length === 0);
  const words = isOnline ? isDown && labels.errors[code] : labels.offlineNotice;
  return (
    <div aria-live="polite">
      {words && (
        <div part="notice" class="notice">
          <p>{words}</p>
          {contact && <Contact address={contact} labels={labels} />}
          {isOnline && isUnavailable && (
            <button
              part="retry"
              class="link-button"
              onClick={() => {
                keepFocus();
                conversation.start();
              }}
            >
              {labels.retry}
            </button>
          )}
        </div>
      )}
    </div>
  );
});

/** Below the transcript: the conversation is over, and how to go on. */
export const EndedNotice = observed(function EndedNotice(props: PanelModel) {
  const { conversation, settings, keepFocus, announce } = props;
  const phase = conversation.phase.value;
  const { handoff } = conversation.state.peek();
  const { labels, fallback } = settings.value;
  const destinations = new Map(Object.entries(settings.value.handoff));
  const address =
    handoff && (destinations.get(handoff.destination ?? '') ?? destinations.get('default') ?? fallback);
  return (
    <div aria-live="polite">
      {isOver(phase) && (
        <div part="ended" class="ended">
          <p>{handoff ? labels.handedOver : labels.errors[phase]}</p>
          {address && (
            <Contact class="primary" address={address} labels={labels}>
              {handoff.destination === 'callback' ? labels.requestCallback : labels.continueThere}
            </Contact>
          )}
          <button
            part="restart"
            class={address ? 'link-button' : 'primary'}
            // Pressing it must not take the focus from the composer, which would go away and move the button.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              keepFocus();
              conversation.restart();
              announce(labels.restart);
            }}
          >
            {labels.restart}
          </button>
        </div>
      )}
    </div>
  );
});
