// The store that several relays share: Redis or Valkey. Node only. It answers in time or not at all, since a relay that
// cannot reach its memory must not send.
import { createClient, ErrorReply } from '@redis/client';
import { toUnitUs } from '../gcra.ts';
import { createLockQueue } from '../lock-queue.ts';
import { type Begun, horizonMarginMs, type RelayStore } from '../store.ts';
import { platformTimer, type SetTimer, sleep, within } from '../timer.ts';
import { begin, count, finish, greet, take, unlock } from './scripts.ts';

export interface RedisStoreOptions {
  /** `redis://`, `rediss://` (TLS) or `unix:` and a path. Name, password and database may stand in it. */
  url: string;
  /** How the names of all keys begin. @default 'parley:' */
  prefix?: string;
  /** After this an answer counts as missing, in milliseconds. @default 200 */
  timeoutMs?: number;
  /** Told once that the server cannot be used, and why, and once that it can be again. No secret is in it. @default nothing */
  warn?: (line: string) => void;
  /** The time in epoch milliseconds; only its pace matters, as the server's clock rules. @default Date.now */
  now?: () => number;
  /** @default setTimeout */
  setTimer?: SetTimer;
}

/**
 * Makes a store in Redis or Valkey. It connects by itself, again and again, and rejects whatever it is asked meanwhile.
 * Let the server evict nothing (`maxmemory-policy noeviction`).
 *
 * @throws TypeError where the address cannot be read
 */
export function createRedisStore(options: RedisStoreOptions): RelayStore {
  const { prefix = 'parley:', timeoutMs = 200 } = options;
  const { now = () => Date.now(), setTimer = platformTimer } = options;
  const born = `${prefix}born`;
  const queue = createLockQueue(setTimer);
  const client = createClient({
    ...readAddress(options.url),
    // What is asked while it is away fails at once, instead of being done when nobody waits for it any more.
    disableOfflineQueue: true,
    // A peer that is gone without a word is noticed by its silence.
    pingInterval: 2000,
  });
  let clockOffsetMs = 0;

  async function ask(...command: string[]): Promise<unknown> {
    const late = Symbol('late');
    const reply = await within(setTimer, timeoutMs, client.sendCommand(command), late).catch(noteRefusal);
    if (reply === late) throw new Error(`createRedisStore: no answer within ${timeoutMs} ms`);
    return reply;
  }

  function run(script: string, keys: string[], args: (string | number)[] = []): Promise<unknown> {
    return ask('EVAL', script, String(keys.length), ...keys, ...args.map(String));
  }

  function noteTime(serverNow: unknown): void {
    clockOffsetMs = Number(serverNow) - now();
  }

  const ping = async () => noteTime(await run(greet, [born, `${prefix}server`]));

  let isAway = false;
  /** Notes whether the server can be used; without a listener an error of the connection would end the process. */
  function note(error?: NodeJS.ErrnoException): void {
    if (isAway === (error !== undefined)) return;
    isAway = !isAway;
    options.warn?.(
      error
        ? `The store cannot be used, so nothing is sent (${error.message || error.code}). It is tried again and again.`
        : 'The store can be used again.',
    );
  }
  client.on('error', note);
  /** The greeting on this connection: a server that is still loading, or only a replica, refuses it. */
  let greeted: Promise<void> | undefined;
  async function greetOnce(): Promise<void> {
    greeted ??= ping();
    try {
      await greeted;
      note();
    } catch (error) {
      greeted = undefined;
      note(error as Error);
      throw error;
    }
  }
  /** One that is full, or has too few replicas, is still connected: nothing else would tell. */
  function noteRefusal(error: Error): never {
    if (error instanceof ErrorReply) {
      greeted = undefined;
      note(error);
    }
    throw error;
  }

  client.on('ready', () => {
    greeted = undefined;
    void greetOnce().catch(() => undefined);
  });
  void client.connect().catch(() => undefined);

  return {
    async begin(name, fingerprint, { owner, leaseMs, ttlMs, issuedAtMs = '', takesOver }): Promise<Begun> {
      // Nothing is begun on a server that has not said since when it remembers.
      await greetOnce();
      const reply = await run(
        begin,
        [born, `${prefix}record:${name}`],
        [fingerprint, owner, leaseMs, ttlMs, issuedAtMs, horizonMarginMs, takesOver ? 1 : 0],
      );
      const [serverNow, state, status, body = ''] = reply as string[];
      noteTime(serverNow);
      if (state === 'done') return { state, answer: { status: Number(status), body } };
      return { state: state as 'new' | 'running' | 'unknown' | 'early' | 'mismatch' };
    },
    async finish(name, owner, result) {
      const answer = result.state === 'done' ? [result.answer.status, result.answer.body] : [];
      return (await run(finish, [`${prefix}record:${name}`], [owner, ...answer])) === 1;
    },
    async lock(name, owner, lockOptions) {
      const { leaseMs, waitMs } = lockOptions;
      const untilMs = now() + waitMs;
      // Who waits in this process waits in order; only the first of them asks Redis again and again.
      const place = await queue.lock(name, owner, lockOptions);
      if (place !== 'ok') return place;
      try {
        for (let pauseMs = 25; ; pauseMs = Math.min(250, pauseMs * 2)) {
          const reply = await ask('SET', `${prefix}lock:${name}`, owner, 'NX', 'PX', String(leaseMs));
          if (reply === 'OK') return 'ok';
          if (now() >= untilMs) break;
          await sleep(setTimer, Math.min(pauseMs, untilMs - now()));
        }
      } catch (error) {
        queue.unlock(name, owner);
        throw error;
      }
      queue.unlock(name, owner);
      return 'timeout';
    },
    async unlock(name, owner) {
      try {
        await run(unlock, [`${prefix}lock:${name}`], [owner]);
      } finally {
        queue.unlock(name, owner);
      }
    },
    async flag(name, ttlMs) {
      const key = `${prefix}flag:${name}`;
      if (ttlMs === undefined) return (await ask('EXISTS', key)) === 1;
      await ask('SET', key, '1', 'PX', String(ttlMs));
      return true;
    },
    async take(name, { cost, perMs, burst }) {
      const reply = await run(take, [`${prefix}bucket:${name}`], [cost, toUnitUs(perMs), burst]);
      const [ok, remaining = 0, retryAfterMs = 0] = reply as number[];
      return { ok: ok === 1, remaining, retryAfterMs };
    },
    count: async (name, by, ttlMs) => Number(await run(count, [`${prefix}count:${name}`], [by, ttlMs])),
    now: () => now() + clockOffsetMs,
    ping,
    close: async () => {
      if (client.isOpen) client.destroy();
    },
  };
}

/** How long to wait before another try to connect: soon, since nothing is sent meanwhile. */
const reconnectStrategy = (tries: number) => Math.min(500, 50 * 2 ** tries);

function readAddress(url: string): Parameters<typeof createClient>[0] {
  const socket = { connectTimeout: 1000, socketTimeout: 6000, reconnectStrategy };
  if (/^unix:\/.+/.test(url))
    return { socket: { ...socket, path: url.replace(/^unix:(\/\/)?/, ''), tls: false } };
  // Not with the address in it: a password may stand there.
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url))
    throw new TypeError('createRedisStore: url has to begin with redis://, rediss:// or unix:/');
  return { url, socket };
}
