// The way back, which on a phone is a gesture: it closes what was opened last, and leaves the page's history alone.

/** Calls back when the visitor asks to go back. Returns its undoing. */
export function heedBack(act: () => void): () => void {
  // Where there is none, nothing ever asks.
  const { CloseWatcher = EventTarget } = window as { CloseWatcher?: typeof EventTarget };
  const watcher: EventTarget & { destroy?(): void } = new CloseWatcher();
  watcher.addEventListener('close', act);
  return () => watcher.destroy?.();
}
