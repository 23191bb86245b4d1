// Colours as lightness, chroma and hue (OKLCH), as sRGB, and the contrast between them (WCAG 2).
// Source of the matrices: Björn Ottosson, "A perceptual color space for image processing" (2020), to four places.

/** Red, green, blue, each 0 to 255, gamma-encoded. */
export type Rgb = readonly number[];

/** Lightness 0 to 1, chroma, hue in radians. */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

type Matrix = readonly (readonly [number, number, number])[];

const toLms: Matrix = [
  [0.4122, 0.5363, 0.0514],
  [0.2119, 0.6807, 0.1074],
  [0.0883, 0.2817, 0.63],
];
const toLab: Matrix = [
  [0.2105, 0.7936, -0.0041],
  [1.978, -2.4286, 0.4506],
  [0.0259, 0.7828, -0.8087],
];
const fromLab: Matrix = [
  [1, 0.3963, 0.2158],
  [1, -0.1056, -0.0639],
  [1, -0.0895, -1.2915],
];
const fromLms: Matrix = [
  [4.0767, -3.3077, 0.231],
  [-1.2684, 2.6098, -0.3413],
  [-0.0042, -0.7034, 1.7076],
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

/** The number that does and is nearest to the first, which need not; the second is the last resort. */
export function findNearest(wanted: number, last: number, does: (value: number) => boolean): number {
  if (does(wanted)) return wanted;
  for (let step = 0; step < 9; step++) {
    const middle = (wanted + last) / 2;
    if (does(middle)) last = middle;
    else wanted = middle;
  }
  return last;
}

/** The colour in whole steps of sRGB; where it lies outside, its chroma is lowered until it fits. */
export function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  const convert = (chroma: number) => {
    const lab = [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)];
    const lms = multiply(fromLab, lab).map((value) => value ** 3);
    return multiply(fromLms, lms).map((value) => Math.round(toGamma(value)));
  };
  const fits = (chroma: number) => convert(chroma).every((value) => value >= 0 && value <= 255);
  return convert(findNearest(chroma, 0, fits));
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map(toLinear);
  return 0.213 * r + 0.715 * g + 0.072 * b;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}
