// The sign that the agent is at work. CSS lets it appear after 400 ms and stops the dots at 5 s; words follow at 10 s,
// and at 30 s a way to stop waiting.
import { signal } from '@preact/signals';
import { type ComponentType, Fragment, h } from 'preact';
import { fill } from './labels.ts';
import { later } from './later.ts';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

const slowMs = 10_000;
const tooSlowMs = 30_000;

/** One wait after another: with a new key, the sign starts again. */
export function createTyping({ conversation, settings, keepFocus }: PanelModel): ComponentType {
  const waitedMs = signal(0);
  const timers = [slowMs, tooSlowMs].map((ms) => later(ms, () => (waitedMs.value = ms)));
  const start = () => {
    waitedMs.value = 0;
    const stops = timers.map((begin) => begin());
    return () => stops.forEach((stop) => stop());
  };

  return observed(function Typing() {
    const { labels, name } = settings.value;
    return (
      <div ref={start}>
        <div part="typing" class="bubble typing">
          {waitedMs.value ? (
            labels.stillWorking
          ) : (
            <Fragment>
              <span class="visually-hidden">{fill(labels.replying, { name })}</span>
              <i />
              <i />
              <i />
            </Fragment>
          )}
        </div>
        {waitedMs.value === tooSlowMs && conversation.phase.value === 'waiting' && (
          <button
            class="link-button"
            onClick={() => {
              keepFocus();
              conversation.stopWaiting();
            }}
          >
            {labels.stopWaiting}
          </button>
        )}
      </div>
    );
  });
}
