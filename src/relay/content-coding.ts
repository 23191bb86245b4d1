// Which coding of a file a browser is sent (RFC 9110 §12.5.3): the smallest of those that it takes.

/** Smallest first. */
export const codings = ['br', 'gzip'] as const;
export type Coding = (typeof codings)[number];

/** The first of the codings on offer that the browser takes; undefined where it takes the file as it is. */
export function chooseCoding(acceptEncoding: string, offered: readonly Coding[]): Coding | undefined {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2);
    if (name) weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  const takes = (coding: Coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
  return codings.find((coding) => offered.includes(coding) && takes(coding));
}
