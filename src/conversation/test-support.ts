// A conversation before the real stand-in, ways to wait for its signals, and a guard over what goes to the console.
import { effect, type ReadonlySignal } from '@preact/signals-core';
import { afterEach, beforeEach, vi } from 'vitest';
import { type AgentOptions, createAgent } from '../agent.ts';
import { createChatClient } from '../protocol/client.ts';
import { type Conversation, type ConversationOptions, createConversation } from './create-conversation.ts';
import type { Message } from './state.ts';

/** Nothing may be written to the console, except what a test expects and takes with `takeErrors`. */
const written: unknown[][] = [];
beforeEach(() => {
  for (const level of ['error', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void written.push(words));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  const words = takeErrors();
  if (words.length > 0) throw new Error(`Written to the console: ${JSON.stringify(words)}`);
});

/** What has been written to the console since the last call. */
export function takeErrors(): unknown[][] {
  return written.splice(0);
}

export function setUp(persona: AgentOptions = {}, options: Partial<ConversationOptions> = {}) {
  const agent = createAgent(persona);
  const client = createChatClient({
    base: 'https://relay.test/v1/a/p',
    headers: { 'X-Api-Key': 'k', 'X-Token': 't' },
    fetch: (url, init) => agent.fetch(url, withLowerCase(init)),
  });
  const conversation = createConversation({ client, ...options });
  return { agent, conversation };
}

/** Header names in lower case, as any real Headers gives them and happy-dom's do not. */
export function withLowerCase(init: RequestInit): RequestInit & { headers: Record<string, string> } {
  const headers = Object.entries(init.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return { ...init, headers: Object.fromEntries(headers) };
}

/** Resolves as soon as the signal's value is as wanted. */
export function until<T>(signal: ReadonlySignal<T>, isWanted: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!isWanted(signal.value)) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** Resolves once nothing is on its way. */
export function untilSettled({ phase }: Conversation): Promise<void> {
  return until(phase, (value) => value !== 'opening' && value !== 'waiting');
}

/** The transcript as a reader sees it: `v` or `a`, how a visitor's message fared unless it was sent, and the text. */
export function read(messages: readonly Message[]): string[] {
  return messages.map((message) => {
    if (message.author === 'agent') return `a ${message.text}`;
    return `v ${message.delivery === 'sent' ? '' : `(${message.delivery}) `}${message.text}`;
  });
}
