// Colours as lightness, chroma and hue (OKLCH), as sRGB, and the contrast between them (WCAG 2).
// Source of the matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).

/** Red, green, blue, each 0 to 255, gamma-encoded. */
export type Rgb = readonly number[];

/** Lightness 0 to 1, chroma, hue in radians. */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

type Matrix = readonly (readonly [number, number, number])[];

const toLms: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const toLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const fromLab: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const fromLms: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const multiply = (matrix: Matrix, [x = 0, y = 0, z = 0]: readonly number[]) =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z);

function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toGamma(value: number): number {
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
}

export function toOklch(rgb: Rgb): Oklch {
  const [lightness = 0, a = 0, b = 0] = multiply(toLab, multiply(toLms, rgb.map(toLinear)).map(Math.cbrt));
  return [lightness, Math.hypot(a, b), Math.atan2(b, a)];
}

/** The colour in whole steps of sRGB; where it lies outside, its chroma is lowered until it fits. */
export function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  const show = (chroma: number) => {
    const lab = [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)];
    return multiply(
      fromLms,
      multiply(fromLab, lab).map((value) => value ** 3),
    ).map(toGamma);
  };
  let rgb = show(chroma);
  for (let low = 0, high = chroma, round = 0; round < 12 && isOutside(rgb); round++) {
    const middle = (low + high) / 2;
    if (isOutside(show(middle))) high = middle;
    else low = middle;
    if (round === 11) rgb = show(low);
  }
  return rgb.map((value) => Math.min(255, Math.max(0, Math.round(value))));
}

const isOutside = (rgb: Rgb) => rgb.some((value) => value < -0.5 || value > 255.5);

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map(toLinear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}
