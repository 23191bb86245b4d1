// The sign that the agent is at work. CSS lets it appear after 400 ms and stops the dots at 5 s; words follow at 10 s.
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { fill } from './labels.ts';
import { useModel } from './model.ts';

const slowMs = 10_000;

export function Typing(): JSX.Element {
  const { labels, name } = useModel().settings.value;
  const [isSlow, setSlow] = useState(false);
  useLayoutEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div part="typing" class="typing">
      {isSlow ? (
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
}
