// Two ways to the same stand-in, so that each sentence of the suite is tried in one process and over a port.
import { afterEach } from 'vitest';
import type { AgentOptions } from './agent-options.ts';
import { type Agent, createAgent } from './create-agent.ts';
import { serveAgent } from './listen.ts';

export const path = '/v1/poly-scs-uk/PROJECT-191bfa2a/chat';
export const headers = { 'X-Api-Key': 'key', 'X-Token': 'token', 'Content-Type': 'application/json' };
export const createBody = { user_id: '71c21b7c-5fa3-4c0d-bd4f-5ef0a7641b84', message: '', metadata: {} };

export interface Reach {
  agent: Agent;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** POSTs JSON with both keys. */
  post: (operation: string, body: unknown, init?: RequestInit) => Promise<Response>;
  /** Creates a conversation and answers with its id. */
  start: () => Promise<string>;
  /** Sends one message. */
  say: (conversationId: string, message: string, init?: RequestInit) => Promise<Response>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

export const ways: [string, (options?: AgentOptions) => Promise<Reach>][] = [
  [
    'in process',
    (options) => {
      const agent = createAgent(options);
      return Promise.resolve(toReach(agent, agent.fetch));
    },
  ],
  [
    'over a port',
    async (options) => {
      const { agent, url, close } = await serveAgent(options);
      closing.push(close);
      return toReach(agent, (path, init) => fetch(url + path, init));
    },
  ],
];

function toReach(agent: Agent, fetch: Reach['fetch']): Reach {
  const post: Reach['post'] = (operation, body, init) =>
    fetch(`${path}/${operation}`, { method: 'POST', headers, body: JSON.stringify(body), ...init });
  return {
    agent,
    fetch,
    post,
    start: async () => {
      const answer = (await (await post('create', createBody)).json()) as { conversation_id: string };
      return answer.conversation_id;
    },
    say: (conversationId, message, init) =>
      post('respond', { conversation_id: conversationId, message }, init),
  };
}
