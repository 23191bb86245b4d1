// The arithmetic of one limit: the generic cell rate algorithm (ITU-T I.371), which needs a single number for each bucket.
// In whole microseconds, so that no sum is off by a fraction: who waits as long as told is let in.

/** A limit: one unit comes back every `perMs`, and up to `burst` of them can be saved up. */
export interface Rate {
  /** In milliseconds, to the microsecond. */
  perMs: number;
  burst: number;
}

export interface Taken {
  ok: boolean;
  /** How many units are left to be taken at once. */
  remaining: number;
  /** 0, or how long it takes until there is room, in whole milliseconds. */
  retryAfterMs: number;
}

/**
 * Takes `cost` units; a cost below 0 gives some back.
 *
 * @param fullAtUs when the bucket will be full again, as the last take left it; 0 for one that is new
 * @returns what came of it, and when the bucket will be full again
 */
export function takeUnits(
  fullAtUs: number,
  nowUs: number,
  { cost, perMs, burst }: Rate & { cost: number },
): { taken: Taken; fullAtUs: number } {
  const unitUs = toUnitUs(perMs);
  const capacityUs = burst * unitUs;
  // Never further ahead than an empty bucket: a clock that was set back, or a limit that was wider, locks nobody out.
  const startUs = Math.min(Math.max(fullAtUs, nowUs), nowUs + capacityUs);
  const nextUs = Math.max(nowUs, startUs + cost * unitUs);
  const waitUs = nextUs - capacityUs - nowUs;
  const ok = waitUs <= 0;
  const keptUs = ok ? nextUs : startUs;
  return {
    taken: {
      ok,
      remaining: Math.floor((capacityUs - (keptUs - nowUs)) / unitUs),
      retryAfterMs: ok ? 0 : Math.ceil(waitUs / 1000),
    },
    fullAtUs: keptUs,
  };
}

/** How long one unit takes to come back, in microseconds. */
export function toUnitUs(perMs: number): number {
  return Math.max(1, Math.round(perMs * 1000));
}
