// What may befall a message on its two ways, and how often: from the sender to the relay, and from the relay to the agent.
import { drawName } from './chance.ts';

/** Between sender and relay. */
export type LinkFault =
  /** The request never arrives. */
  | 'request_lost'
  /** The relay works on it, and its answer is lost. */
  | 'answer_lost'
  /** The browser sends the same bytes twice, and either may come first. */
  | 'sent_twice';

/** Between relay and agent. */
export type AgentFault =
  /** Nobody listens: proven unsent. */
  | 'refused'
  /** The connection breaks before the agent has read the request. */
  | 'agent_request_lost'
  /** The agent works on it, and its answer is lost. */
  | 'agent_answer_lost'
  /** The agent works on it and never answers. */
  | 'hang'
  /** The agent takes its time, and answers within the relay's. */
  | 'slow'
  /** The agent says that it does not take the message now. */
  | 'busy'
  /** The agent fails, having worked on it or not. */
  | 'server_error'
  /** The agent works on it, and its answer cannot be read. */
  | 'malformed';

export interface FaultShares {
  link: Partial<Record<LinkFault, number>>;
  agent: Partial<Record<AgentFault, number>>;
}

/** About every fourth attempt meets something. */
export const stormy: FaultShares = {
  link: { request_lost: 0.06, answer_lost: 0.08, sent_twice: 0.08 },
  agent: {
    refused: 0.04,
    agent_request_lost: 0.02,
    agent_answer_lost: 0.03,
    hang: 0.01,
    slow: 0.08,
    busy: 0.04,
    server_error: 0.02,
    malformed: 0.01,
  },
};

/** Decides what befalls each attempt of each message, and counts it. */
export function createFaults(seed: number, shares: FaultShares) {
  const struck: Partial<Record<LinkFault | AgentFault, number>> = {};
  const attempts = new Map<string, number>();

  function draw<T extends LinkFault | AgentFault>(
    way: string,
    wayShares: Partial<Record<T, number>>,
    message: string,
  ): T | undefined {
    const attempt = (attempts.get(way + message) ?? 0) + 1;
    attempts.set(way + message, attempt);
    const fault = drawName(wayShares, seed, way, message, attempt);
    if (fault) struck[fault] = (struck[fault] ?? 0) + 1;
    return fault;
  }

  return {
    struck,
    ofLink: (message: string) => draw('link', shares.link, message),
    ofAgent: (message: string) => draw('agent', shares.agent, message),
  };
}

export type Faults = ReturnType<typeof createFaults>;
