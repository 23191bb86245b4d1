// The site whose relay is tried: its page's origin, its secrets, and its account with the agent.
import { polyai } from '../../src/client.ts';

export const origin = 'https://shop.example';

/** The same for all relays and all their lives, so that each opens what another has sealed. */
export const secrets = [{ id: '1', key: Uint8Array.from({ length: 32 }, (_, index) => index * 7) }];

export const toUpstream = (baseUrl: string) =>
  polyai({ baseUrl, accountId: 'account', projectId: 'project', apiKey: 'key', token: 'token' });
