// Colours as lightness, chroma and hue (OKLCH), as sRGB, and the contrast between them (WCAG 2).
// Source of the matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).

/** Red, green, blue, each 0 to 255, gamma-encoded. */
export type Rgb = readonly number[];

/** Lightness 0 to 1, chroma, hue in radians. */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

type Matrix = readonly (readonly [number, number, number])[];

const toLms: Matrix = [
  [0.412221, 0.536332, 0.051445],
  [0.211903, 0.680699, 0.107396],
  [0.088302, 0.281718, 0.629978],
];
const toLab: Matrix = [
  [0.210454, 0.793617, -0.004072],
  [1.977998, -2.428592, 0.450593],
  [0.025904, 0.782771, -0.808675],
];
const fromLab: Matrix = [
  [1, 0.396337, 0.215803],
  [1, -0.105561, -0.063854],
  [1, -0.089484, -1.291485],
];
const fromLms: Matrix = [
  [4.076741, -3.307711, 0.230969],
  [-1.268438, 2.609757, -0.341319],
  [-0.004196, -0.703418, 1.707614],
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
