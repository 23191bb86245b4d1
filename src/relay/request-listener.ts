// A relay as what Node's own servers call: for applications that are no Request-to-Response functions. Node only.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Relay } from './relay.ts';

/**
 * Makes a listener for `node:http`, or a handler for Express, that answers with a relay. It takes the request's whole path,
 * and has to come before whatever reads bodies.
 *
 * @example
 * const answer = toRequestListener(relay);
 * app.use((request, response, next) => (request.url.startsWith('/parley/') ? answer(request, response) : next()));
 */
export function toRequestListener(
  relay: Pick<Relay, 'fetch'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener((request, env) => relay.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return (request, response) => void listener(request, response);
}
