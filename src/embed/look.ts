// The style sheet of one chat: the widget's own, its lengths made real, and what the owner's options decide.
import type { Rgb } from '../widget/oklch.ts';
import type { WidgetSettings } from '../widget/model.ts';
import type { createPalette } from '../widget/palette.ts';
import css from '../widget/widget.css?inline';
import type { FullOptions } from './option-kinds.ts';
import { reportMistake } from './report-mistake.ts';

const defaultAccent: Rgb = [79, 70, 229];

/** The whole sheet as text. `unit` is the pixel length of one 16th of the visitor's font size. */
export function createLook(
  options: FullOptions,
  palette: ReturnType<typeof createPalette>,
  isDark: boolean,
  unit: number,
  { direction }: WidgetSettings,
  extra = '',
): string {
  const { position, offsetX, offsetY, zIndex, radius, font } = options;
  const isAtStart =
    position === 'left' || (position.endsWith('start') !== (direction === 'rtl') && position !== 'right');
  const side = isAtStart ? 'left' : 'right';
  const edge = position.startsWith('top') ? 'top' : 'bottom';
  const colors = Object.entries(palette).map(([name, rgb]) => `--${name}:rgb(${rgb.join()});`);
  return `${css}${extra}:host(:not(#a)){color-scheme:${isDark ? 'dark' : 'light'}!important}.root{${colors.join('')}
--offset-x:var(--parley-offset-x,${offsetX}u);--offset-y:var(--parley-offset-y,${offsetY}u);
--z:var(--parley-z,${zIndex});--r:var(--parley-radius,${radius}u);--font:var(--parley-font,${font});
}
.floating:not(.modal) .panel,.teaser{${side}:0;${edge}:68u;transform-origin:${side} ${edge}}
.floating{${side}:calc(var(--offset-x) + env(safe-area-inset-${side},0px));
${edge}:calc(var(--offset-y) + env(safe-area-inset-${edge},0px))}`.replace(
    /([\d.]+)u\b/g,
    (_, length: string) => `${Number(length) * unit}px`,
  );
}

/** Any CSS colour as sRGB, worked out by the browser; the default accent where it is none. */
export function readColor(color: string, probe: HTMLElement): Rgb {
  probe.style.color = '';
  probe.style.color = `color-mix(in srgb,${color},${color})`;
  const found = /srgb (\S+) (\S+) ([^\s)]+)/.exec(getComputedStyle(probe).color);
  if (found) return found.slice(1).map((value) => Number(value) * 255);
  // The probe remembers what has been told.
  if (probe.title !== color) reportMistake(`Parley: accent ${(probe.title = color)} is no CSS colour`);
  return defaultAccent;
}
