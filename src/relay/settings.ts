// From environment variables to settings, or to the list of everything that is wrong with them. Knows no process and no file.
import { type PolyAIAccount, polyai, type Region, regions } from '../protocol/upstream.ts';
import { type DeliverySettings, readDeliverySettings } from './delivery-settings.ts';
import { type LimitSettings, readLimitSettings } from './limit-settings.ts';
import { readOriginPattern } from './origins.ts';
import type { RelayOptions } from './relay-options.ts';
import { readSecrets } from './secrets.ts';
import { createSettingReader, type Environment } from './setting-reader.ts';
import {
  readBaseUrl,
  readCredential,
  readDuration,
  readSize,
  readSwitch,
  readWhole,
} from './setting-values.ts';

/** What the environment says: options of `createRelay`, and where to listen. */
export interface RelaySettings
  extends
    DeliverySettings,
    LimitSettings,
    Required<
      Pick<
        RelayOptions,
        | 'secrets'
        | 'allowedOrigins'
        | 'allowAnyOrigin'
        | 'requireOrigin'
        | 'conversationTtlMs'
        | 'maxBodyBytes'
        | 'maxMessageChars'
        | 'basePath'
      >
    > {
  /** Absent in the demo without an account: the caller brings a stand-in. */
  upstream?: RelayOptions['upstream'];
  /** `HOST` @default '127.0.0.1' */
  host: string;
  /** `PORT`; 0 takes any free one. @default 8787 */
  port: number;
  /** `SHUTDOWN_TIMEOUT`: how long turns under way may take to end, in milliseconds. @default 65000 */
  shutdownTimeoutMs: number;
}

/**
 * Either settings, or one line for each fault, naming the variable and never its value. Warnings are for what is allowed
 * and seldom meant.
 */
export type SettingsResult = { warnings: string[] } & (
  | { settings: RelaySettings; faults: [] }
  | { settings?: never; faults: string[] }
);

/**
 * Reads the relay's settings.
 *
 * @param options.demo no account is needed, origins default to the demo's own, and a secret is made where there is none
 * @example
 * const { settings, faults } = readSettings(process.env);
 */
export function readSettings(env: Environment, { demo = false }: { demo?: boolean } = {}): SettingsResult {
  const faults: string[] = [];
  const warnings: string[] = [];
  const read = createSettingReader(env, faults);
  const wantsAccount = !demo || Object.keys(env).some((name) => name.startsWith('POLYAI_') && env[name]);
  const port = read('PORT', 'a port number, 0 to 65535', 8787, readWhole, [0, 65_535]);
  const allowAnyOrigin = read('ALLOW_ANY_ORIGIN', '1 or 0', false, readSwitch);
  const conversationTtlMs = read(
    'CONVERSATION_TTL',
    'a duration from 1m to 30d, such as 24h',
    86_400_000,
    readDuration,
    [60_000, 2_592_000_000],
  );
  if (allowAnyOrigin && !demo) warnings.push('ALLOW_ANY_ORIGIN is on: any page may use the relay.');
  const upstream = wantsAccount ? readAccount(env, faults) : undefined;
  const settings: RelaySettings = {
    ...(upstream && { upstream }),
    allowAnyOrigin,
    allowedOrigins: readOrigins(
      env['ALLOWED_ORIGINS'],
      demo ? demoOrigins(port) : allowAnyOrigin ? [] : undefined,
      demo,
      faults,
    ),
    secrets: readSecretList(env['RELAY_SECRETS'], demo, faults),
    requireOrigin: read('REQUIRE_ORIGIN', '1 or 0', true, readSwitch),
    conversationTtlMs,
    ...readDeliverySettings(read, conversationTtlMs, faults),
    ...readLimitSettings(read, { isFree: !wantsAccount, faults, warnings }),
    maxBodyBytes: read('MAX_BODY', 'a size from 1k to 1m, such as 32k', 32_768, readSize, [1024, 1_048_576]),
    maxMessageChars: read('MAX_MESSAGE_CHARS', 'a number from 1 to 16384', 4000, readWhole, [1, 16_384]),
    basePath: read('BASE_PATH', 'a path such as /parley, without a slash at its end', '/', (text) =>
      /^\/([\w.~-]+(\/[\w.~-]+)*)?$/.test(text) ? text : undefined,
    ),
    host: read('HOST', 'an address or a name to listen at, such as 0.0.0.0', '127.0.0.1', (text) =>
      /^[A-Za-z0-9.:_-]{1,255}$/.test(text) ? text : undefined,
    ),
    port,
    shutdownTimeoutMs: read(
      'SHUTDOWN_TIMEOUT',
      'a duration from 1s to 10m, such as 65s',
      65_000,
      readDuration,
      [1000, 600_000],
    ),
  };
  if (settings.allowedOrigins.includes('null'))
    warnings.push('ALLOWED_ORIGINS holds null: any page can take that origin in a sandboxed frame.');
  return faults.length > 0 ? { faults, warnings } : { settings, faults: [], warnings };
}

function readAccount(env: Environment, faults: string[]): RelayOptions['upstream'] | undefined {
  const before = faults.length;
  function need(name: string, rule: string, parse: (text: string) => string | undefined): string {
    const text = env[name];
    const value = text ? parse(text) : undefined;
    if (value === undefined) faults.push(text ? `${name} has to be ${rule}` : `${name} is missing: ${rule}`);
    return value ?? '';
  }
  const credential = 'as PolyAI gave it, in printable ASCII without spaces or line ends';
  const id = '1 to 64 letters, digits, - or _';
  const readId = (text: string) => (/^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined);
  const account: PolyAIAccount = {
    apiKey: need('POLYAI_API_KEY', `the API key, ${credential}`, readCredential),
    token: need('POLYAI_TOKEN', `the connector token, ${credential}`, readCredential),
    accountId: need('POLYAI_ACCOUNT_ID', `the account's id, ${id}`, readId),
    projectId: need('POLYAI_PROJECT_ID', `the project's id, ${id}`, readId),
  };
  const names = Object.keys(regions).join(', ');
  if (env['POLYAI_REGION'] && env['POLYAI_BASE_URL']) {
    faults.push('POLYAI_REGION and POLYAI_BASE_URL are both set: keep one');
  } else if (env['POLYAI_BASE_URL']) {
    const rule = 'an https address, or http on this machine, without user, query or fragment';
    account.baseUrl = need('POLYAI_BASE_URL', rule, readBaseUrl);
  } else {
    const readRegion = (text: string) => (Object.hasOwn(regions, text) ? text : undefined);
    account.region = need('POLYAI_REGION', `one of ${names}`, readRegion) as Region;
  }
  return faults.length > before ? undefined : polyai(account);
}

function readOrigins(
  text: string | undefined,
  fallback: string[] | undefined,
  demo: boolean,
  faults: string[],
): string[] {
  const entries = (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  if (entries.length === 0 && !fallback) {
    faults.push(
      'ALLOWED_ORIGINS is missing: the pages that may use the relay, such as https://shop.example,https://*.shop.example',
    );
  }
  for (const [index, entry] of entries.entries()) {
    if (entry === '*') faults.push('ALLOWED_ORIGINS holds *: to let every page in, set ALLOW_ANY_ORIGIN=1');
    else if (!readOriginPattern(entry)) {
      faults.push(
        `ALLOWED_ORIGINS: entry ${index + 1} is no origin; write https://shop.example, without a path, or https://*.shop.example`,
      );
    }
  }
  return [...entries, ...(entries.length > 0 && !demo ? [] : (fallback ?? []))];
}

/** The demo's own page by both of its names, and the page of `vite` while developing. */
function demoOrigins(port: number): string[] {
  return [`http://localhost:${port}`, `http://127.0.0.1:${port}`, 'http://localhost:5173'];
}

function readSecretList(text: string | undefined, demo: boolean, faults: string[]): RelaySettings['secrets'] {
  if (!text && demo) return [{ id: 'demo', key: crypto.getRandomValues(new Uint8Array(32)) }];
  const recipe = 'make one with: echo "1:$(openssl rand -base64 32)"';
  try {
    if (text) return readSecrets(text);
    faults.push(`RELAY_SECRETS is missing; ${recipe}`);
  } catch (error) {
    faults.push(`RELAY_SECRETS: ${(error as Error).message}; ${recipe}`);
  }
  return [];
}
