// An address as the log may have it: enough to see where a flood comes from, and not who somebody is.
import type { LogAddress } from './log-entry.ts';
import type { Address } from './read-address.ts';
import { findOldest, type RelaySecret } from './secrets.ts';
import { createStoreNames } from './store-names.ts';

export function createLogAddress(
  how: LogAddress,
  secrets: readonly RelaySecret[],
): (address: Address | undefined) => string | undefined {
  const names = createStoreNames(secrets, 'log');
  const oldestSecret = findOldest(secrets);
  return (address) => {
    if (!address || how === 'off') return undefined;
    const { name, site = `${name.replace(/\d+$/, '0')}/24` } = address;
    return how === 'prefix' ? site : names.name(oldestSecret, 'address', name).slice(0, 12);
  };
}
