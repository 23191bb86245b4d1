// From environment variables to settings, or to the list of everything that is wrong with them. Knows no process and no file.
import type { RelayAgent } from './agent-options.ts';
import { type AgentSettings, readAgentSettings } from './agent-settings.ts';
import { readAgents } from './agents-setting.ts';
import { type DeliverySettings, readDeliverySettings } from './delivery-settings.ts';
import { type AddressSettings, readAddressSettings } from './limit-settings.ts';
import { type OperationSettings, readOperationSettings } from './operation-settings.ts';
import type { RelayOptions } from './relay-options.ts';
import { readSecrets } from './secrets.ts';
import { createSettingReader, type Environment } from './setting-reader.ts';
import { readDuration, readHost, readSize, readSwitch, readWhole } from './setting-values.ts';

/** What the environment says: options of `createRelay`, and where to listen. */
export interface RelaySettings
  extends
    DeliverySettings,
    AddressSettings,
    OperationSettings,
    Omit<AgentSettings, 'upstream'>,
    Required<
      Pick<
        RelayOptions,
        'secrets' | 'requireOrigin' | 'conversationTtlMs' | 'maxBodyBytes' | 'maxMessageChars' | 'basePath'
      >
    > {
  /** Absent in the demo without an account, where the caller brings a stand-in, and where there are only `agents`. */
  upstream?: AgentSettings['upstream'];
  /** Those of `AGENTS_FILE`, by their aliases. */
  agents?: Record<string, RelayAgent>;
  /** `HOST` @default '127.0.0.1' */
  host: string;
  /** `PORT`; 0 takes any free one. @default 8787 */
  port: number;
  /** `MAX_CONNECTIONS` @default 2000 */
  maxConnections: number;
  /** `SHUTDOWN_TIMEOUT`: how long turns under way may take to end, in milliseconds. @default upstreamTimeoutMs + 5000 */
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
  const port = read('PORT', 'a port number, 0 to 65535', 8787, readWhole, [0, 65_535]);
  const pages = demo ? demoOrigins(port) : undefined;
  if (env['NODE_OPTIONS']?.includes('--insecure-http-parser'))
    faults.push(
      'NODE_OPTIONS holds --insecure-http-parser, with which requests can be smuggled in: leave it away',
    );
  const agents = readAgents(env, pages, faults, warnings);
  const ofAccount = agents ? /^POLYAI_PROJECT_ID$/ : /^POLYAI_/;
  const hasAccount = Object.keys(env).some((name) => ofAccount.test(name) && env[name]);
  // Beside several agents there need not be one without alias; what it would be told is what they share.
  const wantsAccount = hasAccount || !(demo || agents);
  const conversationTtlMs = read(
    'CONVERSATION_TTL',
    'a duration from 1m to 30d, such as 24h',
    86_400_000,
    readDuration,
    [60_000, 2_592_000_000],
  );
  const own = readAgentSettings(env, {
    wantsAccount,
    isFree: demo && !hasAccount,
    demoOrigins: pages,
    // Whatever is wrong with what is shared is told of each agent.
    ...(agents && !wantsAccount ? { faults: [], warnings: [] } : { faults, warnings }),
  });
  const delivery = readDeliverySettings(read, conversationTtlMs, faults);
  const settings: RelaySettings = {
    ...own,
    ...(agents && { agents }),
    ...readAddressSettings(read, faults),
    secrets: readSecretList(env['RELAY_SECRETS'], demo, faults),
    requireOrigin: read('REQUIRE_ORIGIN', '1 or 0', true, readSwitch),
    conversationTtlMs,
    ...delivery,
    ...readOperationSettings(read, demo),
    maxBodyBytes: read('MAX_BODY', 'a size from 1k to 1m, such as 32k', 32_768, readSize, [1024, 1_048_576]),
    maxMessageChars: read('MAX_MESSAGE_CHARS', 'a number from 1 to 16384', 4000, readWhole, [1, 16_384]),
    basePath: read('BASE_PATH', 'a path such as /parley, without a slash at its end', '/', (text) =>
      /^\/([\w.~-]+(\/[\w.~-]+)*)?$/.test(text) ? text : undefined,
    ),
    host: read('HOST', 'an address or a name to listen at, such as 0.0.0.0', '127.0.0.1', readHost),
    port,
    maxConnections: read('MAX_CONNECTIONS', 'a number from 10 to 100000', 2000, readWhole, [10, 100_000]),
    shutdownTimeoutMs: read(
      'SHUTDOWN_TIMEOUT',
      'a duration from 1s to 11m, such as 65s',
      delivery.upstreamTimeoutMs + 5000,
      readDuration,
      [1000, 660_000],
    ),
  };
  const hasBudget = [own, ...Object.values(agents ?? {})].some(
    ({ dailyTurnBudget = 0 }) => dailyTurnBudget > 0,
  );
  if (hasBudget && !delivery.storeUrl)
    warnings.push('DAILY_TURN_BUDGET is counted in memory, and anew after each start: STORE_URL keeps it.');
  if (settings.shutdownTimeoutMs < settings.upstreamTimeoutMs)
    faults.push('SHUTDOWN_TIMEOUT has to be at least UPSTREAM_TIMEOUT, or a stop breaks turns off');
  if (settings.adminPort !== undefined && settings.adminPort === port)
    faults.push('ADMIN_PORT has to be another one than PORT: what it tells is not for the public');
  // What agents share may have been looked at more than once.
  const told = { faults: [...new Set(faults)], warnings: [...new Set(warnings)] };
  return faults.length > 0 ? told : { ...told, settings, faults: [] };
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
