import { describe, expect, test } from 'vitest';
import { contrast, type Rgb } from './oklch.ts';
import { createPalette } from './palette.ts';

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

function distance(one: Rgb, other: Rgb): number {
  return Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? 0))));
}

// Accent, fill and its text in the light theme, text in both themes, soft in the light theme.
const vectors = [
  ['#4f46e5', '#4f46e5', '#ffffff', '#4f46e5', '#7077ff', '#ecefff'],
  ['#1f93ff', '#0077d7', '#ffffff', '#0071cd', '#1f93ff', '#e6f1ff'],
  ['#e74266', '#da345c', '#ffffff', '#d32c56', '#ed486b', '#ffeaec'],
  ['#20b69e', '#20b69e', '#0b0d12', '#007f6d', '#20b69e', '#ddf7f0'],
  ['#f97316', '#f97316', '#0b0d12', '#ba5100', '#f97316', '#ffece2'],
  ['#ffd400', '#ffd400', '#0b0d12', '#866e00', '#ffd400', '#f6f0dc'],
  ['#111827', '#111827', '#ffffff', '#111827', '#7c8699', '#e9f0ff'],
  ['#ffffff', '#ffffff', '#0b0d12', '#707070', '#ffffff', '#f0f0f0'],
] as const;

type Palette = ReturnType<typeof createPalette>;
type Pair = readonly [text: keyof Palette, surface: keyof Palette];

/** Every text of the style sheet with every surface that it stands on, hovered ones included. */
const texts: Pair[] = [
  ...(['bg', 'sub', 'hover'] as const).flatMap((surface): Pair[] => [
    ['ink', surface],
    ['muted', surface],
  ]),
  ...(['bg', 'sub'] as const).flatMap((surface): Pair[] => [
    ['accentText', surface],
    ['danger', surface],
  ]),
  ['danger', 'dangerSoft'],
  ['onFill', 'fill'],
  ['onFill', 'fillHover'],
  ['onSoft', 'soft'],
];

/** What has to be seen to be used: rings, the caret, the composer's border. */
const marks: Pair[] = [
  ['accentUi', 'bg'],
  ['accentUi', 'sub'],
  ['lineStrong', 'bg'],
];

/** Accents from all over sRGB, so many to a channel. */
function sampleAccents(perChannel: number): Rgb[] {
  const steps = Array.from({ length: perChannel }, (_, index) =>
    Math.round((index * 255) / (perChannel - 1)),
  );
  return steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => [r, g, b])));
}

/** The lowest contrast of each pair over all accents. */
function findWorst(pairs: readonly Pair[], accents: readonly Rgb[], isDark: boolean, isStrong?: boolean) {
  const palettes = accents.map((accent) => createPalette(accent, isDark, isStrong));
  return pairs.map(([one, other]) => ({
    pair: `${one} on ${other}`,
    ratio: Math.min(...palettes.map((palette) => contrast(palette[one], palette[other]))),
  }));
}

describe('the palette', () => {
  test.each(vectors)('%s gives the fill %s with %s on it', (accent, fill, on, textLight, textDark, soft) => {
    const light = createPalette(rgb(accent), false);
    const dark = createPalette(rgb(accent), true);
    expect(distance(light.fill, rgb(fill))).toBeLessThanOrEqual(2);
    expect(light.onFill).toEqual(rgb(on));
    expect(distance(light.accentText, rgb(textLight))).toBeLessThanOrEqual(2);
    expect(distance(dark.accentText, rgb(textDark))).toBeLessThanOrEqual(2);
    expect(distance(light.soft, rgb(soft))).toBeLessThanOrEqual(2);
  });

  const all = sampleAccents(18);
  const parts = Array.from({ length: 12 }, (_, index) => index);

  test.each(parts.flatMap((part) => [['light', false, part] as const, ['dark', true, part] as const]))(
    'G1: texts keep 4.5:1 and marks 3:1 for any of 5,832 accents, %s theme',
    (_, isDark, part) => {
      const accents = all.slice((part * all.length) / 12, ((part + 1) * all.length) / 12);
      expect(accents).toHaveLength(486);
      expect(findWorst(texts, accents, isDark).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      expect(findWorst(marks, accents, isDark).filter(({ ratio }) => ratio < 3)).toEqual([]);
    },
  );

  test('G1: a fill that would vanish on its surface has an edge that does not', () => {
    for (const accent of sampleAccents(7)) {
      const light = createPalette(accent, false);
      const dark = createPalette(accent, true);
      expect(Math.max(contrast(light.fill, light.bg), contrast(light.edge, light.bg))).toBeGreaterThan(1.6);
      expect(contrast(dark.fill, dark.bg)).toBeGreaterThanOrEqual(3);
    }
  });

  test.each([
    ['light', false],
    ['dark', true],
  ] as const)('G4: with more contrast, texts keep 7:1 and marks 4.5:1 in the %s theme', (_, isDark) => {
    const accents = sampleAccents(7);
    const strongMarks: Pair[] = [...marks, ['line', 'bg']];
    expect(findWorst(texts, accents, isDark, true).filter(({ ratio }) => ratio < 7)).toEqual([]);
    expect(findWorst(strongMarks, accents, isDark, true).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });
});
