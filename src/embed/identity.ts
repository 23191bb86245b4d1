// Who the visitor is, where the page's server vouches for it.
import { ChatError } from '../protocol/chat-error.ts';
import type { ChatClient } from '../protocol/client.ts';
import type { ChatOptions } from './options.ts';

type Identity = ChatOptions['identity'];

/**
 * Whose token it is, by its `sub` (RFC 7519 §4.1.2), unverified: that is the relay's part. What a function gives is not
 * known before it is asked.
 */
export function readOwner(identity: Identity): string | undefined {
  if (typeof identity !== 'string') return undefined;
  try {
    const claims = atob(identity.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '');
    return String((JSON.parse(claims) as { sub?: unknown }).sub);
  } catch {
    return 'somebody';
  }
}

/** The client, with the visitor's token on each create. */
export function withIdentity(client: ChatClient, read: () => Identity): ChatClient {
  return {
    ...client,
    async create(request, options) {
      const identity = read();
      let headers = options?.headers;
      if (identity) {
        try {
          const token = typeof identity === 'string' ? identity : await identity();
          headers = { ...headers, Authorization: `Bearer ${token}` };
        } catch (error) {
          throw new ChatError({ code: 'unavailable', detail: 'identity' }, error);
        }
      }
      return client.create(request, { ...options, ...(headers && { headers }) });
    },
  };
}
