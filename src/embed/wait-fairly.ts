// A wait for messages. A page that was busy finds its timer due before it has heard what came meanwhile: so it waits twice.

/** Calls back after `ms` milliseconds, half of which the page was free to listen. Returns its undoing. */
export function waitFairly(ms: number, done: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(done, ms / 2);
  }, ms / 2);
  return () => clearTimeout(timer);
}
