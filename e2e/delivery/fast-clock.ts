// A clock that runs fast, and stands still while this process is too busy to look at it: time limits keep their
// proportions, a minute is over in less than a second, and a pause of the machine is nobody's outage.

export interface FastClock {
  /** The time in epoch milliseconds. */
  now(): number;
  /** Runs a function once after `ms` of this clock, unless what it gives back is called first. */
  setTimer(run: () => void, ms: number): () => void;
  /** Ends it: no timer runs any more. */
  stop(): void;
}

interface Timer {
  at: number;
  run(): void;
}

/** What passes between two looks at the real clock counts up to this, in real milliseconds. */
const longestStepMs = 3;

export function createFastClock(speed: number): FastClock {
  let time = Date.now();
  let seenAt = performance.now();
  const timers = new Set<Timer>();

  function tick(): void {
    const passedMs = performance.now() - seenAt;
    seenAt += passedMs;
    time += Math.min(passedMs, longestStepMs) * speed;
    const due = [...timers].filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at);
    for (const timer of due) if (timers.delete(timer)) timer.run();
  }

  const ticking = setInterval(tick, 1);
  return {
    now: () => time,
    setTimer(run, ms) {
      const timer = { at: time + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    stop: () => clearInterval(ticking),
  };
}
