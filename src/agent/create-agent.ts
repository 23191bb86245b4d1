// The stand-in for PolyAI's Chat API: a function from Request to Response. It knows no network, no Node and no page.
import type { Operation } from '../protocol/contract.ts';
import { type AgentOptions, resolveSettings } from './agent-options.ts';
import { toAnswer, toRefusal } from './answer.ts';
import { type Call, findFault, readBody, readPath } from './call.ts';
import { createConversations } from './conversations.ts';
import { methodNotAllowed, notFound } from './fault.ts';
import { strikes } from './mishaps.ts';
import { pause } from './pause.ts';
import { settle } from './settle.ts';

/** A stand-in: what answers, and what it was asked. */
export interface Agent {
  /**
   * Answers as the Chat API would, where a fetch or where a server's handler is wanted.
   * Rejects where a fetch would: on abort, and on the mishap `reset`.
   */
  fetch(this: void, request: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** How many requests reached each operation, whatever became of them. */
  readonly received: Readonly<Record<Operation, number>>;
  /** Those requests, oldest first; the newest 10,000 are kept. */
  readonly calls: readonly Call[];
  /** Forgets calls, counts and conversations. */
  reset(this: void): void;
}

const keptCalls = 10_000;

/**
 * Makes a stand-in for the Chat API.
 *
 * @example
 * const agent = createAgent({ persona: 'shop', delayMs: 700 });
 * const chat = createChatClient({ ...polyai(account), fetch: agent.fetch });
 */
export function createAgent(options: AgentOptions = {}): Agent {
  const settings = resolveSettings(options);
  const conversations = createConversations(settings);
  const received: Record<Operation, number> = { create: 0, respond: 0 };
  const calls: Call[] = [];

  async function answer(request: Request, signal: AbortSignal): Promise<Response> {
    const path = readPath(new URL(request.url).pathname);
    if (!path) return toRefusal(notFound, settings.errorStyle);
    if (request.method !== 'POST') return toRefusal(methodNotAllowed, settings.errorStyle);
    const body = readBody(await request.text());
    const call: Call = { ...path, headers: Object.fromEntries(request.headers), body, at: settings.now() };
    calls.push(call);
    if (calls.length > keptCalls) calls.shift();
    const count = (received[call.operation] += 1);

    const fault = findFault(call, settings.credentials, settings.strict);
    const outcome = fault ? { fault } : settle(call, count, settings, conversations);
    await pause(settings.delayMs + ('extraMs' in outcome ? outcome.extraMs : 0), signal);
    if ('failing' in outcome) return strikes[outcome.failing](settings, signal);
    if ('fault' in outcome) return toRefusal(outcome.fault, settings.errorStyle);
    return toAnswer(outcome.status, JSON.stringify(outcome.body));
  }

  return {
    received,
    calls,
    async fetch(input, init) {
      const isRequest = input instanceof Request;
      const request = new Request(isRequest ? input : new URL(input, 'http://agent.invalid'), init);
      // The caller's own signal: in Node the one of a new Request may be collected before it fires.
      const signal = init?.signal ?? (isRequest ? input.signal : request.signal);
      signal.throwIfAborted();
      return answer(request, signal);
    },
    reset() {
      received.create = 0;
      received.respond = 0;
      calls.length = 0;
      conversations.clear();
    },
  };
}
