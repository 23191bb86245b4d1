// The sign that the agent is at work. CSS lets it appear after 400 ms; it is spoken of at 2 s, words follow at 5 s, others
// at 10 s, and at 30 s a way to stop waiting.
import { signal } from '@preact/signals';
import { type ComponentType, Fragment, h } from 'preact';
import { Contact } from './contact.tsx';
import { fill } from './labels.ts';
import { later } from './later.ts';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

const spokenMs = 2000;
/** Nothing may move for longer (WCAG 2.2.2). */
const stillMs = 5000;
const slowMs = 10_000;
const tooSlowMs = 30_000;

/** One wait after another: with a new key, the sign starts again. */
export function createTyping({ conversation, settings, announce }: PanelModel): ComponentType {
  const waitedMs = signal(0);
  const timers = [spokenMs, stillMs, slowMs, tooSlowMs].map((ms) =>
    later(ms, () => {
      const { labels, name } = settings.peek();
      waitedMs.value = ms;
      if (ms !== stillMs) announce(ms < slowMs ? fill(labels.replying, { name }) : labels.stillWorking);
    }),
  );
  const start = () => {
    waitedMs.value = 0;
    const stops = timers.map((begin) => begin());
    return () => stops.forEach((stop) => stop());
  };

  return observed(function Typing() {
    const { labels, name, fallback } = settings.value;
    return (
      <div ref={start}>
        <div part="typing" class="bubble typing">
          {waitedMs.value >= stillMs ? (
            waitedMs.value < slowMs ? (
              fill(labels.replying, { name })
            ) : (
              labels.stillWorking
            )
          ) : (
            <Fragment>
              <span class="visually-hidden">{fill(labels.replying, { name })}</span>
              <span aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
            </Fragment>
          )}
        </div>
        {waitedMs.value === tooSlowMs && conversation.phase.value === 'waiting' && (
          <Fragment>
            <button class="link-button" onClick={conversation.stopWaiting}>
              {labels.stopWaiting}
            </button>
            {fallback && <Contact address={fallback} labels={labels} />}
          </Fragment>
        )}
      </div>
    );
  });
}
