// The settings of delivery: where the relay remembers, for how long, and how patient it is.
import type { ServeRelayOptions } from './serve.ts';
import type { ReadSetting } from './setting-reader.ts';
import { readDuration, readStoreUrl, readSwitch, readWhole } from './setting-values.ts';

type Always =
  | 'replicas'
  | 'requireIdempotencyKey'
  | 'onUnknown'
  | 'clientWaitMs'
  | 'connectTimeoutMs'
  | 'firstByteTimeoutMs'
  | 'upstreamTimeoutMs'
  | 'maxInFlight';

export interface DeliverySettings extends Required<Pick<ServeRelayOptions, Always>> {
  /** `STORE_URL`; absent where the relay remembers by itself. */
  storeUrl?: string;
  /** `IDEMPOTENCY_TTL`; absent where the relay's own default holds. */
  idempotencyTtlMs?: number;
}

export function readDeliverySettings(
  read: ReadSetting,
  conversationTtlMs: number,
  faults: string[],
): DeliverySettings {
  const readTime = (name: string, words: string, fallback: number, bounds: [number, number]) =>
    read(name, `a duration ${words}`, fallback, readDuration, bounds);
  const storeUrl = read<string | undefined>(
    'STORE_URL',
    'an address that begins with redis://, rediss:// or unix:/',
    undefined,
    readStoreUrl,
  );
  const replicas = read('REPLICAS', 'a number from 1 to 1000', 1, readWhole, [1, 1000]);
  if (replicas > 1 && !storeUrl)
    faults.push('REPLICAS is over 1, and each would remember for itself alone: set STORE_URL');
  const idempotencyTtlMs = read<number | undefined>(
    'IDEMPOTENCY_TTL',
    'a duration from 1m to 30d, such as 24h',
    undefined,
    readDuration,
    [60_000, 2_592_000_000],
  );
  if (storeUrl && idempotencyTtlMs !== undefined && idempotencyTtlMs < conversationTtlMs)
    faults.push('IDEMPOTENCY_TTL has to be at least CONVERSATION_TTL where STORE_URL is set');
  const toldUpstreamMs = read<number | undefined>(
    'UPSTREAM_TIMEOUT',
    'a duration from 1s to 10m, such as 60s',
    undefined,
    readDuration,
    [1000, 600_000],
  );
  return {
    ...(storeUrl && { storeUrl }),
    replicas,
    ...(idempotencyTtlMs !== undefined && { idempotencyTtlMs }),
    requireIdempotencyKey: read('REQUIRE_IDEMPOTENCY_KEY', '1 or 0', false, readSwitch),
    onUnknown: read<'fail' | 'resend'>('ON_UNKNOWN', 'fail or resend', 'fail', (text) =>
      text === 'fail' || text === 'resend' ? text : undefined,
    ),
    clientWaitMs: readTime('CLIENT_WAIT', 'from 1s to 10m, such as 25s', 25_000, [1000, 600_000]),
    connectTimeoutMs: readTime(
      'UPSTREAM_CONNECT_TIMEOUT',
      'from 1s to 10s, such as 3s',
      3000,
      [1000, 10_000],
    ),
    firstByteTimeoutMs: readTime(
      'UPSTREAM_FIRST_BYTE_TIMEOUT',
      'from 1s to 10m, such as 45s',
      // The Chat API sends an answer as a whole: were this not to follow, to give it more time would change nothing.
      toldUpstreamMs ?? 45_000,
      [1000, 600_000],
    ),
    upstreamTimeoutMs: toldUpstreamMs ?? 60_000,
    maxInFlight: read('MAX_IN_FLIGHT', 'a number from 1 to 5000', 200, readWhole, [1, 5000]),
  };
}
