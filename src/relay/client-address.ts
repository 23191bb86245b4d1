// Whom a request is from, as far as limits go: the connection's other end, or what a trusted proxy says of it. What a client
// can write itself is never believed; where nothing can be believed, all who are unknown share one bucket.
import { type Address, readAddress } from './read-address.ts';
import { createTwoGenerations } from './two-generations.ts';

export interface ClientAddressOptions {
  /** How many proxies stand in front, each of which adds the address that it sees to `X-Forwarded-For`. */
  trustedProxyHops: number;
  /** A header in which the proxy puts the address, whatever a client sent under that name. */
  clientIpHeader?: string;
  /** Told, once each, that addresses are not known, or that they seem to be those of a proxy. */
  warn: (line: string) => void;
}

export interface ClientAddresses {
  /** The address of a request; undefined where it cannot be known. `env` is what the platform handed over beside it. */
  read(request: Request, env: unknown): Address | undefined;
  /**
   * Looks at a request of a page for whether proxies are told of rightly: those for files and health come past proxies too.
   */
  watch(request: Request, env: unknown): void;
}

/** So many requests from one peer, each forwarded for somebody, are a proxy's. */
const suspectAfter = 100;
const maxPeers = 1000;

export function createClientAddresses(options: ClientAddressOptions): ClientAddresses {
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
      `${suspectAfter} requests from one address say for whom they were forwarded. If that is your proxy, all visitors share its limit: set TRUSTED_PROXY_HOPS to how many proxies there are.`,
    ),
  );
  const forwarded = createTwoGenerations<number>({ maxEntries: maxPeers });

  function read({ headers }: Request, env: unknown): Address | undefined {
    if (clientIpHeader) return readAddress(headers.get(clientIpHeader) ?? '');
    if (trustedProxyHops === 0) return readAddress(readPeer(env) ?? '');
    // From the right: what stands further left than the trusted proxies wrote may be anything.
    return readAddress((headers.get('x-forwarded-for') ?? '').split(',').at(-trustedProxyHops) ?? '');
  }

  return {
    read,
    watch(request, env) {
      const address = read(request, env);
      if (!address) return isUnknown();
      const { headers } = request;
      const isForwarded = headers.has('x-forwarded-for') || headers.has('forwarded');
      if (clientIpHeader || trustedProxyHops > 0 || !isForwarded) return;
      const count = (forwarded.get(address.name) ?? 0) + 1;
      forwarded.set(address.name, count);
      if (count >= suspectAfter) isProxied();
    },
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
