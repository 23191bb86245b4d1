// Acts on what changes in a signal, not on what it holds to begin with.
import { effect, type ReadonlySignal } from '@preact/signals-core';

/** Calls back at each change, with what was there before. Returns its undoing. */
export function watch<T>(source: ReadonlySignal<T>, tell: (now: T, before: T) => void): () => void {
  let before = source.peek();
  return effect(() => {
    const last = before;
    before = source.value;
    if (before !== last) tell(before, last);
  });
}
