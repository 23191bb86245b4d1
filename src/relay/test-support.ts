// A relay before the real stand-in, in one process or over a port, with secrets that can be searched for.
import { type AgentOptions, createAgent } from '../agent.ts';
import { polyai } from '../protocol/upstream.ts';
import type { LogEntry } from './log-entry.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRelay } from './relay.ts';
import type { RelayOptions } from './relay-options.ts';
import { serveRelay } from './serve.ts';
import type { RelayStore } from './store.ts';

export const origin = 'https://shop.example';
export const userId = '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84';
export const created = { user_id: userId, message: '', metadata: {} };

/** What must never be seen outside: key, token and the API's own conversation id. */
export const canaries = { apiKey: 'CANARY-key-4711', token: 'CANARY-token-4712', id: 'WEBCHAT_canary4713' };

export const account = {
  baseUrl: 'https://canary-host-4714.invalid',
  accountId: 'canary-account',
  projectId: 'canary-project',
  apiKey: canaries.apiKey,
  token: canaries.token,
};

export const secrets = [{ id: '1', key: Uint8Array.from({ length: 32 }, (_, index) => index * 7) }];

export interface Setup extends Partial<RelayOptions> {
  agent?: AgentOptions;
}

export interface Bench {
  agent: ReturnType<typeof createAgent>;
  log: LogEntry[];
  store: RelayStore;
  /** Sends any request, with the allowed origin unless told otherwise. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Posts JSON, or a string as it is. */
  post(path: string, body: unknown, headers?: Record<string, string | undefined>): Promise<Response>;
  /** The token of a new conversation. */
  open(): Promise<string>;
  close(): Promise<void>;
}

export type Way = 'in process' | 'over a port';
export const ways: Way[] = ['in process', 'over a port'];

export async function setUp(way: Way, { agent: agentOptions, ...options }: Setup = {}): Promise<Bench> {
  const agent = createAgent({
    apiKey: canaries.apiKey,
    token: canaries.token,
    newId: () => canaries.id,
    ...agentOptions,
  });
  const log: LogEntry[] = [];
  const { now, setTimer } = options;
  const store = createMemoryStore({ ...(now && { now }), ...(setTimer && { setTimer }) });
  const settings = {
    store,
    upstream: polyai(account),
    secrets,
    allowedOrigins: [origin],
    fetch: agent.fetch,
    log: (entry) => log.push(entry),
    files: () => Promise.resolve(undefined),
    // Tests are faster than people; those of limits say so.
    rates: 'off',
    ...options,
  } satisfies RelayOptions;
  const served = way === 'over a port' ? await serveRelay({ ...settings, port: 0 }) : undefined;
  const relay = createRelay(settings);
  const send: Bench['send'] = (path, init) => {
    const request = new Request(
      `${served?.url.replace(/\/parley$/, '') ?? 'https://relay.example'}${path}`,
      init,
    );
    if (!request.headers.has('origin') && !request.headers.has('x-no-origin'))
      request.headers.set('origin', origin);
    return served ? fetch(request) : relay.fetch(request);
  };
  const post: Bench['post'] = (path, body, headers = {}) => {
    const all: Record<string, string | undefined> = { 'content-type': 'application/json', ...headers };
    return send(path, {
      method: 'POST',
      headers: Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      body:
        typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    });
  };
  return {
    agent,
    log,
    store: settings.store,
    send,
    post,
    async open() {
      const answer = await post('/chat/create', created);
      return ((await answer.json()) as { conversation_id: string }).conversation_id;
    },
    close: async () => served?.close(),
  };
}

/** Everything of an answer that a browser can see. */
export async function readAll(answer: Response): Promise<string> {
  return JSON.stringify([...answer.headers]) + (await answer.text());
}

/** How the canaries may hide: plain, in base64, or encoded for a URL. */
export function findCanaries(text: string): string[] {
  return [
    ...Object.values(canaries),
    account.baseUrl,
    'canary-host',
    'canary-account',
    'canary-project',
  ].filter((value) =>
    [value, btoa(value).replace(/=+$/, ''), encodeURIComponent(value)].some((form) => text.includes(form)),
  );
}

/** A clock that stands still until it is told to go on, and the timers that go by it. */
export function createFakeClock(startMs = 1_763_800_000_000) {
  let nowMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    setTimer: (run: () => void, ms: number) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass,
    /** Goes on until the promise is settled: slowly, since hashes and bodies take real time meanwhile. */
    async until<T>(promise: Promise<T>): Promise<T> {
      const under = { way: true };
      const settled = promise.finally(() => (under.way = false));
      while (under.way) await pass(25);
      return settled;
    },
  };

  /** Everything that is due on the way happens in its order. */
  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      await takeABreath();
      const next = timers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = untilMs;
    await takeABreath();
  }
}

function takeABreath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
