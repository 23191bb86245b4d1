// Chance that can be repeated: what befalls a message hangs on the seed and on its name, not on who came first.
// Interleavings of real clocks differ from run to run; the faults of a seed do not.

/** A number from 0 up to 1, the same for the same words. Source: FNV-1a, and the finaliser of MurmurHash3. */
export function drawNumber(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('|')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** One of the names by its share, or none where the shares leave room. */
export function drawName<T extends string>(
  shares: Partial<Record<T, number>>,
  ...words: (string | number)[]
) {
  let left = drawNumber(...words);
  for (const [name, share] of Object.entries(shares) as [T, number][]) {
    left -= share;
    if (left < 0) return name;
  }
  return undefined;
}
