// What a create brings with it where the relay wants to know who asks: the visitor's token, and a proof.
import { ChatError } from '../protocol/chat-error.ts';
import type { ChatClient } from '../protocol/client.ts';
import type { ChatOptions } from './options.ts';

/** Longer than any page should take to ask its own server. */
const patienceMs = 10_000;

/** What the page says of its visitor now; rejects where it takes too long, or nobody waits any more. */
async function ask(
  identity: ChatOptions['identity'],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
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

/** A create with the visitor's token, and again with a proof where the relay asks for one. */
export async function vouch(
  { identity, onChallenge }: Pick<ChatOptions, 'identity' | 'onChallenge'>,
  create: ChatClient['create'],
  ...[request, options]: Parameters<ChatClient['create']>
): ReturnType<ChatClient['create']> {
  const token = await ask(identity, options?.signal).catch((error: unknown) => {
    throw new ChatError({ code: 'unavailable', detail: 'identity' }, error);
  });
  const headers = { ...options?.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  const send = (metadata = request.metadata) =>
    create({ ...request, ...(metadata && { metadata }) }, { ...options, headers });
  return send().catch(async (refusal: ChatError) => {
    if (refusal.detail !== 'challenge_required' || !onChallenge) throw refusal;
    // A person may have to solve it, which takes as long as it takes.
    const proof = await Promise.resolve()
      .then(onChallenge)
      .catch(() => {
        throw refusal;
      });
    return send({ ...request.metadata, ...proof });
  });
}
