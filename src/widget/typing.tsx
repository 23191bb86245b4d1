// The sign that the agent is at work. CSS lets it appear after 400 ms and stops the dots at 5 s; words follow at 10 s.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { fill } from './labels.ts';
import { later } from './later.ts';
import type { WidgetModel } from './model.ts';

const slowMs = 10_000;

/** One wait after another: with a new key, the sign starts again. */
export function createTyping({ settings }: WidgetModel): () => JSX.Element {
  const isSlow = signal(false);
  const slowDown = later(slowMs, () => (isSlow.value = true));
  const start = () => {
    isSlow.value = false;
    return slowDown();
  };

  return function Typing() {
    const { labels, name } = settings.value;
    return (
      <div ref={start} part="typing" class="bubble typing">
        {isSlow.value ? (
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
    );
  };
}
