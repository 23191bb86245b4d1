// The style sheet of one chat: the widget's own, its lengths made real, and what the owner's options decide.
import type { Rgb } from '../widget/oklch.ts';
import { createPalette } from '../widget/palette.ts';
import css from '../widget/widget.css?inline';
import type { ChatOptions } from './options.ts';

const systemFont = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif';
const defaultAccent: Rgb = [79, 70, 229];

/** The whole sheet as text. `unit` is the pixel length of one 16th of the visitor's font size. */
export function createLook(options: ChatOptions, accent: Rgb, theme: 'light' | 'dark', unit: number): string {
  const {
    position = 'end',
    offsetX = 20,
    offsetY = 20,
    zIndex = 2147480000,
    radius = 20,
    font = systemFont,
  } = options;
  const isLeft = position === 'left' || position.endsWith('start');
  const isTop = position.startsWith('top');
  const place = (x: string, y: string) =>
    `${isTop ? y : 'auto'} ${isLeft ? 'auto' : x} ${isTop ? 'auto' : y} ${isLeft ? x : 'auto'}`;
  const x = `calc(var(--offset-x) + env(safe-area-inset-${isLeft ? 'left' : 'right'}, 0px))`;
  const y = `calc(var(--offset-y) + env(safe-area-inset-${isTop ? 'top' : 'bottom'}, 0px))`;
  const colors = Object.entries(createPalette(accent, theme)).map(
    ([name, rgb]) => `--${name}:rgb(${rgb.join()})`,
  );
  const own = [
    ...colors,
    `--offset-x:var(--parley-offset-x,${offsetX}u)`,
    `--offset-y:var(--parley-offset-y,${offsetY}u)`,
    `--z:var(--parley-z,${zIndex})`,
    `--place:${place(x, y)}`,
    `--place-panel:${place('0', '68u')}`,
    `color-scheme:${theme}`,
    `--r:var(--parley-radius,${radius}u)`,
    `--font:var(--parley-font,${font})`,
  ];
  return `${css}.root{${own.join(';')}}`.replace(
    /(\d*\.?\d+)u\b/g,
    (_, length: string) => `${Number(length) * unit}px`,
  );
}

/** Any CSS colour as sRGB, worked out by the browser; the default accent where it is none. */
export function readColor(color: string, probe: HTMLElement): Rgb {
  probe.style.color = '';
  probe.style.color = `color-mix(in srgb,${color},${color})`;
  const found = probe.style.color && /srgb (\S+) (\S+) ([^\s)]+)/.exec(getComputedStyle(probe).color);
  return found ? found.slice(1).map((value) => Number(value) * 255) : defaultAccent;
}
