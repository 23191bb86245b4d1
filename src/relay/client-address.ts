// Whom a request is from, as far as limits go: the connection's other end, or what a trusted proxy says of it. What a client
// can write itself is never believed; where nothing can be believed, all who are unknown share one bucket.
import { type Address, readAddress } from './read-address.ts';

export interface ClientAddressOptions {
  /** How many proxies stand in front, each of which adds the address that it sees to `X-Forwarded-For`. */
  trustedProxyHops: number;
  /** A header in which the proxy puts the address, whatever a client sent under that name. */
  clientIpHeader?: string;
  /** Told, once each, that addresses are not known, or that they seem to be those of a proxy. */
  warn: (line: string) => void;
}

/** The address of a request; undefined where it cannot be known. `env` is what the platform handed over beside it. */
export type ReadClientAddress = (request: Request, env: unknown) => Address | undefined;

/** So many requests in a row from one peer, each forwarded for somebody, are a proxy's. */
const suspectAfter = 100;

export function createClientAddress(options: ClientAddressOptions): ReadClientAddress {
  const { trustedProxyHops, clientIpHeader, warn } = options;
  const isUnknown = once(() =>
    warn(
      clientIpHeader
        ? 'Requests come without an address in the header that CLIENT_IP_HEADER names: they share one limit.'
        : trustedProxyHops > 0
          ? 'Requests come with fewer addresses in X-Forwarded-For than TRUSTED_PROXY_HOPS says: they share one limit.'
          : 'The addresses of visitors are not known here: they share one limit. CLIENT_IP_HEADER can name a header of the platform.',
    ),
  );
  const isProxied = once(() =>
    warn(
      'All requests seem to come through one proxy, so all visitors share one limit: set TRUSTED_PROXY_HOPS to how many proxies there are.',
    ),
  );
  let last: string | undefined;
  let inARow = 0;

  function watch(peer: Address | undefined, headers: Headers): void {
    const isForwarded = peer && (headers.has('x-forwarded-for') || headers.has('forwarded'));
    inARow = isForwarded && peer.name === last ? inARow + 1 : 1;
    last = isForwarded ? peer.name : undefined;
    if (inARow > suspectAfter) isProxied();
  }

  return ({ headers }, env) => {
    let address: Address | undefined;
    if (clientIpHeader) {
      address = readAddress(headers.get(clientIpHeader) ?? '');
    } else if (trustedProxyHops > 0) {
      // From the right: what stands further left than the trusted proxies wrote may be anything.
      address = readAddress((headers.get('x-forwarded-for') ?? '').split(',').at(-trustedProxyHops) ?? '');
    } else {
      address = readAddress(readPeer(env) ?? '');
      watch(address, headers);
    }
    if (!address) isUnknown();
    return address;
  };
}

/** The other end of the connection, as servers of Node (`incoming`, through Hono's adapter) and of Deno hand it over. */
function readPeer(env: unknown): string | undefined {
  const { incoming, remoteAddr } = readObject(env);
  const peer =
    readObject(readObject(incoming)['socket'])['remoteAddress'] ?? readObject(remoteAddr)['hostname'];
  return typeof peer === 'string' ? peer : undefined;
}

function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) run();
    isDone = true;
  };
}
