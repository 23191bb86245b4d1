// The settings of operation: what is logged, where health and figures are told, and how a stop begins.
import type { LogAddress } from './log-entry.ts';
import type { LogLevel } from './log-lines.ts';
import type { ServeRelayOptions } from './serve.ts';
import type { ReadSetting } from './setting-reader.ts';
import { readDuration, readHost, readWhole } from './setting-values.ts';

export interface OperationSettings extends Required<
  Pick<ServeRelayOptions, 'drainDelayMs' | 'keepAliveTimeoutMs' | 'logAddress'>
> {
  /** `ADMIN_PORT`; absent where it is 0, and in the demo unless it is set. @default 9787 */
  adminPort?: number;
  /** `ADMIN_HOST`; absent where it is `HOST`. */
  adminHost?: string;
  /** `LOG_LEVEL` @default 'info' */
  logLevel: LogLevel;
}

export function readOperationSettings(read: ReadSetting, isDemo: boolean): OperationSettings {
  const adminPort = read(
    'ADMIN_PORT',
    'a port number, or 0 for none',
    isDemo ? 0 : 9787,
    readWhole,
    [0, 65_535],
  );
  const adminHost = read<string | undefined>(
    'ADMIN_HOST',
    'an address or a name to listen at',
    undefined,
    readHost,
  );
  return {
    ...(adminPort > 0 && { adminPort }),
    ...(adminHost && { adminHost }),
    logLevel: read<LogLevel>('LOG_LEVEL', 'info, warn, error or silent', 'info', (text) =>
      text === 'info' || text === 'warn' || text === 'error' || text === 'silent' ? text : undefined,
    ),
    logAddress: read<LogAddress>('LOG_IP', 'prefix, hash or off', 'prefix', (text) =>
      text === 'prefix' || text === 'hash' || text === 'off' ? text : undefined,
    ),
    keepAliveTimeoutMs: read(
      'KEEP_ALIVE_TIMEOUT',
      'a duration from 1s to 1h, such as 65s',
      65_000,
      readDuration,
      [1000, 3_600_000],
    ),
    drainDelayMs: read(
      'DRAIN_DELAY',
      'a duration from 0s to 10m, such as 5s',
      isDemo ? 0 : 5000,
      readDuration,
      [0, 600_000],
    ),
  };
}
