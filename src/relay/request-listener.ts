// A relay as what Node's own servers call: for applications that are no Request-to-Response functions. Node only.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Relay } from './relay.ts';

/** Takes Node's own objects. They are not named here, so that these types can be read without those of Node. */
export type RequestListener = (request: object, response: object) => void;

/**
 * Makes a listener for `node:http`, or a handler for Express, that answers with a relay. It takes the request's whole path,
 * and has to come before whatever reads bodies.
 *
 * @example
 * const answer = toRequestListener(relay);
 * app.use((request, response, next) => (request.url.startsWith('/parley/') ? answer(request, response) : next()));
 */
export function toRequestListener(relay: Pick<Relay, 'fetch'>): RequestListener {
  const listener = getRequestListener((request, env) => relay.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return (request, response) => void listener(request as IncomingMessage, response as ServerResponse);
}
