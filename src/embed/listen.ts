// Listening to the page, with an end.

/** Calls back at each event of these types, parted by spaces. Returns its undoing. */
export function listen(target: EventTarget, types: string, act: (event: Event) => void): () => void {
  const all = types.split(' ');
  for (const type of all) target.addEventListener(type, act);
  return () => {
    for (const type of all) target.removeEventListener(type, act);
  };
}
