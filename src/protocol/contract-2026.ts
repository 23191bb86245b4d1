// Today's form of the API's requests, for whoever speaks the seed's: a fetch that says the same in other words, and the
// one operation that the seed does not have. Source: PolyAI docs, "Chat API". Server code only.
import { ChatError } from './chat-error.ts';
import type { ChatClientOptions } from './client.ts';
import type { CreateRequest } from './contract.ts';
import { readFailure } from './read-failure.ts';

/** Which form of requests an agent takes. */
export type Contract = 'seed' | '2026';

type Fetch = NonNullable<ChatClientOptions['fetch']>;

/**
 * A fetch that turns the seed's create into today's, where the user's id is one of the attributes. Today's takes no first
 * message, so a create that has one is refused as `rejected`, and nothing is sent.
 */
export function speak2026(send: Fetch = (url, init) => fetch(url, init)): Fetch {
  return async (url, init) => {
    if (!url.endsWith('/create')) return send(url, init);
    const { user_id, message, metadata }: CreateRequest = JSON.parse(init.body as string);
    if (message !== '') throw new ChatError({ code: 'rejected', detail: 'first_message' });
    return send(url, { ...init, body: JSON.stringify({ integration_attributes: { ...metadata, user_id } }) });
  };
}

/**
 * Ends a conversation: `PUT …/chat/close`.
 *
 * @throws ChatError as the client's operations do
 */
export async function closeConversation(
  { base, path = '/chat', headers, init, fetch: given, readBody }: ChatClientOptions,
  conversationId: string,
  call: { headers?: Record<string, string>; signal?: AbortSignal },
): Promise<void> {
  const send = given ?? ((url: string, request: RequestInit) => fetch(url, request));
  let status: number | undefined;
  try {
    const answer = await send(`${base.replace(/\/+$/, '')}${path}/close`, {
      redirect: 'error',
      ...init,
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...headers, ...call.headers },
      body: JSON.stringify({ conversation_id: conversationId }),
      ...(call.signal && { signal: call.signal }),
    });
    ({ status } = answer);
    const text = await (readBody?.(answer) ?? answer.text());
    if (answer.ok) return;
    const header = (name: string) => answer.headers.get(name);
    throw new ChatError(readFailure('respond', status, readJson(text), header, Date.now()));
  } catch (error) {
    if ((error as Error | undefined)?.name === 'ChatError') throw error;
    throw new ChatError(
      status === undefined ? { code: 'unreachable' } : { code: 'unconfirmed', status },
      error,
    );
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
