// The sign that the agent is at work. CSS lets it appear after 400 ms and stops the dots at 5 s; words follow at 10 s,
// and at 30 s a way to stop waiting.
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { fill } from './labels.ts';
import { useModel } from './model.ts';

const slowMs = 10_000;
const tooSlowMs = 30_000;

export function Typing({ onActed }: { onActed: () => void }): JSX.Element {
  const { conversation, settings } = useModel();
  const { labels, name } = settings.value;
  const [waitedMs, setWaited] = useState(0);
  useLayoutEffect(() => {
    const timers = [slowMs, tooSlowMs].map((ms) => setTimeout(() => setWaited(ms), ms));
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <>
      <div part="typing" class="typing">
        {waitedMs ? (
          labels.stillWorking
        ) : (
          <>
            <span class="visually-hidden">{fill(labels.replying, { name })}</span>
            <i />
            <i />
            <i />
          </>
        )}
      </div>
      {waitedMs >= tooSlowMs && conversation.phase.value === 'waiting' && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            onActed();
            conversation.stopWaiting();
          }}
        >
          {labels.stopWaiting}
        </button>
      )}
    </>
  );
}
