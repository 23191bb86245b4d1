// From one accent to every colour that depends on it, readable on both surfaces of either theme whatever the accent.
import { contrast, type Oklch, type Rgb, toOklch, toRgb } from './oklch.ts';

export interface Palette {
  /** Own bubble, launcher, primary button, and the text on them. */
  fill: Rgb;
  onFill: Rgb;
  fillHover: Rgb;
  /** Links. */
  accentText: Rgb;
  /** Focus rings and the caret. */
  accentUi: Rgb;
  /** Quiet surfaces of the accent's hue, and the text on them. */
  soft: Rgb;
  onSoft: Rgb;
  /** A line around fills: the fill itself, unless that would vanish on the surface. */
  edge: Rgb;
}

const white: Rgb = [255, 255, 255];
const ink: Rgb = [11, 13, 18];
/** --bg and --sub of the style sheet. */
const surfaces = {
  light: [white, [243, 245, 248]],
  dark: [
    [18, 20, 23],
    [28, 31, 36],
  ],
};
const textContrast = 4.5;
const uiContrast = 3;
const lightnessStep = 0.004;

/** The colour with its lightness moved, step by step, until it stands out from every background. */
function solve(color: Oklch, direction: number, backgrounds: readonly Rgb[], ratio: number): Oklch {
  const [lightness, chroma, hue] = color;
  const rgb = toRgb(color);
  const isEnough = backgrounds.every((other) => contrast(rgb, other) >= ratio);
  const next = lightness + direction * lightnessStep;
  return isEnough || next < 0 || next > 1 ? color : solve([next, chroma, hue], direction, backgrounds, ratio);
}

/** Every colour that the accent decides, for one theme. */
export function createPalette(accent: Rgb, theme: 'light' | 'dark'): Palette {
  const color = toOklch(accent);
  const [lightness, chroma, hue] = color;
  const isLight = theme === 'light';
  const away = isLight ? -1 : 1;

  let fill = solve(color, -1, [white], textContrast);
  let onFill = white;
  if (lightness - fill[0] > 0.1) {
    fill = solve(color, 1, [ink], textContrast);
    onFill = ink;
  }
  if (!isLight && surfaces.dark.some((surface) => contrast(toRgb(fill), surface) < uiContrast)) {
    fill = solve(color, 1, surfaces.dark, uiContrast);
    onFill = white;
  }
  const fillRgb = toRgb(fill);
  const hover = fill[0] + (onFill === white ? -0.05 : 0.05);
  const soft = toRgb(isLight ? [0.955, Math.min(chroma, 0.028), hue] : [0.285, Math.min(chroma, 0.05), hue]);
  const accentUi = toRgb(solve(color, away, surfaces[theme], uiContrast));
  return {
    fill: fillRgb,
    onFill,
    // At the end of the scale there is nothing lighter or darker: then a little ink.
    fillHover:
      hover > 0 && hover < 1
        ? toRgb([hover, fill[1], hue])
        : fillRgb.map((value, index) => Math.round(value * 0.94 + (ink[index] ?? 0) * 0.06)),
    accentText: toRgb(solve(color, away, surfaces[theme], textContrast)),
    accentUi,
    soft,
    onSoft: toRgb(solve(color, away, [soft], textContrast)),
    edge: isLight && contrast(fillRgb, white) < 1.6 ? accentUi : fillRgb,
  };
}
