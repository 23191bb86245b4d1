// Door `parley-chat/conversation`: the headless core, signals and commands without a DOM.
export type { Conversation, ConversationOptions, Phase } from './conversation/create-conversation.ts';
export { createConversation } from './conversation/create-conversation.ts';
export type {
  AgentMessage,
  ConversationState,
  Delivery,
  Message,
  Stage,
  VisitorMessage,
} from './conversation/state.ts';
export type { ChatClient, ChatClientOptions } from './protocol/client.ts';
export { createChatClient } from './protocol/client.ts';
export type { ErrorCode, Failure } from './protocol/chat-error.ts';
export { ChatError } from './protocol/chat-error.ts';
