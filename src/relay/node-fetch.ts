// Node's way to the agent: with a limit for connecting, and without the web's streams, which take longer than all the rest
// of a turn. Node only.
import process from 'node:process';
import { Agent, EnvHttpProxyAgent, request } from 'undici';
import { readBounded } from '../protocol/bounded.ts';

/**
 * A fetch for requests as the Chat API's client makes them: method, headers by name, a body that is a text, and a signal.
 * It follows no redirect, gives up connecting, TLS included, after about `connectTimeoutMs`, to the second, and waits for
 * the answer until the signal says no. `HTTP_PROXY` and its kin are followed where `NODE_USE_ENV_PROXY` is 1, as in newer
 * Nodes.
 */
export function createNodeFetch(
  connectTimeoutMs: number,
): (url: string, init: RequestInit) => Promise<Response> {
  const Dispatcher = process.env['NODE_USE_ENV_PROXY'] === '1' ? EnvHttpProxyAgent : Agent;
  const dispatcher = new Dispatcher({
    connect: { timeout: connectTimeoutMs },
    // Time is kept by whoever holds the signal.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return async (url, { method = 'GET', headers, body, signal }) => {
    const answer = await request(url, {
      dispatcher,
      method,
      // What it is not asked for it does not have to unpack.
      headers: { ...(headers as Record<string, string>), 'Accept-Encoding': 'identity' },
      body: body as string,
      ...(signal && { signal }),
    });
    const fields = Object.entries(answer.headers).flatMap(([name, value = []]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const response = new Response(null, { status: answer.statusCode, headers: fields });
    return Object.defineProperty(response, 'text', { value: () => readBounded(answer.body) });
  };
}
