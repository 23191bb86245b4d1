// What the stand-in can be told: the options as a person writes them, and the settings that come of them.
import type { ErrorStyle } from './answer.ts';
import type { Credentials } from './call.ts';
import type { Mishap, MishapChoice } from './mishaps.ts';
import type { Persona } from './persona.ts';
import { demo } from './personas/demo.ts';
import { seed } from './personas/seed.ts';
import { shop } from './personas/shop.ts';
import { randomHex } from './random-hex.ts';

export interface AgentOptions extends Credentials {
  /**
   * Who speaks: the seed's agent, a shop for plants and garden tools, the demo page's (that shop, opening in the seed's
   * words), or one of your own. @default 'seed'
   */
  persona?: 'seed' | 'shop' | 'demo' | Persona;
  /** Knows the seed and nothing else: no other field in or out, no typed mishaps, 201, old errors. @default false */
  strict?: boolean;
  /** Error body of the seed's era, or today's. @default 'today', under `strict` 'old' */
  errorStyle?: ErrorStyle;
  /** Status of a successful create. @default 200, under `strict` 201 */
  createStatus?: 200 | 201;
  /** Whether answers to respond repeat the conversation's id, as today's API may. @default false */
  repeatId?: boolean;
  /** How long every answer takes, in milliseconds. @default 0 */
  delayMs?: number;
  /** How much longer the mishap `slow` takes, in milliseconds. @default 12000 */
  slowMs?: number;
  /** `Retry-After` of the mishap `429`, in seconds. @default 5 */
  retryAfterSeconds?: number;
  /** A conversation that was silent for longer has expired, in milliseconds. @default never */
  idleTimeoutMs?: number;
  /** A mishap that strikes every call, or picks the calls it strikes. @default none */
  mishap?: Mishap | MishapChoice | undefined;
  /** Gives the id of a new conversation. @default `WEBCHAT_` and twelve hexadecimal digits */
  newId?: () => string;
  /** The current time in epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** The options with every gap filled. */
export type AgentSettings = ReturnType<typeof resolveSettings>;

export function resolveSettings(options: AgentOptions) {
  const { accountId, projectId, apiKey, token, mishap, strict = false } = options;
  return {
    credentials: { accountId, projectId, apiKey, token },
    persona: resolvePersona(options.persona),
    strict,
    errorStyle: options.errorStyle ?? (strict ? 'old' : 'today'),
    createStatus: options.createStatus ?? (strict ? 201 : 200),
    repeatId: options.repeatId ?? false,
    delayMs: options.delayMs ?? 0,
    slowMs: options.slowMs ?? 12_000,
    retryAfterSeconds: options.retryAfterSeconds ?? 5,
    idleTimeoutMs: options.idleTimeoutMs ?? Infinity,
    mishap: typeof mishap === 'function' ? mishap : () => mishap,
    newId: options.newId ?? (() => `WEBCHAT_${randomHex(6)}`),
    now: options.now ?? (() => Date.now()),
  };
}

function resolvePersona(persona: AgentOptions['persona'] = 'seed'): Persona {
  if (typeof persona === 'object') return persona;
  return { seed, shop, demo }[persona];
}
