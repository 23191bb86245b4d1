// One message in the transcript: who, what, when, and how it fared.
import { h } from 'preact';
import { isOver, type VisitorMessage } from '../conversation/state.ts';
import { describeFailure } from './failure-words.ts';
import type { PlacedMessage } from './grouping.ts';
import { toBareText } from './bare-text.ts';
import { fill } from './labels.ts';
import type { PanelModel } from './model.ts';
import { showTime } from './show-time.ts';
import { observed } from './observed.ts';

interface Props extends PanelModel, Omit<PlacedMessage, 'separated'> {
  /** Day and time, where a new part of the conversation begins; nothing where nobody has answered yet. */
  separated: string | false;
  /** The newest message of the visitor: only there does the delivery stand. */
  isNewestOwn: boolean;
  /** What came while the panel was closed begins here. */
  isFirstNew: boolean;
}

export const MessageItem = observed(function MessageItem(props: Props) {
  const { message, separated, first, last, isNewestOwn, isFirstNew, settings, surroundings, extras } = props;
  const { labels, locale, name } = settings.value;
  const { author, text, at } = message;
  const isOwn = author === 'visitor';
  const isSent = isOwn && message.delivery === 'sent';
  const { RichText, Cards, Countdown } = extras() ?? {};
  const due = isOwn && message.delivery === 'queued' && message.retryAt;
  const failed = isOwn && message.failure && message;
  const classes = `message ${author}${first ? ' first' : ''}${last ? ' last' : ''}`;
  return (
    <li part={`message ${author}`} class={classes}>
      {separated && (
        <p part="separator" class="separator">
          {separated}
        </p>
      )}
      {isFirstNew && (
        <p part="separator" class="separator new">
          {labels.unread}
        </p>
      )}
      <span class="visually-hidden">{isOwn ? labels.youSaid : fill(labels.agentSaid, { name })}</span>
      {text.trim() && (
        <div class="bubble">
          {/* The direction is the text's own; the bubble's corners follow the interface. */}
          <div class="text" dir="auto">
            {isOwn ? text : RichText ? <RichText {...props} text={text} /> : toBareText(text)}
          </div>
        </div>
      )}
      {!isOwn && Cards && <Cards {...props} message={message} />}
      {last && (
        // Where its time has just been told, or it is the first word, it is not seen.
        <p class={isOwn || separated === false ? 'meta' : 'visually-hidden'}>
          {/* Whatever its script, it stands before the time. */}
          {!isOwn && <bdi>{name}</bdi>}
          {!isOwn && ' · '}
          <time dateTime={new Date(at).toISOString()}>{showTime(at, locale)}</time>
          {isNewestOwn && !failed && (isSent || (!due && surroundings.online.value)) && (
            <span key={isSent} class={isSent ? '' : 'sending'}>
              {` · ${isSent ? labels.sent : labels.sending}`}
            </span>
          )}
        </p>
      )}
      {failed && <Failure {...props} message={failed} />}
      {due && Countdown && (
        <p class="meta">
          <Countdown {...props} message={message} />
        </p>
      )}
    </li>
  );
});

const Failure = observed(function Failure(props: PanelModel & { message: VisitorMessage }) {
  const { conversation, settings, keepFocus, message } = props;
  const { labels } = settings.value;
  const { id } = message;
  const [problem, action] = describeFailure(message, labels);
  const act = (command: (id: string) => void) => () => {
    keepFocus();
    command(id);
  };
  return (
    <div part="failure" class="failure">
      <p>
        <span class="mark" aria-hidden="true">
          !
        </span>{' '}
        {problem}
      </p>
      {!isOver(conversation.phase.value) && (
        <p>
          <button part="retry" class="link-button" onClick={act(conversation.retry)}>
            {action}
          </button>
          <button class="link-button muted" onClick={act(conversation.discard)}>
            {labels.delete}
          </button>
        </p>
      )}
    </div>
  );
});
