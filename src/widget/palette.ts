// From one accent to every colour of a theme, readable on both of its surfaces whatever the accent.
import { contrast, findNearest, type Oklch, type Rgb, toOklch, toRgb } from './oklch.ts';

const white: Rgb = [255, 255, 255];
const black: Rgb = [11, 13, 18];

function standsOut(rgb: Rgb, backgrounds: readonly Rgb[], ratio: number): boolean {
  return backgrounds.every((other) => contrast(rgb, other) >= ratio);
}

/** The colour with its lightness moved as little as it takes to stand out from every background. */
function solve(
  [lightness, chroma, hue]: Oklch,
  end: 0 | 1,
  backgrounds: readonly Rgb[],
  ratio: number,
): Oklch {
  const does = (value: number) => standsOut(toRgb([value, chroma, hue]), backgrounds, ratio);
  return [findNearest(lightness, end, does), chroma, hue];
}

/**
 * The custom properties of the style sheet that are colours, for one theme.
 * @param isStrong for visitors who want more contrast
 */
export function createPalette(accent: Rgb, isDark: boolean, isStrong = false) {
  const isLight = !isDark;
  const textContrast = isStrong ? 7 : 4.5;
  const uiContrast = isStrong ? 4.5 : 3;
  const away = isLight ? 0 : 1;
  /** A grey with a breath of blue, most of it in the middle of the scale. */
  const grey = (inLight: number, inDark: number) => {
    const lightness = isLight ? inLight : inDark;
    return toRgb([lightness, 0.003 + 0.04 * lightness * (1 - lightness), 4.54]);
  };
  /** A quiet surface of some hue. */
  const soften = (chroma: number, hue: number) =>
    toRgb([isLight ? 0.955 : 0.285, Math.min(chroma, isLight ? 0.028 : 0.05), hue]);

  const ink = grey(0.22, 0.95);
  const quiet = (inLight: number, inDark: number) => (isStrong ? ink : grey(inLight, inDark));
  const bg = grey(1, 0.19);
  const sub = grey(0.97, 0.24);
  const color = toOklch(accent);
  const [lightness, chroma, hue] = color;
  let fill = solve(color, 0, [white], textContrast);
  let onFill = white;
  // A dark panel leaves white text little room above its surfaces.
  if (lightness - fill[0] > 0.1 || (isStrong && isDark)) {
    fill = solve(color, 1, [black], textContrast);
    onFill = black;
  }
  const surfaces = [bg, sub];
  if (isDark && !standsOut(toRgb(fill), surfaces, uiContrast)) {
    fill = solve(color, 1, surfaces, uiContrast);
    onFill = white;
  }
  const fillRgb = toRgb(fill);
  // Away from the text on it, unless the scale ends there.
  const hover = fill[0] + (fill[0] < (onFill === white ? 0.05 : 0.95) ? 0.05 : -0.05);
  const soft = soften(chroma, hue);
  const dangerSoft = soften(1, 0.44);
  const accentUi = toRgb(solve(color, away, surfaces, uiContrast));
  return {
    // The panel, the agent's bubbles on it, and whatever is pointed at.
    bg,
    sub,
    hover: grey(0.945, 0.28),
    line: quiet(0.9, 0.32),
    lineStrong: quiet(0.62, 0.55),
    ink,
    muted: quiet(0.5, 0.72),
    danger: toRgb(
      solve(isLight ? [0.52, 0.19, 0.47] : [0.75, 0.15, 0.38], away, [...surfaces, dangerSoft], textContrast),
    ),
    dangerSoft,
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
