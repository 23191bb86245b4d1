// A clock that runs fast: time limits keep their proportions, and a minute is over in less than a second.

export interface FastClock {
  /** The time in epoch milliseconds. */
  now(): number;
  /** Runs a function once after `ms` of this clock, unless what it gives back is called first. */
  setTimer(run: () => void, ms: number): () => void;
}

export function createFastClock(speed: number): FastClock {
  const startedAt = Date.now();
  const origin = performance.now();
  return {
    now: () => startedAt + (performance.now() - origin) * speed,
    setTimer(run, ms) {
      const timer = setTimeout(run, ms / speed);
      return () => clearTimeout(timer);
    },
  };
}
