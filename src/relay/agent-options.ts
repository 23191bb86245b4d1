// What can be told of each agent: where it is, who may talk to it, how much, and what it learns of its visitors.
import type { Upstream } from '../protocol/upstream.ts';
import type { OnCreate } from './draft.ts';
import { type ApplyIdentity, createIdentity, type IdentityOptions } from './identity.ts';
import { createOriginRule, type OriginRule } from './origins.ts';
import { type RateName, type Rates, resolveRates } from './rates.ts';

export interface AgentOptions {
  /** Address and key headers of the agent: what `polyai()` of `parley-chat/client` gives. */
  upstream: Pick<Upstream, 'base' | 'headers' | 'contract'>;
  /**
   * Pages that may use the relay: `https://shop.example`, `https://*.shop.example` (one label), or `null` by name for
   * sandboxed frames and files. This keeps others from embedding the chat; it does not stop programs, which can claim any.
   */
  allowedOrigins: readonly string[];
  /** Lets every page in. @default false */
  allowAnyOrigin?: boolean;
  /**
   * How much whom, such as `{ createIp: '30/m:10', agent: 'off' }`: so many per `s`, `m` or `h`, and so many of them at
   * once. `createIp` and `respondIp` count what an address asks of an agent, `badTokenIp` its made-up conversations,
   * `anyIp` everything but health (of the relay as a whole; files by themselves, ten times as many); `conversation` and
   * `agent` count turns. `'off'` takes all limits away.
   * @default { createIp: '30/m:10', respondIp: '60/m:20', conversation: '20/m:5', agent: '600/m', anyIp: '300/m', badTokenIp: '20/m' }
   */
  rates?: Partial<Record<RateName, string>> | 'off';
  /** How many turns a day (UTC) may have, creates among them: the limit of what it can cost. 0 is none. @default 0 */
  dailyTurnBudget?: number;
  /** How many messages a conversation may have; the next is told that it has expired. @default 200 */
  maxTurns?: number;
  /** Opens `/chat/close`, which the API of 2026 has and the seed has not. @default false */
  close?: boolean;
  /** Names at the top of `metadata` that the page may give; others are dropped. @default all of them */
  metadataKeys?: readonly string[];
  /** Takes who the visitor is from a JWT that the site's own server signs. @default nobody says who a visitor is */
  identity?: IdentityOptions;
  /**
   * Has the last word on each new conversation: adds metadata, or asks the visitor for a proof first. Capped at 4 s; where
   * it fails the conversation begins without it.
   */
  onCreate?: OnCreate;
}

/** One of several agents; what is not told of it is as for the relay as a whole. */
export type RelayAgent = Pick<AgentOptions, 'upstream'> & Partial<AgentOptions>;

/** An agent with every default filled in. */
export interface ResolvedAgent {
  /** Its name in paths; undefined for the one without. */
  alias?: string;
  /** Tells it apart from others in tokens and in the store. */
  agent: string;
  upstream: AgentOptions['upstream'];
  isAllowed: OriginRule;
  rates: Rates;
  dailyTurnBudget: number;
  maxTurns: number;
  close: boolean;
  metadataKeys?: readonly string[];
  applyIdentity?: ApplyIdentity;
  onCreate?: OnCreate;
}

/** What an alias may be, so that it is plain in a path and none of the relay's own. */
export function isAlias(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(text) && !/^(chat|locales|healthz|readyz|metrics)$/.test(text)
  );
}

/** @throws TypeError naming the option that cannot be worked with */
export function resolveAgents(
  options: Partial<AgentOptions> & { agents?: Readonly<Record<string, RelayAgent>> },
  surroundings: { requireOrigin: boolean; now: () => number },
): ResolvedAgent[] {
  const { agents = {}, upstream, ...shared } = options;
  const named = Object.entries(agents).map(([alias, agent]) => {
    if (!isAlias(alias))
      throw new TypeError(
        `createRelay: agents holds ${JSON.stringify(alias)}. Write letters, digits, - or _`,
      );
    return resolveAgent({ ...shared, ...agent }, surroundings, alias);
  });
  return upstream ? [resolveAgent({ ...shared, upstream }, surroundings), ...named] : named;
}

function resolveAgent(
  options: RelayAgent,
  { requireOrigin, now }: { requireOrigin: boolean; now: () => number },
  alias?: string,
): ResolvedAgent {
  const { upstream, allowedOrigins, allowAnyOrigin = false, metadataKeys, identity, onCreate } = options;
  if (!upstream?.base) throw new TypeError('createRelay: upstream is missing. Write upstream: polyai({ … })');
  if (!Array.isArray(allowedOrigins))
    throw new TypeError("createRelay: allowedOrigins is no list. Write ['https://shop.example']");
  return {
    ...(alias !== undefined && { alias }),
    agent: alias === undefined ? upstream.base : `${upstream.base} as ${alias}`,
    upstream,
    isAllowed: createOriginRule(allowedOrigins, { allowAnyOrigin, requireOrigin }),
    rates: resolveRates(options.rates),
    dailyTurnBudget: options.dailyTurnBudget ?? 0,
    maxTurns: options.maxTurns ?? 200,
    close: options.close ?? false,
    ...(metadataKeys && { metadataKeys }),
    ...(identity && { applyIdentity: createIdentity(identity, now) }),
    ...(onCreate && { onCreate }),
  };
}
