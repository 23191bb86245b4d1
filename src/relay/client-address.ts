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
/** Names of addresses within a house, a machine or a provider's network (RFC 1918, 6598, 3927, 4193, 4291). */
const isPrivate =
  /^(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^(f[cd][\da-f]{2}|fe[89ab][\da-f]|0):/;

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
  const isProxiedTwice = once(() =>
    warn(
      `The first ${suspectAfter} requests were all forwarded for one private address. If that is another proxy of yours, all visitors share its limit: let each proxy pass the visitor’s address on, and TRUSTED_PROXY_HOPS or CLIENT_IP_HEADER go by that.`,
    ),
  );
  const forwarded = createTwoGenerations<number>({ maxEntries: maxPeers });
  /** The address that all have come from so far, and how many; undefined once there was another. */
  let sole: { name: string; count: number } | undefined = { name: '', count: 0 };

  function read({ headers }: Request, env: unknown): Address | undefined {
    if (clientIpHeader) return readAddress(headers.get(clientIpHeader) ?? '');
    if (trustedProxyHops === 0) return readAddress(readPeer(env) ?? '');
    // From the right: what stands further left than the trusted proxies wrote may be anything.
    return readAddress((headers.get('x-forwarded-for') ?? '').split(',').at(-trustedProxyHops) ?? '');
  }

  function watchSole({ name }: Address): void {
    if (sole?.count === 0) sole.name = name;
    if (sole?.name !== name || !isPrivate.test(name)) sole = undefined;
    else if ((sole.count += 1) >= suspectAfter) isProxiedTwice();
  }

  return {
    read,
    watch(request, env) {
      const address = read(request, env);
      if (!address) return isUnknown();
      if (clientIpHeader || trustedProxyHops > 0) return watchSole(address);
      const { headers } = request;
      const isForwarded = headers.has('x-forwarded-for') || headers.has('forwarded');
      if (!isForwarded) return;
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
