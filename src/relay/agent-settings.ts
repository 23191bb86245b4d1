// The settings of one agent: its account, its pages, its limits, and what it learns of visitors.
import { type PolyAIAccount, polyai, type Region, regions } from '../protocol/upstream.ts';
import type { AgentOptions } from './agent-options.ts';
import { findIdentityFault, type IdentityOptions } from './identity.ts';
import { type LimitSettings, readLimitSettings } from './limit-settings.ts';
import { readOriginPattern } from './origins.ts';
import { createSettingReader, type Environment } from './setting-reader.ts';
import { readBaseUrl, readCredential, readSwitch } from './setting-values.ts';

export interface AgentSettings
  extends
    Pick<LimitSettings, 'rates' | 'dailyTurnBudget' | 'maxTurns'>,
    Required<Pick<AgentOptions, 'allowedOrigins' | 'allowAnyOrigin' | 'close'>>,
    Pick<AgentOptions, 'upstream' | 'metadataKeys' | 'identity'> {}

/** What of the environment is an agent's own, and may stand in `AGENTS_FILE`. */
export const agentVariables =
  /^(POLYAI_(API_KEY|TOKEN|REGION|BASE_URL|ACCOUNT_ID|PROJECT_ID|CONTRACT)|CLOSE|ALLOWED_ORIGINS|ALLOW_ANY_ORIGIN|METADATA_KEYS|IDENTITY_JWT_(KEY|ALG|REQUIRED)|RATE_(CREATE_IP|RESPOND_IP|CONVERSATION|AGENT)|DAILY_TURN_BUDGET|MAX_TURNS)$/;

export interface AgentSurroundings {
  /** Its name; undefined for the one without. */
  alias?: string;
  /** False where there may be no account: in the demo, and beside several agents. */
  wantsAccount: boolean;
  /** Turns cost nothing: a stand-in answers. */
  isFree?: boolean;
  /** Pages that are allowed besides, or where none are named. */
  demoOrigins?: string[] | undefined;
  faults: string[];
  warnings: string[];
}

/** Without `upstream` where there is no account, or a wrong one. */
export function readAgentSettings(
  env: Environment,
  { alias, wantsAccount, isFree = false, demoOrigins, faults, warnings }: AgentSurroundings,
): Omit<AgentSettings, 'upstream'> & Partial<Pick<AgentSettings, 'upstream'>> {
  const read = createSettingReader(env, faults);
  const allowAnyOrigin = read('ALLOW_ANY_ORIGIN', '1 or 0', false, readSwitch);
  if (allowAnyOrigin && !isFree) warnings.push('ALLOW_ANY_ORIGIN is on: any page may use the relay.');
  const contract = read<'seed' | '2026'>('POLYAI_CONTRACT', 'seed or 2026', 'seed', (text) =>
    text === 'seed' || text === '2026' ? text : undefined,
  );
  const upstream = wantsAccount ? readAccount(env, contract, faults) : undefined;
  const metadataKeys = read<string[] | undefined>(
    'METADATA_KEYS',
    'names parted by commas, or * for all',
    undefined,
    (text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
  );
  const allowedOrigins = readOrigins(
    env['ALLOWED_ORIGINS'],
    allowAnyOrigin ? [] : undefined,
    demoOrigins,
    faults,
  );
  const { rates, dailyTurnBudget, maxTurns } = readLimitSettings(read, { isFree, warnings });
  const identity = readIdentity(env, alias ?? env['POLYAI_PROJECT_ID'] ?? '', faults);
  if (allowedOrigins.includes('null'))
    warnings.push('ALLOWED_ORIGINS holds null: any page can take that origin in a sandboxed frame.');
  return {
    ...(upstream && { upstream }),
    allowAnyOrigin,
    allowedOrigins,
    close: read('CLOSE', '1 or 0', false, readSwitch),
    ...(metadataKeys && !metadataKeys.includes('*') && { metadataKeys }),
    ...(identity && { identity }),
    rates,
    dailyTurnBudget,
    maxTurns,
  };
}

function readAccount(
  env: Environment,
  contract: 'seed' | '2026',
  faults: string[],
): AgentOptions['upstream'] | undefined {
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
    contract,
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

function readIdentity(env: Environment, audience: string, faults: string[]): IdentityOptions | undefined {
  const read = createSettingReader(env, faults);
  const required = read('IDENTITY_JWT_REQUIRED', '1 or 0', false, readSwitch);
  const key = env['IDENTITY_JWT_KEY'];
  const alg = env['IDENTITY_JWT_ALG'] || 'HS256';
  if (!key) {
    if (required) faults.push('IDENTITY_JWT_KEY is missing: IDENTITY_JWT_REQUIRED is on');
    return undefined;
  }
  const identity = { key, alg, required, audience };
  const fault = findIdentityFault({ ...identity, audience: audience || 'missing, which is told elsewhere' });
  if (fault)
    faults.push(`${fault.startsWith('the algorithm') ? 'IDENTITY_JWT_ALG' : 'IDENTITY_JWT_KEY'}: ${fault}`);
  return fault ? undefined : identity;
}

function readOrigins(
  text: string | undefined,
  fallback: string[] | undefined,
  demoOrigins: string[] | undefined,
  faults: string[],
): string[] {
  const entries = (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  if (entries.length === 0 && !fallback && !demoOrigins) {
    faults.push(
      'ALLOWED_ORIGINS is missing: the pages that may use the relay, such as https://shop.example,https://*.shop.example',
    );
  }
  for (const [index, entry] of entries.entries()) {
    if (entry === '*' && fallback) continue;
    if (entry === '*') faults.push('ALLOWED_ORIGINS holds *: to let every page in, set ALLOW_ANY_ORIGIN=1');
    else if (!readOriginPattern(entry)) {
      faults.push(
        `ALLOWED_ORIGINS: entry ${index + 1} is no origin; write https://shop.example, without a path, or https://*.shop.example`,
      );
    }
  }
  return [...entries.filter((entry) => entry !== '*'), ...(demoOrigins ?? [])];
}
