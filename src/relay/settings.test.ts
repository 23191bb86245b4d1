import { expect, test } from 'vitest';
import { createRelay } from './relay.ts';
import type { Environment } from './setting-reader.ts';
import { readSettings } from './settings.ts';

const secret = `1:${btoa(String.fromCharCode(...Array.from({ length: 32 }, (_, index) => index * 7)))}`;
const right: Environment = {
  POLYAI_API_KEY: 'CANARY-key-4711',
  POLYAI_TOKEN: 'CANARY-token-4712',
  POLYAI_REGION: 'uk-1',
  POLYAI_ACCOUNT_ID: 'poly-scs-uk',
  POLYAI_PROJECT_ID: 'PROJECT-191bfa2a',
  ALLOWED_ORIGINS: 'https://shop.example, https://*.shop.example',
  RELAY_SECRETS: secret,
};

/** A mistake, and the variable that its one line has to begin with. */
const mistakes: [name: string, change: Environment, variable: string][] = [
  ['no key', { POLYAI_API_KEY: undefined }, 'POLYAI_API_KEY'],
  ['an empty key', { POLYAI_API_KEY: '' }, 'POLYAI_API_KEY'],
  ['a placeholder key', { POLYAI_API_KEY: 'your-api-key' }, 'POLYAI_API_KEY'],
  ['a key in angle brackets', { POLYAI_API_KEY: '<api-key>' }, 'POLYAI_API_KEY'],
  ['a key with a line end', { POLYAI_API_KEY: 'secret-4711\n' }, 'POLYAI_API_KEY'],
  ['a key with a space', { POLYAI_API_KEY: ' secret-4711' }, 'POLYAI_API_KEY'],
  ['a key beyond ASCII', { POLYAI_API_KEY: 'sécret-4711' }, 'POLYAI_API_KEY'],
  ['no token', { POLYAI_TOKEN: undefined }, 'POLYAI_TOKEN'],
  ['a token to be changed', { POLYAI_TOKEN: 'changeme' }, 'POLYAI_TOKEN'],
  ['an unexpanded token', { POLYAI_TOKEN: '${TOKEN}' }, 'POLYAI_TOKEN'],
  ['no region', { POLYAI_REGION: undefined }, 'POLYAI_REGION'],
  ['an unknown region', { POLYAI_REGION: 'eu-9' }, 'POLYAI_REGION'],
  ['a region of Object’s', { POLYAI_REGION: 'constructor' }, 'POLYAI_REGION'],
  ['region and address', { POLYAI_BASE_URL: 'https://api.example' }, 'POLYAI_REGION'],
  [
    'a plain http address',
    { POLYAI_REGION: undefined, POLYAI_BASE_URL: 'http://api.example' },
    'POLYAI_BASE_URL',
  ],
  [
    'an address with a password',
    { POLYAI_REGION: undefined, POLYAI_BASE_URL: 'https://u:secret@api.example' },
    'POLYAI_BASE_URL',
  ],
  [
    'an address with a query',
    { POLYAI_REGION: undefined, POLYAI_BASE_URL: 'https://api.example?a=secret' },
    'POLYAI_BASE_URL',
  ],
  ['no address at all', { POLYAI_REGION: undefined, POLYAI_BASE_URL: 'api.secret' }, 'POLYAI_BASE_URL'],
  ['no account', { POLYAI_ACCOUNT_ID: undefined }, 'POLYAI_ACCOUNT_ID'],
  ['an account with a path in it', { POLYAI_ACCOUNT_ID: '../secret' }, 'POLYAI_ACCOUNT_ID'],
  ['a long project', { POLYAI_PROJECT_ID: 'secret'.repeat(20) }, 'POLYAI_PROJECT_ID'],
  ['no origins', { ALLOWED_ORIGINS: undefined }, 'ALLOWED_ORIGINS'],
  ['nothing but commas', { ALLOWED_ORIGINS: ' , ' }, 'ALLOWED_ORIGINS'],
  ['every origin', { ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS'],
  ['an origin with a path', { ALLOWED_ORIGINS: 'https://shop.example/secret' }, 'ALLOWED_ORIGINS'],
  ['an origin without scheme', { ALLOWED_ORIGINS: 'secret.example' }, 'ALLOWED_ORIGINS'],
  ['a wildcard over everything', { ALLOWED_ORIGINS: 'https://*.com' }, 'ALLOWED_ORIGINS'],
  ['more of an address than there is', { LOG_IP: 'all' }, 'LOG_IP'],
  ['a level of another log', { LOG_LEVEL: 'secret' }, 'LOG_LEVEL'],
  ['an admin port that is none', { ADMIN_PORT: 'secret' }, 'ADMIN_PORT'],
  ['one port for visitors and operators', { PORT: '9787' }, 'ADMIN_PORT'],
  ['a host of operators with a scheme', { ADMIN_HOST: 'http://secret' }, 'ADMIN_HOST'],
  ['a stop that is shorter than a turn', { SHUTDOWN_TIMEOUT: '59s' }, 'SHUTDOWN_TIMEOUT'],
  ['every origin beside others', { ALLOWED_ORIGINS: '*,https://shop.example' }, 'ALLOWED_ORIGINS'],
  ['a wildcard within a label', { ALLOWED_ORIGINS: 'https://shop*.example.com' }, 'ALLOWED_ORIGINS'],
  ['a wildcard at the end', { ALLOWED_ORIGINS: 'https://shop.*' }, 'ALLOWED_ORIGINS'],
  ['two wildcards', { ALLOWED_ORIGINS: 'https://*.*.example.com' }, 'ALLOWED_ORIGINS'],
  ['a wildcard for every scheme', { ALLOWED_ORIGINS: '*://shop.example' }, 'ALLOWED_ORIGINS'],
  ['connections that are kept for a day', { KEEP_ALIVE_TIMEOUT: '1d' }, 'KEEP_ALIVE_TIMEOUT'],
  ['a drain without a unit', { DRAIN_DELAY: '5' }, 'DRAIN_DELAY'],
  ['no secret', { RELAY_SECRETS: undefined }, 'RELAY_SECRETS'],
  ['a short secret', { RELAY_SECRETS: '1:c2VjcmV0' }, 'RELAY_SECRETS'],
  ['a secret without id', { RELAY_SECRETS: secret.slice(2) }, 'RELAY_SECRETS'],
  [
    'a secret that is no base64',
    { RELAY_SECRETS: '1:secret!secret!secret!secret!secret!secret!' },
    'RELAY_SECRETS',
  ],
  ['a secret of zeros', { RELAY_SECRETS: `1:${'A'.repeat(43)}=` }, 'RELAY_SECRETS'],
  ['one id twice', { RELAY_SECRETS: `${secret},${secret}` }, 'RELAY_SECRETS'],
  ['a lifetime without unit', { CONVERSATION_TTL: '24' }, 'CONVERSATION_TTL'],
  ['an endless lifetime', { CONVERSATION_TTL: '400d' }, 'CONVERSATION_TTL'],
  ['no time for the agent', { UPSTREAM_TIMEOUT: '0s' }, 'UPSTREAM_TIMEOUT'],
  ['a body of nothing', { MAX_BODY: '0' }, 'MAX_BODY'],
  ['a message of no number', { MAX_MESSAGE_CHARS: 'secret' }, 'MAX_MESSAGE_CHARS'],
  ['a port too high', { PORT: '70000' }, 'PORT'],
  ['a host with a scheme', { HOST: 'http://secret' }, 'HOST'],
  ['a base path without slash', { BASE_PATH: 'secret' }, 'BASE_PATH'],
  ['half a switch', { REQUIRE_ORIGIN: 'secret' }, 'REQUIRE_ORIGIN'],
  ['a switch in other words', { ALLOW_ANY_ORIGIN: 'secret' }, 'ALLOW_ANY_ORIGIN'],
  ['a store of another kind', { STORE_URL: 'memcached://secret.example' }, 'STORE_URL'],
  ['a store without address', { STORE_URL: 'redis://' }, 'STORE_URL'],
  ['replicas without a store', { REPLICAS: '2' }, 'REPLICAS'],
  ['no replicas', { REPLICAS: '0' }, 'REPLICAS'],
  [
    'keys that are forgotten before their conversations',
    { STORE_URL: 'redis://u:secret.@cache', IDEMPOTENCY_TTL: '1h' },
    'IDEMPOTENCY_TTL',
  ],
  ['a key for ever', { IDEMPOTENCY_TTL: '90d' }, 'IDEMPOTENCY_TTL'],
  ['half a requirement', { REQUIRE_IDEMPOTENCY_KEY: 'secret' }, 'REQUIRE_IDEMPOTENCY_KEY'],
  ['an unknown way with the unknown', { ON_UNKNOWN: 'secret' }, 'ON_UNKNOWN'],
  ['no time to wait', { CLIENT_WAIT: '0s' }, 'CLIENT_WAIT'],
  ['a minute to connect', { UPSTREAM_CONNECT_TIMEOUT: '1m' }, 'UPSTREAM_CONNECT_TIMEOUT'],
  ['no time to begin', { UPSTREAM_FIRST_BYTE_TIMEOUT: '45' }, 'UPSTREAM_FIRST_BYTE_TIMEOUT'],
  ['nothing under way', { MAX_IN_FLIGHT: '0' }, 'MAX_IN_FLIGHT'],
  ['a limit without a unit', { RATE_CREATE_IP: '30' }, 'RATE_CREATE_IP'],
  ['a limit in words', { RATE_RESPOND_IP: 'secret' }, 'RATE_RESPOND_IP'],
  ['nothing at once', { RATE_CONVERSATION: '20/m:0' }, 'RATE_CONVERSATION'],
  ['a limit of nothing', { RATE_AGENT: '0/m' }, 'RATE_AGENT'],
  ['a limit for a day', { RATE_ANY_IP: '300/d' }, 'RATE_ANY_IP'],
  ['a limit of two halves', { RATE_BAD_TOKEN_IP: '20/m:5:5' }, 'RATE_BAD_TOKEN_IP'],
  ['half a budget', { DAILY_TURN_BUDGET: '0.5' }, 'DAILY_TURN_BUDGET'],
  ['no turns', { MAX_TURNS: '0' }, 'MAX_TURNS'],
  ['proxies without end', { TRUSTED_PROXY_HOPS: '99' }, 'TRUSTED_PROXY_HOPS'],
  ['a header that is none', { CLIENT_IP_HEADER: 'x secret' }, 'CLIENT_IP_HEADER'],
  ['two ways to an address', { CLIENT_IP_HEADER: 'x-real-ip', TRUSTED_PROXY_HOPS: '1' }, 'CLIENT_IP_HEADER'],
  ['a contract of another year', { POLYAI_CONTRACT: '2031' }, 'POLYAI_CONTRACT'],
  ['half a close', { CLOSE: 'secret' }, 'CLOSE'],
  ['a short key for visitors', { IDENTITY_JWT_KEY: 'secret' }, 'IDENTITY_JWT_KEY'],
  [
    'a secret where a public key has to be',
    { IDENTITY_JWT_KEY: 'secret.'.repeat(9), IDENTITY_JWT_ALG: 'RS256' },
    'IDENTITY_JWT_KEY',
  ],
  [
    'tokens that nobody signs',
    { IDENTITY_JWT_KEY: 'secret.'.repeat(9), IDENTITY_JWT_ALG: 'none' },
    'IDENTITY_JWT_ALG',
  ],
  ['a token without a key', { IDENTITY_JWT_REQUIRED: '1' }, 'IDENTITY_JWT_KEY'],
  ['agents that are no JSON', { AGENTS: '{secret.' }, 'AGENTS_FILE'],
  ['agents in a list', { AGENTS: '["secret."]' }, 'AGENTS_FILE'],
  ['no agents', { AGENTS: '{}' }, 'AGENTS_FILE'],
  ['an alias with a path in it', { AGENTS: '{"a/secret.":{}}' }, 'AGENTS_FILE'],
  ['an alias of a path', { AGENTS: '{"chat":{}}' }, 'AGENTS_FILE'],
  ['an agent that is a word', { AGENTS: '{"shop":"secret."}' }, 'AGENTS_FILE: shop'],
  ['an agent with a port of its own', { AGENTS: '{"shop":{"PORT":"1"}}' }, 'AGENTS_FILE: shop'],
  ['an agent with a wrong region', { AGENTS: '{"shop":{"POLYAI_REGION":"secret."}}' }, 'AGENTS_FILE: shop'],
  ['agents whose shared limit is wrong', { AGENTS: '{"a":{},"b":{}}', RATE_AGENT: 'secret.' }, 'RATE_AGENT'],
  ['no connections', { MAX_CONNECTIONS: '0' }, 'MAX_CONNECTIONS'],
  ['a loose parser (H-5)', { NODE_OPTIONS: '--insecure-http-parser' }, 'NODE_OPTIONS'],
  ['no patience', { SHUTDOWN_TIMEOUT: 'secret' }, 'SHUTDOWN_TIMEOUT'],
];

test.each(mistakes)(
  'S-3 %s is one line that names the variable and holds no value',
  (_, change, variable) => {
    const { settings, faults } = readSettings({ ...right, ...change });
    expect(settings).toBeUndefined();
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${variable}\\b[^\\n]+$`))]);
    expect(faults.join()).not.toMatch(/secret-?\d|secret\.|\/secret|CANARY/i);
  },
);

test('S-3 all faults are told at once', () => {
  expect(readSettings({}).faults.map((line) => line.split(/[ :]/)[0])).toEqual([
    'POLYAI_API_KEY',
    'POLYAI_TOKEN',
    'POLYAI_ACCOUNT_ID',
    'POLYAI_PROJECT_ID',
    'POLYAI_REGION',
    'ALLOWED_ORIGINS',
    'RELAY_SECRETS',
  ]);
});

test('S-3 the fault of a missing secret holds the command that makes one', () => {
  expect(readSettings({ ...right, RELAY_SECRETS: '' }).faults).toEqual([
    expect.stringContaining('openssl rand -base64 32'),
  ]);
});

test('right settings come with every default, and a relay can be made of them', () => {
  const { settings } = readSettings(right);
  expect(settings).toMatchObject({
    upstream: { base: 'https://api.uk-1.platform.polyai.app/v1/poly-scs-uk/PROJECT-191bfa2a' },
    allowedOrigins: ['https://shop.example', 'https://*.shop.example'],
    requireOrigin: true,
    allowAnyOrigin: false,
    conversationTtlMs: 86_400_000,
    upstreamTimeoutMs: 60_000,
    maxBodyBytes: 32_768,
    maxMessageChars: 4000,
    basePath: '/',
    host: '127.0.0.1',
    port: 8787,
    shutdownTimeoutMs: 65_000,
    replicas: 1,
    requireIdempotencyKey: false,
    onUnknown: 'fail',
    clientWaitMs: 25_000,
    connectTimeoutMs: 3000,
    firstByteTimeoutMs: 45_000,
    maxInFlight: 200,
    adminPort: 9787,
    logLevel: 'info',
    logAddress: 'prefix',
    drainDelayMs: 5000,
    maxConnections: 2000,
    keepAliveTimeoutMs: 65_000,
    rates: {},
    dailyTurnBudget: 0,
    maxTurns: 200,
    trustedProxyHops: 0,
  });
  expect(settings).not.toHaveProperty('storeUrl');
  const relay = settings?.upstream && createRelay({ ...settings, upstream: settings.upstream });
  expect(relay).toHaveProperty('fetch');
});

test('agents have what the file says of them, and else what the environment says', () => {
  const { POLYAI_PROJECT_ID: _, ...shared } = right;
  const AGENTS = JSON.stringify({
    shop: { POLYAI_PROJECT_ID: 'PROJECT-1', DAILY_TURN_BUDGET: 100, METADATA_KEYS: 'page, lang' },
    garden: {
      POLYAI_PROJECT_ID: 'PROJECT-2',
      POLYAI_BASE_URL: 'https://api.studio.example',
      POLYAI_TOKEN: 'CANARY-token-2',
      POLYAI_CONTRACT: '2026',
      CLOSE: true,
      ALLOWED_ORIGINS: 'https://garden.example',
      RATE_AGENT: '10/m',
      IDENTITY_JWT_KEY: 'k'.repeat(32),
    },
  });
  const { settings, faults, warnings } = readSettings({ ...shared, AGENTS, RATE_CREATE_IP: '1/s' });
  expect(faults).toEqual([]);
  expect(settings).not.toHaveProperty('upstream');
  expect(settings?.agents).toMatchObject({
    shop: {
      upstream: { base: 'https://api.uk-1.platform.polyai.app/v1/poly-scs-uk/PROJECT-1' },
      allowedOrigins: ['https://shop.example', 'https://*.shop.example'],
      dailyTurnBudget: 100,
      metadataKeys: ['page', 'lang'],
      rates: { createIp: '1/s' },
      close: false,
    },
    garden: {
      upstream: {
        base: 'https://api.studio.example/v1/poly-scs-uk/PROJECT-2',
        contract: '2026',
        headers: { 'X-Token': 'CANARY-token-2' },
      },
      allowedOrigins: ['https://garden.example'],
      close: true,
      rates: { createIp: '1/s', agent: '10/m' },
      identity: { audience: 'garden', alg: 'HS256', required: false },
    },
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^AGENTS_FILE: garden: DAILY_TURN_BUDGET/),
    expect.stringMatching(/^DAILY_TURN_BUDGET is counted in memory/),
  ]);
  expect(settings && createRelay(settings)).toHaveProperty('fetch');
  const both = readSettings({ ...right, AGENTS }).settings;
  expect(both?.upstream?.base).toContain('PROJECT-191bfa2a');
});

test('S-3 what an agent lacks is told with its alias, all at once', () => {
  const AGENTS = '{"shop":{"POLYAI_PROJECT_ID":"p"},"garden":{}}';
  const { faults } = readSettings({ AGENTS, RELAY_SECRETS: secret, ALLOWED_ORIGINS: 'https://shop.example' });
  expect(faults.map((line) => line.split(' is ')[0])).toEqual([
    'AGENTS_FILE: shop: POLYAI_API_KEY',
    'AGENTS_FILE: shop: POLYAI_TOKEN',
    'AGENTS_FILE: shop: POLYAI_ACCOUNT_ID',
    'AGENTS_FILE: shop: POLYAI_REGION',
    'AGENTS_FILE: garden: POLYAI_API_KEY',
    'AGENTS_FILE: garden: POLYAI_TOKEN',
    'AGENTS_FILE: garden: POLYAI_ACCOUNT_ID',
    'AGENTS_FILE: garden: POLYAI_PROJECT_ID',
    'AGENTS_FILE: garden: POLYAI_REGION',
  ]);
});

test('what is allowed and seldom meant is a warning each, and the demo has none', () => {
  const loose = {
    ...right,
    RATE_AGENT: 'off',
    RATE_CREATE_IP: '1/s:5',
    ALLOW_ANY_ORIGIN: '1',
    ALLOWED_ORIGINS: 'null',
  };
  const { settings, warnings } = readSettings(loose);
  expect(settings?.rates).toEqual({ agent: 'off', createIp: '1/s:5' });
  expect(warnings.map((line) => line.split(' ')[0])).toEqual([
    'ALLOW_ANY_ORIGIN',
    'RATE_AGENT',
    'DAILY_TURN_BUDGET',
    'ALLOWED_ORIGINS',
  ]);
  const budget = { ...right, DAILY_TURN_BUDGET: '5000' };
  expect(readSettings(budget).warnings).toEqual([
    expect.stringMatching(/^DAILY_TURN_BUDGET is counted in memory.*STORE_URL/),
  ]);
  expect(readSettings({ ...budget, STORE_URL: 'redis://cache' }).warnings).toEqual([]);
  const demo = readSettings({ RATE_AGENT: '1/s' }, { demo: true });
  expect(demo.settings?.rates).toMatchObject({ agent: '1/s', respondIp: 'off' });
  expect(demo.warnings).toEqual([]);
});

test('a star among the origins stands for every page where that is said once more, and is told', () => {
  const { settings, warnings } = readSettings({ ...right, ALLOWED_ORIGINS: '*', ALLOW_ANY_ORIGIN: '1' });
  expect(settings).toMatchObject({ allowAnyOrigin: true, allowedOrigins: [] });
  expect(warnings[0]).toMatch(/^ALLOW_ANY_ORIGIN is on/);
});

test('a stop waits for as long as a turn may take, unless told', () => {
  const { settings } = readSettings({ ...right, UPSTREAM_TIMEOUT: '10m' });
  expect(settings?.shutdownTimeoutMs).toBe(605_000);
});

test('values are read in their units', () => {
  const { settings } = readSettings({
    ...right,
    CONVERSATION_TTL: '90m',
    UPSTREAM_TIMEOUT: '2500ms',
    MAX_BODY: '16k',
    LOG_LEVEL: 'error',
    LOG_IP: 'hash',
    DRAIN_DELAY: '0s',
    ADMIN_PORT: '0',
    REQUIRE_ORIGIN: 'off',
    ALLOW_ANY_ORIGIN: '1',
    ALLOWED_ORIGINS: '',
    POLYAI_REGION: '',
    POLYAI_BASE_URL: 'http://127.0.0.1:9000',
  });
  expect(settings).toMatchObject({
    conversationTtlMs: 5_400_000,
    upstreamTimeoutMs: 2500,
    maxBodyBytes: 16_384,
    logLevel: 'error',
    logAddress: 'hash',
    drainDelayMs: 0,
    requireOrigin: false,
    allowAnyOrigin: true,
    allowedOrigins: [],
    upstream: { base: 'http://127.0.0.1:9000/v1/poly-scs-uk/PROJECT-191bfa2a' },
  });
  expect(settings).not.toHaveProperty('adminPort');
});

test('the demo needs nothing: it has its own origins and a fresh secret each time', () => {
  const first = readSettings({ PORT: '9000' }, { demo: true }).settings;
  const second = readSettings({}, { demo: true }).settings;
  expect(first).not.toHaveProperty('upstream');
  expect(first?.allowedOrigins).toEqual([
    'http://localhost:9000',
    'http://127.0.0.1:9000',
    'http://localhost:5173',
  ]);
  expect(first?.secrets).not.toEqual(second?.secrets);
});

test('the demo with half an account is at fault, and with a whole one speaks to PolyAI', () => {
  expect(readSettings({ POLYAI_API_KEY: 'k-123' }, { demo: true }).faults).toHaveLength(4);
  const { ALLOWED_ORIGINS: _origins, RELAY_SECRETS: _secrets, ...withAccount } = right;
  expect(readSettings(withAccount, { demo: true }).settings?.upstream?.base).toContain('uk-1');
});

test('the demo keeps its own page allowed beside the pages that are named', () => {
  const { settings } = readSettings(
    { ALLOWED_ORIGINS: 'https://www.example.com', PORT: '8899' },
    { demo: true },
  );
  expect(settings?.allowedOrigins).toEqual(
    expect.arrayContaining(['https://www.example.com', 'http://localhost:8899']),
  );
});

test('an agent that is given more time may take all of it, unless told: it says nothing before it has said all', () => {
  const readTimes = (change: object) => {
    const { settings } = readSettings({ ...right, ...change });
    return [settings?.firstByteTimeoutMs, settings?.upstreamTimeoutMs];
  };
  expect(readTimes({})).toEqual([45_000, 60_000]);
  expect(readTimes({ UPSTREAM_TIMEOUT: '90s' })).toEqual([90_000, 90_000]);
  expect(readTimes({ UPSTREAM_TIMEOUT: '90s', UPSTREAM_FIRST_BYTE_TIMEOUT: '5s' })).toEqual([5000, 90_000]);
});
