// Waiting, by a timer that can be handed in: so that tests turn the clock instead of waiting for it.

/** Runs a function once after `ms`, unless what it gives back is called first. */
export type SetTimer = (run: () => void, ms: number) => () => void;

export const platformTimer: SetTimer = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

export function sleep(setTimer: SetTimer, ms: number): Promise<void> {
  return new Promise((resolve) => void setTimer(resolve, ms));
}

/** The promise's own result, or `late` where it takes longer than `ms`. */
export function within<T, L>(setTimer: SetTimer, ms: number, promise: Promise<T>, late: L): Promise<T | L> {
  let cancel = () => {};
  const timeout = new Promise<L>((resolve) => {
    cancel = setTimer(() => resolve(late), ms);
  });
  return Promise.race([promise, timeout]).finally(() => cancel());
}

/** Tries until it succeeds or `forMs` are over, and keeps to itself what became of it. */
export async function retryUntilDone(
  setTimer: SetTimer,
  forMs: number,
  action: () => Promise<unknown>,
): Promise<void> {
  let waitMs = 250;
  for (let spentMs = 0; spentMs < forMs; spentMs += waitMs) {
    waitMs = Math.min(1000, waitMs * 2);
    await sleep(setTimer, waitMs);
    const isDone = await action().then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
}
