// What a relay can be told, and what it takes for granted where it is not told.
import { type AgentOptions, type RelayAgent, type ResolvedAgent, resolveAgents } from './agent-options.ts';
import type { ChatClientOptions } from '../protocol/client.ts';
import type { RelayFiles } from './file-answer.ts';
import type { LogAddress, LogEntry } from './log-entry.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Rate } from './gcra.ts';
import { resolveRates } from './rates.ts';
import { createObserver, type Observe } from './relay-event.ts';
import { checkSecrets, readSecrets, type RelaySecret } from './secrets.ts';
import type { RelayStore } from './store.ts';
import { platformTimer, type SetTimer } from './timer.ts';

/** Settings of `createRelay`. */
export interface RelayOptions extends Partial<AgentOptions> {
  /**
   * Several agents by their aliases, each under `/{alias}/chat/…`; with `upstream` there is one under `/chat/…` as well.
   * What is not told of one of them is as told here. @default none
   */
  agents?: Readonly<Record<string, RelayAgent>>;
  /**
   * What conversations are sealed with, as a list or as `id:base64,…`, each of at least 32 random bytes. The first
   * seals, all open: put a new one, with a higher id, in front and drop the old one when its conversations have expired.
   * Several relays are first all told of the new one at the end of the list.
   */
  secrets: readonly RelaySecret[] | string;
  /** Refuses requests without `Origin`, which no browser sends. @default true */
  requireOrigin?: boolean;
  /** How long a conversation can be continued after its creation, in milliseconds. @default 86400000, a day */
  conversationTtlMs?: number;
  /** The largest request body, in bytes. @default 32768 */
  maxBodyBytes?: number;
  /** The longest message, in code points; 16 KiB of UTF-8 are the limit in any case. @default 4000 */
  maxMessageChars?: number;
  /** How long the agent may take for one answer, tries again included, in milliseconds. @default 60000 */
  upstreamTimeoutMs?: number;
  /**
   * What the relay remembers of keys and conversations. One process can keep it in memory; several behind one address
   * need one store between them: `createRedisStore` of `parley-chat/relay/node`. @default `createMemoryStore()`
   */
  store?: RelayStore;
  /**
   * How long the answer to a key is kept, in milliseconds: in a store of yours at least as long as conversations last.
   * @default 86400000, a day, or `conversationTtlMs` where that is longer; 900000 without a store of yours
   */
  idempotencyTtlMs?: number;
  /** Refuses messages without a key, which nothing keeps from being sent twice. @default false */
  requireIdempotencyKey?: boolean;
  /**
   * What becomes of a message of which nobody knows whether it arrived: `fail` says so, and sends no key twice; `resend`
   * lets the same key try again, which suits agents that only answer questions. @default 'fail'
   */
  onUnknown?: 'fail' | 'resend';
  /** After this the caller is told that its message is still on its way, in milliseconds. @default 25000 */
  clientWaitMs?: number;
  /** How long a message waits for those before it in its conversation, in milliseconds. @default 10000 */
  lockWaitMs?: number;
  /** How many messages of a conversation may wait for another one. @default 4 */
  maxWaiters?: number;
  /**
   * After this a turn counts as abandoned, in milliseconds: longer than waiting and `upstreamTimeoutMs` together.
   * @default lockWaitMs + upstreamTimeoutMs + 5000
   */
  leaseMs?: number;
  /** How long the agent may take until its answer begins, in milliseconds. @default upstreamTimeoutMs where given, else 45000 */
  firstByteTimeoutMs?: number;
  /** How many turns may be under way at once. @default 200 */
  maxInFlight?: number;
  /**
   * How many proxies stand in front, each of which adds the address that it sees to `X-Forwarded-For`. With 0 the
   * connection's other end counts, where the platform hands it over beside the request. @default 0
   */
  trustedProxyHops?: number;
  /** A header that the platform in front always sets to the visitor's address, such as `cf-connecting-ip`. @default none */
  clientIpHeader?: string;
  /**
   * Told, in one line and without secrets, what the operator should look at: a budget that is nearly used up, proxies that
   * were not named, a store that cannot be used, and that it can be again. @default nothing
   */
  warn?: (line: string) => void;
  /** The path under which all routes are, such as `/parley`. @default '/' */
  basePath?: string;
  /** Where `/parley.js`, `/parley@VERSION.js`, `/extras.js` and `/locales/*.js` come from. @default none: all of them 404 */
  files?: RelayFiles;
  /** Where all other paths come from, `/index.html` for the base path itself. @default none */
  site?: RelayFiles;
  /** How the agent is reached. @default the platform's fetch, looked up at each call */
  fetch?: NonNullable<ChatClientOptions['fetch']>;
  /** The time in epoch milliseconds. @default Date.now */
  now?: () => number;
  /** A number from 0 to 1, for waits that shall not fall together. @default Math.random */
  random?: () => number;
  /** How the relay waits. @default setTimeout */
  setTimer?: SetTimer;
  /** Called once for each request but those for files and health. @default nothing is logged */
  log?: (entry: LogEntry) => void;
  /** How much of the visitor's address an entry of the log has. @default 'prefix' */
  logAddress?: LogAddress;
  /** Called for each thing that happens inside, to be counted. @default nothing is told */
  observe?: Observe;
  /** What `/healthz` answers: false makes it 503. @default always true */
  isHealthy?: () => boolean;
}

/** How long a relay keeps answers that remembers by itself, in milliseconds. */
export const memoryTtlMs = 900_000;

/** The options with every default filled in. */
export type ResolvedOptions = Required<
  Omit<RelayOptions, 'fetch' | 'secrets' | 'agents' | 'clientIpHeader' | keyof AgentOptions>
> &
  Pick<RelayOptions, 'fetch' | 'clientIpHeader'> & {
    secrets: RelaySecret[];
    /** At least one; the one without alias comes first. */
    agents: ResolvedAgent[];
    /** The limit of all requests whatsoever. */
    anyIp: Rate | undefined;
  };

const none: RelayFiles = () => Promise.resolve(undefined);

/** @throws TypeError naming the option that cannot be worked with */
export function resolveOptions(options: RelayOptions): ResolvedOptions {
  const basePath = options.basePath ?? '/';
  if (!/^\/([\w.~-]+(\/[\w.~-]+)*)?$/.test(basePath)) {
    throw new TypeError(
      `createRelay: basePath is ${JSON.stringify(basePath)}. Write '/' or a path such as '/parley'.`,
    );
  }
  if (!options.upstream?.base && Object.keys(options.agents ?? {}).length === 0)
    throw new TypeError('createRelay: upstream is missing. Write upstream: polyai({ … })');
  if (options.clientIpHeader && options.trustedProxyHops)
    throw new TypeError('createRelay: clientIpHeader and trustedProxyHops are both set. Keep one');
  if (!['prefix', 'hash', 'off', undefined].includes(options.logAddress))
    throw new TypeError("createRelay: logAddress is none of 'prefix', 'hash' and 'off'");
  const { now = () => Date.now(), setTimer = platformTimer } = options;
  const { lockWaitMs = 10_000, upstreamTimeoutMs = 60_000 } = options;
  const { leaseMs = lockWaitMs + upstreamTimeoutMs + 5000 } = options;
  if (leaseMs <= upstreamTimeoutMs)
    throw new TypeError('createRelay: leaseMs has to be longer than upstreamTimeoutMs: leave it away');
  const given = withoutUndefined(options);
  return {
    requireOrigin: true,
    conversationTtlMs: 86_400_000,
    maxBodyBytes: 32_768,
    maxMessageChars: 4000,
    store: createMemoryStore({ now, setTimer }),
    idempotencyTtlMs: options.store ? Math.max(86_400_000, options.conversationTtlMs ?? 0) : memoryTtlMs,
    requireIdempotencyKey: false,
    onUnknown: 'fail',
    clientWaitMs: 25_000,
    maxWaiters: 4,
    firstByteTimeoutMs: options.upstreamTimeoutMs ?? 45_000,
    maxInFlight: 200,
    trustedProxyHops: 0,
    random: () => Math.random(),
    leaseMs,
    files: none,
    site: none,
    log: () => undefined,
    logAddress: 'prefix',
    isHealthy: () => true,
    ...given,
    now,
    setTimer,
    lockWaitMs,
    upstreamTimeoutMs,
    basePath,
    observe: createObserver(options.observe),
    warn: createObserver(options.warn),
    secrets: resolveSecrets(options.secrets),
    agents: resolveAgents(given, { requireOrigin: given.requireOrigin ?? true, now }),
    anyIp: resolveRates(options.rates).anyIp,
  };
}

/** An option that is given as undefined is not given: it must not take a guard away. */
function withoutUndefined(options: RelayOptions): RelayOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as object as RelayOptions;
}

function resolveSecrets(secrets: RelayOptions['secrets']): RelaySecret[] {
  try {
    return typeof secrets === 'string' ? readSecrets(secrets) : checkSecrets(secrets);
  } catch (error) {
    throw new TypeError(
      `createRelay: secrets: ${(error as Error).message}. Make one with: echo "1:$(openssl rand -base64 32)"`,
      { cause: error },
    );
  }
}
