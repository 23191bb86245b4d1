// Listening to the page, with an end.

/** Calls back at each event of these types, parted by spaces, and before all others on request. Returns its undoing. */
export function listen(
  target: EventTarget,
  types: string,
  act: (event: Event) => void,
  isFirst?: boolean,
): () => void {
  const all = types.split(' ');
  for (const type of all) target.addEventListener(type, act, isFirst);
  return () => {
    for (const type of all) target.removeEventListener(type, act, isFirst);
  };
}
