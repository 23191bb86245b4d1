// The Chat API's client. The widget points it at the relay, the relay at PolyAI: same operations, other base and headers.
import { ChatError, type Failure } from './chat-error.ts';
import type { CreateRequest, Operation, RespondRequest } from './contract.ts';
import { readFailure } from './read-failure.ts';
import { readCreated, readReply } from './read-reply.ts';
import type { Created, Reply } from './reply.ts';
import { writeJson } from './shape.ts';

export interface ChatClientOptions {
  /** Address before the path, such as `https://relay.example.com`. A slash at its end is dropped. */
  base: string;
  /** Path of the two operations under the base. @default '/chat' */
  path?: string;
  /** Headers of every request, besides `Content-Type: application/json`. */
  headers?: Record<string, string>;
  /** How long one operation may take, answer included, in milliseconds. @default 60000 */
  timeoutMs?: number;
  /**
   * Reads an answer's body. Of what it gives, more than 262,144 characters are taken as no answer.
   * @default all of it, as `response.text()` does; for servers, `createBoundedReader`
   */
  readBody?: (response: Response) => Promise<string>;
  /** Further settings of each `fetch` call, such as `credentials`. Redirects are refused unless told otherwise. */
  init?: Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal'>;
  /** @default the platform's fetch, looked up at each call */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface CallOptions {
  /** Aborts the call; it then rejects with what `fetch` throws, wrapped as `unreachable`. */
  signal?: AbortSignal;
  /** Headers of this call alone. */
  headers?: Record<string, string>;
  /** Called when the answer begins, whatever its status, with a reader of its headers. */
  onAnswer?: (header: (name: string) => string | null) => void;
}

/** Both operations reject with a `ChatError` and with nothing else. */
export interface ChatClient {
  /** Starts a conversation. `userId` is a UUID, new for each; `message` and `metadata` are empty unless given. */
  create(
    request: { userId: string; message?: string; metadata?: Record<string, unknown> },
    options?: CallOptions,
  ): Promise<Created>;
  /** Sends one message and answers with the agent's reply. */
  respond(request: { conversationId: string; message: string }, options?: CallOptions): Promise<Reply>;
}

/**
 * Makes a client of the Chat API, or of anything that speaks it.
 *
 * @example
 * const chat = createChatClient(polyai({ region: 'uk-1', accountId, projectId, apiKey, token }));
 */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { path = '/chat', timeoutMs = 60_000 } = options;
  const address = options.base.replace(/\/+$/, '') + path;
  const send = options.fetch ?? ((url, init) => fetch(url, init));

  async function call<T>(
    operation: Operation,
    body: CreateRequest | RespondRequest,
    read: (answer: unknown) => T | undefined,
    { signal, headers, onAnswer }: CallOptions = {},
  ): Promise<T> {
    const abort = new AbortController();
    const onAbort = () => abort.abort();
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    let failure: Failure = { code: 'unreachable' };
    const timer = setTimeout(() => {
      failure = { code: 'timeout' };
      onAbort();
    }, timeoutMs);
    const text = writeJson(body);
    try {
      const response = await send(`${address}/${operation}`, {
        redirect: 'error',
        ...options.init,
        ...(text.length > longestLasting && { keepalive: false }),
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...options.headers, ...headers },
        body: text,
        signal: abort.signal,
      });
      // The request has arrived, so from here on nobody can say that it was not sent.
      if (failure.code === 'unreachable') failure = { code: 'unconfirmed', status: response.status };
      const header = (name: string) => response.headers.get(name);
      onAnswer?.(header);
      const answer = readJson(await (options.readBody?.(response) ?? response.text()));
      if (!response.ok) {
        failure = readFailure(operation, response.status, answer, header, Date.now());
        throw new ChatError(failure);
      }
      const result = read(answer);
      if (result === undefined) {
        failure = { code: 'unconfirmed', status: response.status, detail: 'malformed' };
        throw new ChatError(failure);
      }
      return result;
    } catch (error) {
      throw (error as Error | undefined)?.name === 'ChatError' ? error : new ChatError(failure, error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    create: ({ userId, message = '', metadata = {} }, callOptions) =>
      call('create', { user_id: userId, message, metadata }, readCreated, callOptions),
    respond: ({ conversationId, message }, callOptions) =>
      call('respond', { conversation_id: conversationId, message }, readReply, callOptions),
  };
}

/**
 * In characters: browsers refuse a body of more than 64 KiB that is to outlive its page (Fetch Standard, `keepalive`), and a
 * character may take three bytes.
 */
const longestLasting = 20_000;

/** In characters: no agent says as much, and whoever showed it would stand still. */
const longestAnswer = 262_144;

/** The text as JSON; undefined where it is none, or beyond all measure. */
function readJson(text: string): unknown {
  try {
    return text.length > longestAnswer ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
