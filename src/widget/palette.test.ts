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

describe('the palette', () => {
  test.each(vectors)('%s gives the fill %s with %s on it', (accent, fill, on, textLight, textDark, soft) => {
    const light = createPalette(rgb(accent), 'light');
    const dark = createPalette(rgb(accent), 'dark');
    expect(distance(light.fill, rgb(fill))).toBeLessThanOrEqual(2);
    expect(light.onFill).toEqual(rgb(on));
    expect(distance(light.accentText, rgb(textLight))).toBeLessThanOrEqual(2);
    expect(distance(dark.accentText, rgb(textDark))).toBeLessThanOrEqual(2);
    expect(distance(light.soft, rgb(soft))).toBeLessThanOrEqual(2);
  });

  test('keeps its contrasts for accents from all over sRGB', () => {
    const steps = [0, 51, 102, 153, 204, 255];
    const surfaces = { light: ['#ffffff', '#f3f5f8'].map(rgb), dark: ['#121417', '#1c1f24'].map(rgb) };
    const worst = { onFill: 21, text: 21, ui: 21, onSoft: 21, hover: 21 };
    for (const r of steps) {
      for (const g of steps) {
        for (const b of steps) {
          for (const theme of ['light', 'dark'] as const) {
            const palette = createPalette([r, g, b], theme);
            worst.onFill = Math.min(worst.onFill, contrast(palette.fill, palette.onFill));
            worst.hover = Math.min(worst.hover, contrast(palette.fillHover, palette.onFill));
            worst.onSoft = Math.min(worst.onSoft, contrast(palette.soft, palette.onSoft));
            for (const surface of surfaces[theme]) {
              worst.text = Math.min(worst.text, contrast(palette.accentText, surface));
              worst.ui = Math.min(worst.ui, contrast(palette.accentUi, surface));
            }
          }
        }
      }
    }
    for (const value of [worst.onFill, worst.hover, worst.onSoft, worst.text])
      expect(value).toBeGreaterThanOrEqual(4.5);
    expect(worst.ui).toBeGreaterThanOrEqual(3);
  });
});
