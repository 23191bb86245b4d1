// Door `parley-chat/agent`: a stand-in for PolyAI's Chat API, to develop, demonstrate and test against.
export type { AgentOptions } from './agent/agent-options.ts';
export type { ErrorStyle } from './agent/answer.ts';
export type { Call } from './agent/call.ts';
export type { Agent } from './agent/create-agent.ts';
export { createAgent } from './agent/create-agent.ts';
export type { ServeAgentOptions, ServedAgent } from './agent/listen.ts';
export { serveAgent } from './agent/listen.ts';
export type { Mishap, MishapChoice } from './agent/mishaps.ts';
export { mishaps } from './agent/mishaps.ts';
export type { Persona, Saying, Topic } from './agent/persona.ts';
