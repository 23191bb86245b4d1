// From one accent to every colour of a theme, readable on both of its surfaces whatever the accent.
import { contrast, type Oklch, type Rgb, toOklch, toRgb } from './oklch.ts';

const white: Rgb = [255, 255, 255];
const black: Rgb = [11, 13, 18];
const textContrast = 4.5;
const uiContrast = 3;
const lightnessStep = 0.004;

function standsOut(rgb: Rgb, backgrounds: readonly Rgb[], ratio: number): boolean {
  return backgrounds.every((other) => contrast(rgb, other) >= ratio);
}

/** The colour with its lightness moved, step by step, until it stands out from every background. */
function solve(color: Oklch, direction: number, backgrounds: readonly Rgb[], ratio: number): Oklch {
  const [lightness, chroma, hue] = color;
  const next = lightness + direction * lightnessStep;
  const isSolved = standsOut(toRgb(color), backgrounds, ratio) || next < 0 || next > 1;
  return isSolved ? color : solve([next, chroma, hue], direction, backgrounds, ratio);
}

/** The custom properties of the style sheet that are colours, for one theme. */
export function createPalette(accent: Rgb, theme: 'light' | 'dark') {
  const isLight = theme === 'light';
  const away = isLight ? -1 : 1;
  /** A grey with a breath of blue, most of it in the middle of the scale. */
  const grey = (inLight: number, inDark: number) => {
    const lightness = isLight ? inLight : inDark;
    return toRgb([lightness, 0.003 + 0.04 * lightness * (1 - lightness), 4.54]);
  };
  /** A quiet surface of some hue. */
  const soften = (chroma: number, hue: number) =>
    toRgb([isLight ? 0.955 : 0.285, Math.min(chroma, isLight ? 0.028 : 0.05), hue]);

  const bg = grey(1, 0.19);
  const sub = grey(0.97, 0.24);
  const color = toOklch(accent);
  const [lightness, chroma, hue] = color;
  let fill = solve(color, -1, [white], textContrast);
  let onFill = white;
  if (lightness - fill[0] > 0.1) {
    fill = solve(color, 1, [black], textContrast);
    onFill = black;
  }
  const surfaces = [bg, sub];
  if (!isLight && !standsOut(toRgb(fill), surfaces, uiContrast)) {
    fill = solve(color, 1, surfaces, uiContrast);
    onFill = white;
  }
  const fillRgb = toRgb(fill);
  // Away from the text on it, unless the scale ends there.
  const hover = fill[0] + (fill[0] < (onFill === white ? 0.05 : 0.95) ? 0.05 : -0.05);
  const soft = soften(chroma, hue);
  const accentUi = toRgb(solve(color, away, surfaces, uiContrast));
  return {
    // The panel, the agent's bubbles on it, and whatever is pointed at.
    bg,
    sub,
    hover: grey(0.945, 0.28),
    line: grey(0.9, 0.32),
    lineStrong: grey(0.62, 0.55),
    ink: grey(0.22, 0.95),
    muted: grey(0.5, 0.72),
    danger: toRgb(isLight ? [0.52, 0.19, 0.47] : [0.75, 0.15, 0.38]),
    dangerSoft: soften(1, 0.44),
    // Own bubble, launcher, primary button, and the text on them.
    fill: fillRgb,
    onFill,
    fillHover: toRgb([hover, fill[1], hue]),
    // A line around fills: the fill itself, unless that would vanish on the surface.
    edge: isLight && contrast(fillRgb, white) < 1.6 ? accentUi : fillRgb,
    // Links; focus rings and the caret.
    accentText: toRgb(solve(color, away, surfaces, textContrast)),
    accentUi,
    // Quiet surfaces of the accent's hue, and the text on them.
    soft,
    onSoft: toRgb(solve(color, away, [soft], textContrast)),
  };
}
