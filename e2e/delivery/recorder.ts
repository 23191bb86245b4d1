// The stand-in agent with a witness: each call that reached it is recorded, and each answer says which call it answers.
import { setImmediate } from 'node:timers/promises';
import { type Agent, createAgent } from '../../src/agent.ts';
import type { AgentFault, Faults } from './faults.ts';
import type { Send } from './history.ts';

export interface Recorder {
  /** Can be called as it is, or served over a port. */
  agent: Agent;
  sends: Send[];
  /** The agent's own names of the conversations, in the order in which they began. */
  ids: string[];
  /** Called at each call that is recorded, with their number so far. */
  onSend?: (count: number) => void;
}

/**
 * How much earlier a caller may have hung up than it is noticed here, in milliseconds: that and the next call come by two
 * connections, and may be read in either order.
 */
const hangUpMs = 100;

export function createRecorder(faults: Pick<Faults, 'ofAgent'>, slowMs = 15): Recorder {
  const sends: Send[] = [];
  const ids: string[] = [];
  const chosen = new Map<string, AgentFault | undefined>();
  const standIn = createAgent({
    retryAfterSeconds: 0,
    slowMs,
    newId() {
      ids.push(`WEBCHAT_${ids.length + 1}`);
      return ids.at(-1) ?? '';
    },
    mishap: ({ message }) => toMishap(chosen.get(message)),
  });

  async function answer(request: Request, signal: AbortSignal): Promise<Response> {
    const body = (await request.clone().json()) as Record<string, string>;
    const { message = '', conversation_id: id, user_id: user } = body;
    // An empty message opens a conversation and says nothing, so there is nothing to say twice.
    if (message === '') return standIn.fetch(request);
    const fault = faults.ofAgent(message);
    if (fault === 'refused') throw toNetworkError('ECONNREFUSED', 'connect');
    if (fault === 'agent_request_lost') throw toNetworkError('ECONNRESET', 'read');
    chosen.set(message, fault);
    if (fault === 'busy') return standIn.fetch(request);
    // Where this process was too busy to read it in time, the caller has given up: an agent that is not would have known.
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    signal.throwIfAborted();
    const send: Send = {
      conversation: id ?? `user ${user}`,
      message,
      startedAt: performance.now(),
      endedAt: Infinity,
    };
    sends.push(send);
    recorder.onSend?.(sends.length);
    try {
      const response = await standIn.fetch(request, { signal });
      if (fault === 'agent_answer_lost') throw toNetworkError('ECONNRESET', 'read');
      if (response.status >= 300 || fault === 'malformed') return response;
      send.answer = `answer ${sends.length} to ${message}`;
      return Response.json({ ...((await response.json()) as object), response: send.answer });
    } finally {
      send.endedAt = performance.now() - (signal.aborted ? hangUpMs : 0);
    }
  }

  const recorder: Recorder = {
    sends,
    ids,
    agent: {
      ...standIn,
      fetch: (input, init) => {
        const request = new Request(
          input instanceof Request ? input : new URL(input, 'http://agent.invalid'),
          init,
        );
        return answer(request, init?.signal ?? request.signal);
      },
    },
  };
  return recorder;
}

function toMishap(fault: AgentFault | undefined) {
  if (fault === 'busy') return '429';
  if (fault === 'server_error') return '500';
  if (fault === 'hang' || fault === 'slow' || fault === 'malformed') return fault;
  return undefined;
}

/** What Node's fetch rejects with. */
function toNetworkError(code: string, syscall: string): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall }),
  });
}
