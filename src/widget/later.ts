// What happens some time after an element has appeared.

/** A ref: acts after so many milliseconds, unless the element is gone by then. */
export function later(ms: number, act: () => void): () => () => void {
  return () => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  };
}
