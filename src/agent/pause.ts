// Waiting that an abort cuts short, as it does with a real fetch.

/** Resolves after the given time; rejects with the signal's reason as soon as that aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return ms > 0 || signal.aborted
    ? orAbort(signal, (done) => {
        const timer = setTimeout(done, ms);
        return () => clearTimeout(timer);
      })
    : Promise.resolve();
}

/** Never resolves, and rejects with the signal's reason as soon as that aborts. */
export function hang(signal: AbortSignal): Promise<never> {
  return orAbort<never>(signal, () => () => undefined);
}

function orAbort<T>(signal: AbortSignal, start: (done: (value: T) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = start((value) => {
      signal.removeEventListener('abort', onAbort);
      resolve(value);
    });
    const onAbort = () => {
      stop();
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
