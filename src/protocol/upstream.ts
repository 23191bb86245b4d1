// Where PolyAI is and how it wants to be addressed. Server code only: no file for browsers may import this one.
import { createBoundedReader } from './bounded.ts';
import type { ChatClientOptions } from './client.ts';
import { type Contract, speak2026 } from './contract-2026.ts';

/** Base addresses by region. Source: seed, "Base URLs". */
export const regions = {
  'us-1': 'https://api.us-1.platform.polyai.app',
  'uk-1': 'https://api.uk-1.platform.polyai.app',
  'euw-1': 'https://api.euw-1.platform.polyai.app',
} as const;

export type Region = keyof typeof regions;

/** The header with the API key. Source: seed, "Authentication". */
export const apiKeyHeader = 'X-Api-Key';
/** The header with the connector token, which identifies the agent. Source: seed, "Authentication". */
export const tokenHeader = 'X-Token';

/** One agent of one account: what PolyAI hands out with a Webchat integration. */
export interface PolyAIAccount {
  /** One of the three regions; either this or `baseUrl`. */
  region?: Region;
  /** Any other address of the API, such as a staging host or the stand-in. */
  baseUrl?: string;
  /** Such as `poly-scs-uk`; an opaque string. */
  accountId: string;
  /** Such as `PROJECT-191bfa2a`; an opaque string. */
  projectId: string;
  apiKey: string;
  /** The connector token. */
  token: string;
  /** The form of requests: the documentation's first, or today's, which takes no first message in create. @default 'seed' */
  contract?: Contract;
}

/** How an agent is reached: settings of `createChatClient`, and what a relay has to know besides. */
export interface Upstream extends Pick<ChatClientOptions, 'base' | 'headers' | 'readBody' | 'fetch'> {
  contract?: Contract;
}

/**
 * The settings with which `createChatClient` reaches that agent.
 *
 * @throws TypeError where neither a known region nor a base address is given
 */
export function polyai(account: PolyAIAccount): Upstream {
  const { region, accountId, projectId } = account;
  const origin = account.baseUrl ?? (region && Object.hasOwn(regions, region) ? regions[region] : undefined);
  if (!origin) {
    throw new TypeError(
      `polyai: region is ${JSON.stringify(region)}, and there is no baseUrl. Use one of ${Object.keys(regions).join(', ')}.`,
    );
  }
  return {
    base: `${origin.replace(/\/+$/, '')}/v1/${encodeURIComponent(accountId)}/${encodeURIComponent(projectId)}`,
    headers: { [apiKeyHeader]: account.apiKey, [tokenHeader]: account.token },
    readBody: createBoundedReader(),
    ...(account.contract === '2026' && { contract: account.contract, fetch: speak2026() }),
  };
}
