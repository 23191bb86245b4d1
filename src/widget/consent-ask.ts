// How a visitor is asked for consent: one reading of the option, for what asks and for what waits.
import type { WidgetSettings } from './model.ts';

/** Whatever is not the milder way by its very name is the stricter. */
export function readAsk(consent: WidgetSettings['consent']): 'always' | 'until-first-message' {
  const ask = typeof consent === 'object' ? consent.ask : consent;
  return ask === 'until-first-message' ? ask : 'always';
}
