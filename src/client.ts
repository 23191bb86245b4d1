// Door `parley-chat/client`: the Chat API itself, for servers and other channels.
export type { CallOptions, ChatClient, ChatClientOptions } from './protocol/client.ts';
export { createBoundedReader } from './protocol/bounded.ts';
export { createChatClient } from './protocol/client.ts';
export type { ErrorCode, Failure } from './protocol/chat-error.ts';
export { ChatError, errorCodes } from './protocol/chat-error.ts';
export type { Handoff } from './protocol/contract.ts';
export type { Attachment, CallAction, Created, Reply } from './protocol/reply.ts';
export type { Contract } from './protocol/contract-2026.ts';
export type { PolyAIAccount, Region, Upstream } from './protocol/upstream.ts';
export { polyai, regions } from './protocol/upstream.ts';
