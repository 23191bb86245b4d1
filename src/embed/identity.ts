// Who the visitor is, where the page's server vouches for it.
import type { ChatOptions } from './options.ts';

/**
 * Whose token it is, by its `sub` (RFC 7519 §4.1.2), unverified: that is the relay's part. What a function gives is not
 * known before it is asked.
 */
export function readOwner(identity: ChatOptions['identity']): string | undefined {
  if (typeof identity !== 'string') return undefined;
  try {
    const claims = atob(identity.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '');
    return String((JSON.parse(claims) as { sub?: unknown }).sub);
  } catch {
    return 'somebody';
  }
}
