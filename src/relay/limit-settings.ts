// The settings of limits: how much whom, how much a day may cost, and how visitors are told apart.
import { rateNames, readRate, type RateName } from './rates.ts';
import type { RelayOptions } from './relay-options.ts';
import type { ReadSetting } from './setting-reader.ts';
import { readWhole } from './setting-values.ts';

export interface AddressSettings extends Required<Pick<RelayOptions, 'trustedProxyHops'>> {
  /** `CLIENT_IP_HEADER` */
  clientIpHeader?: string;
}

export interface LimitSettings
  extends AddressSettings, Required<Pick<RelayOptions, 'dailyTurnBudget' | 'maxTurns'>> {
  /** Those that were told: the others have the relay's own defaults. */
  rates: Partial<Record<RateName, string>>;
}

const variables: Record<RateName, string> = {
  createIp: 'RATE_CREATE_IP',
  respondIp: 'RATE_RESPOND_IP',
  conversation: 'RATE_CONVERSATION',
  agent: 'RATE_AGENT',
  anyIp: 'RATE_ANY_IP',
  badTokenIp: 'RATE_BAD_TOKEN_IP',
};

/** @param isFree turns cost nothing, so that no limit holds but those that are told */
export function readLimitSettings(
  read: ReadSetting,
  { isFree, warnings }: { isFree: boolean; warnings: string[] },
): Omit<LimitSettings, keyof AddressSettings> {
  const rates: LimitSettings['rates'] = {};
  for (const name of rateNames) {
    const variable = variables[name];
    const rule = 'a limit such as 30/m:10 (so many per s, m or h, and so many of them at once), or off';
    const text = read<string | undefined>(variable, rule, isFree ? 'off' : undefined, (text) =>
      text === 'off' || readRate(text) ? text : undefined,
    );
    if (text !== undefined) rates[name] = text;
    if (text === 'off' && !isFree) warnings.push(`${variable} is off: there is no such limit.`);
  }
  const dailyTurnBudget = read(
    'DAILY_TURN_BUDGET',
    'a number of turns, or 0',
    0,
    readWhole,
    [0, 999_999_999],
  );
  if (dailyTurnBudget === 0 && !isFree)
    warnings.push('DAILY_TURN_BUDGET is not set: there is no limit to what a day may cost.');
  return {
    rates,
    dailyTurnBudget,
    maxTurns: read('MAX_TURNS', 'a number from 1 to 100000', 200, readWhole, [1, 100_000]),
  };
}

/** How visitors are told apart. */
export function readAddressSettings(read: ReadSetting, faults: string[]): AddressSettings {
  const trustedProxyHops = read('TRUSTED_PROXY_HOPS', 'a number from 0 to 10', 0, readWhole, [0, 10]);
  const clientIpHeader = read<string | undefined>(
    'CLIENT_IP_HEADER',
    'the name of a header, such as cf-connecting-ip',
    undefined,
    (text) => (/^[A-Za-z0-9-]{1,64}$/.test(text) ? text : undefined),
  );
  if (clientIpHeader && trustedProxyHops > 0)
    faults.push('CLIENT_IP_HEADER and TRUSTED_PROXY_HOPS are both set: keep one');
  return { trustedProxyHops, ...(clientIpHeader && { clientIpHeader }) };
}
