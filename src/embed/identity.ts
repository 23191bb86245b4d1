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

/** Longer than any page should take to ask its own server. */
const patienceMs = 10_000;

/** What the page says of its visitor now; rejects where it takes too long, or nobody waits any more. */
async function ask(identity: Identity, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (typeof identity !== 'function') return identity;
  // Where it throws, nobody is left who would hear of the end.
  const token = identity();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, patienceMs);
    signal?.addEventListener('abort', reject);
  });
  try {
    return await Promise.race([token, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** The client, with the visitor's token on each create. */
export function withIdentity(client: ChatClient, read: () => Identity): ChatClient {
  return {
    ...client,
    async create(request, options) {
      const identity = read();
      if (!identity) return client.create(request, options);
      const token = await ask(identity, options?.signal).catch((error: unknown) => {
        throw new ChatError({ code: 'unavailable', detail: 'identity' }, error);
      });
      const headers = { ...options?.headers, ...(token && { Authorization: `Bearer ${token}` }) };
      return client.create(request, { ...options, headers });
    },
  };
}
