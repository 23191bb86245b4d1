// What a row of the fault table is: a fault, how often the agent hears the message all the same, and what the visitor sees.
import type { Page } from '@playwright/test';
import type { FaultProxyOptions, Toxic } from '../support/fault-proxy.ts';
import type { openChat, test, World } from '../support/world.ts';
import type { Sight } from './sights.ts';

export type Chat = Awaited<ReturnType<typeof openChat>>;

export interface Scene {
  page: Page;
  world: World;
  chat: Chat;
  /** The message that meets the fault. */
  text: string;
  /** How often the agent has heard it. */
  countHeard(): number;
  /** How often the page has asked the relay to send it. */
  countAsked(): number;
}

export interface Row {
  /** Its number in the table. */
  row: number;
  fault: string;
  heard: number;
  sees: Sight;
  use?: Parameters<typeof test.use>[0];
  /** @default a question that the agent knows an answer to */
  text?: string;
  /** Before the page is visited. */
  prepare?(scene: Pick<Scene, 'page' | 'world'>): Promise<void>;
  /** The embed tag. @default the world's own */
  tag?(world: World): Promise<string>;
  /** False where there is no greeting. @default true */
  greets?: boolean;
  /** What happens. @default the visitor sends the message */
  act?(scene: Scene): Promise<void>;
  /** How many messages beside the text get an answer in `act`. @default 0 */
  others?: number;
  /** What else has to be true when the visitor has seen it. */
  check?(scene: Scene): Promise<void> | void;
  /** False where the fault stays. @default true: the visitor takes the way on that is offered, and it leads on */
  goesOn?: boolean;
}

/** A row that other tests prove. */
export interface ReferredRow {
  row: number;
  fault: string;
  provedIn: string;
}

/** The faults of the messages on one line, one after the other; what comes after them passes. */
export function strikeMessages(...toxics: Toxic[]): () => Omit<FaultProxyOptions, 'target'> {
  return () => {
    const left = [...toxics];
    return {
      onRequest: ({ method, path }) =>
        method === 'POST' && path.endsWith('/respond') ? left.shift() : undefined,
    };
  };
}

/** An answer as it stands on the wire. */
export function forge(status: string, body: string, headers: Record<string, string | number> = {}): Toxic {
  const lines = Object.entries({
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return { type: 'forge', chunks: [`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`] };
}

/** Something between answers with a page of its own, and the relay never learns of the request. */
export const inRelaysPlace = (status: string): Toxic => ({
  ...forge(status, `<!doctype html><title>${status}</title>`, { 'Content-Type': 'text/html' }),
  stream: 'upstream',
});

/** The permission that browsers ask for beforehand comes on a connection that ends with it: the message gets its own. */
export function strikeFreshConnection(): Omit<FaultProxyOptions, 'target'> {
  const permission = forge('204 No Content', '', {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'content-type, idempotency-key, idempotency-issued',
    Connection: 'close',
  });
  const left: Record<string, Toxic> = {
    OPTIONS: { ...permission, stream: 'upstream' },
    POST: { type: 'reset_peer' },
  };
  return {
    onRequest({ method, path, turn }) {
      const toxic = path.endsWith('/respond') ? left[method] : undefined;
      if (toxic && method === 'POST' && turn !== 1) throw new Error('the connection was used before');
      if (toxic) delete left[method];
      return toxic;
    },
  };
}

/** What the relay has logged about messages. */
export function readLog({ log }: World): { status: number; code?: string; level: string; route: string }[] {
  return log.map((line) => JSON.parse(line) as ReturnType<typeof readLog>[number]);
}

/** Repeated attempts come at once. */
export const impatient = ({ page }: Pick<Scene, 'page'>): Promise<void> =>
  page.addInitScript(() => void (Math.random = () => 0)).then(() => undefined);
