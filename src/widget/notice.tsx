// What stands between the visitor and an answer, in plain words, each with a way on.
import type { JSX } from 'preact';
import { isOver } from '../conversation/state.ts';
import { isUnsent } from '../conversation/state.ts';
import { useModel } from './model.ts';

/** Above the transcript: nothing can be sent just now. */
export function OfflineNotice(): JSX.Element | null {
  const { settings, surroundings } = useModel();
  if (surroundings.online.value) return null;
  return (
    <p part="notice" class="notice offline" role="status">
      {settings.value.labels.offlineNotice}
    </p>
  );
}

/** In the transcript: the conversation could not be created. */
export function UnavailableNotice({ onActed }: { onActed: () => void }): JSX.Element | null {
  const { conversation, settings } = useModel();
  const { stage, failure, messages } = conversation.state.value;
  const { labels } = settings.value;
  // Said elsewhere already: by the notice above where there is no network, or below a message that was not sent.
  const isSaid = failure?.code === 'offline' || messages.some(isUnsent);
  if (stage !== 'unavailable' || !failure || isSaid) return null;
  return (
    <div part="notice" class="notice" role="status">
      <p>{labels.errors[failure.code]}</p>
      <button
        type="button"
        part="retry"
        class="link-button"
        onClick={() => {
          onActed();
          conversation.start();
        }}
      >
        {labels.retry}
      </button>
    </div>
  );
}

/** Below the transcript: the conversation is over, and how to go on. */
export function EndedNotice({ onRestart }: { onRestart: () => void }): JSX.Element | null {
  const { conversation, settings } = useModel();
  const { stage, handoff } = conversation.state.value;
  const { labels, handoff: destinations } = settings.value;
  if (!isOver(stage)) return null;
  const known = handoff && Object.hasOwn(destinations, handoff.destination ?? '');
  const address = handoff && destinations[(known && handoff.destination) || 'default'];
  return (
    <div part="ended" class="ended">
      <p>{handoff ? labels.handedOver : labels[stage]}</p>
      {address && (
        <a class="primary" href={address}>
          {labels.continueThere}
        </a>
      )}
      <button
        type="button"
        part="restart"
        class={address ? 'secondary' : 'primary'}
        // Pressing it must not take the focus from the composer, which would go away and move the button.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onRestart}
      >
        {labels.restart}
      </button>
    </div>
  );
}
