// Door `parley-chat/relay`: the relay as a function from Request to Response, for any platform.
export type { AgentOptions, RelayAgent } from './relay/agent-options.ts';
export type { CreateDraft, OnCreate, OnCreateResult } from './relay/draft.ts';
export type { IdentityOptions } from './relay/identity.ts';
export type { Coding } from './relay/content-coding.ts';
export type { RelayFile, RelayFiles } from './relay/file-answer.ts';
export type { Taken } from './relay/gcra.ts';
export type { LogAddress, LogEntry, RouteName } from './relay/log-entry.ts';
export { createMemoryStore, type MemoryStoreOptions } from './relay/memory-store.ts';
export type { ProblemCode } from './relay/problem.ts';
export type { RateName } from './relay/rates.ts';
export type { BreakerState, Observe, RelayEvent, RetryReason } from './relay/relay-event.ts';
export { createRelay, type Relay } from './relay/relay.ts';
export type { RelayOptions } from './relay/relay-options.ts';
export type { RelaySecret } from './relay/secrets.ts';
export type {
  BeginOptions,
  Begun,
  Finish,
  LockOptions,
  RelayStore,
  StoredAnswer,
  TakeOptions,
} from './relay/store.ts';
export type { SetTimer } from './relay/timer.ts';
