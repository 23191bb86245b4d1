// The seconds until a message is sent again, as the relay wants it.
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { pluralize } from './labels.ts';
import { useModel } from './model.ts';

/** @param until epoch milliseconds */
export function Countdown({ until }: { until: number }): JSX.Element {
  const { labels, locale } = useModel().settings.value;
  const toSeconds = () => Math.max(1, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(toSeconds);
  useLayoutEffect(() => {
    const timer = setInterval(() => setSeconds(toSeconds()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return <>{pluralize(labels.waiting, seconds, locale)}</>;
}
