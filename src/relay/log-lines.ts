// The log as JSON lines, by pino: one line an entry, and in it nothing but the fields named here. Node only.
import { pino } from 'pino';
import type { LogEntry } from './log-entry.ts';

/** The least that is written. */
export type LogLevel = LogEntry['level'] | 'silent';

/** Every field that may be written. Whatever else an entry might come to carry stays out until it is named here. */
const allowed: Record<Exclude<keyof LogEntry, 'level'>, true> = {
  time: true,
  event: true,
  request_id: true,
  route: true,
  status: true,
  address: true,
  code: true,
  agent: true,
  limit: true,
  dropped_keys: true,
  conversation: true,
  ms: true,
  upstream_ms: true,
  attempts: true,
  replayed: true,
};

export interface LogLinesOptions {
  /** @default 'info' */
  level?: LogLevel;
  /** Takes one line, without its end. */
  write: (line: string) => void;
}

/** Makes what `log` of a relay wants. */
export function createLogLines({ level = 'info', write }: LogLinesOptions): (entry: LogEntry) => void {
  const logger = pino(
    {
      level,
      // The entry has its own time, and neither the process nor the machine is anybody's business.
      base: null,
      timestamp: false,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(line.trimEnd()) },
  );
  return (entry) => {
    const fields = Object.entries(entry).filter(([name]) => Object.hasOwn(allowed, name));
    logger[entry.level](Object.fromEntries(fields));
  };
}
