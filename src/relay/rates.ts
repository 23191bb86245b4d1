// How often whoever may do what: the buckets with their defaults, and how a limit is written.
import type { Rate } from './gcra.ts';

const msPerUnit: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** What is taken for granted where nothing is told: human speed, with room for an office behind one address. */
const defaults = {
  createIp: '30/m:10',
  respondIp: '60/m:20',
  conversation: '20/m:5',
  agent: '600/m',
  anyIp: '300/m',
  badTokenIp: '20/m',
} as const;

export type RateName = keyof typeof defaults;
export const rateNames = Object.keys(defaults) as RateName[];

/** The limits that hold; those that are off are not there. */
export type Rates = Partial<Record<RateName, Rate>>;

/**
 * A limit such as `30/m:10`: so many per `s`, `m` or `h`, of which those after the colon may come at once (all, unless
 * told). Undefined where the text is none.
 */
export function readRate(text: string): Rate | undefined {
  const [, count, unit = '', burst = count] = /^(\d{1,6})\/([smh])(?::(\d{1,6}))?$/.exec(text) ?? [];
  const perMs = (msPerUnit[unit] ?? 0) / Number(count);
  return Number(burst) > 0 && Number.isFinite(perMs) ? { perMs, burst: Number(burst) } : undefined;
}

/**
 * Fills in the defaults.
 *
 * @throws TypeError naming the limit that cannot be read
 */
export function resolveRates(given: Partial<Record<RateName, string>> | 'off' = {}): Rates {
  if (given === 'off') return {};
  const rates: Rates = {};
  for (const name of rateNames) {
    const text = given[name] ?? defaults[name];
    if (text === 'off') continue;
    const rate = readRate(text);
    if (!rate) {
      throw new TypeError(
        `createRelay: rates.${name} is ${JSON.stringify(text)}. Write '${defaults[name]}', or 'off'.`,
      );
    }
    rates[name] = rate;
  }
  return rates;
}
