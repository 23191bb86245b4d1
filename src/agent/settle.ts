// What becomes of a well-formed call: a mishap, a refusal or an answer. All of it synchronous, so that counts, strikes
// and the state of conversations follow the order of arrival.
import type { CreateAnswer, RespondAnswer } from '../protocol/contract.ts';
import { readFields, readText } from '../protocol/shape.ts';
import type { AgentSettings } from './agent-options.ts';
import type { Call } from './call.ts';
import type { AgentConversation, Conversations } from './conversations.ts';
import { conversationEnded, conversationExpired, conversationNotFound, type Fault } from './fault.ts';
import { type FailingMishap, isFailing, type Mishap, readTypedMishap } from './mishaps.ts';
import { findSaying, type Persona, type Saying } from './persona.ts';

export type Outcome =
  | { failing: FailingMishap }
  | { fault: Fault }
  | { status: number; body: CreateAnswer | RespondAnswer; extraMs: number };

/** Settles one call, the `count`th of its operation, and notes on it the mishap that struck. */
export function settle(
  call: Call,
  count: number,
  settings: AgentSettings,
  conversations: Conversations,
): Outcome {
  const { operation } = call;
  const fields = readFields(call.body);
  const message = readText(fields['message']) ?? '';
  const chosen = settings.mishap({ operation, count, message });
  if (isFailing(chosen)) {
    call.mishap = chosen;
    return { failing: chosen };
  }
  if (operation === 'create') {
    // A conversation that begins can neither have expired nor have ended.
    if (chosen === 'slow') call.mishap = chosen;
    return {
      status: settings.createStatus,
      body: { conversation_id: conversations.open(), ...toBody(settings.persona.greeting, settings.strict) },
      extraMs: chosen === 'slow' ? settings.slowMs : 0,
    };
  }

  const id = readText(fields['conversation_id']) ?? '';
  const conversation = conversations.find(id);
  if (!conversation) return { fault: conversationNotFound(id) };
  if (conversation.state !== 'open') return { fault: toFault(conversation.state, id) };
  const typed = settings.strict ? undefined : readTypedMishap(message);
  const isSecondTry = typed !== undefined && conversation.struck.has(typed);
  const mishap = chosen ?? (isSecondTry ? undefined : typed);
  if (mishap) call.mishap = mishap;
  if (mishap === 'expired' || mishap === 'ended') {
    conversation.state = mishap;
    return { fault: toFault(mishap, id) };
  }
  if (isFailing(mishap)) {
    conversation.struck.add(mishap);
    return { failing: mishap };
  }
  const saying = findAnswer(settings.persona, message, typed);
  if (saying.end_conversation) conversation.state = 'ended';
  const { response, ...extras } = toBody(saying, settings.strict);
  const repeated = settings.repeatId && { conversation_id: id };
  return {
    status: 200,
    body: { response, end_conversation: false, ...extras, ...repeated },
    extraMs: mishap === 'slow' ? settings.slowMs : 0,
  };
}

function toFault(state: Exclude<AgentConversation['state'], 'open'>, id: string): Fault {
  return state === 'expired' ? conversationExpired(id) : conversationEnded(id);
}

function findAnswer(persona: Persona, message: string, typed: Mishap | undefined): Saying {
  if (typed === undefined) return findSaying(persona, message);
  return typed === 'slow' ? persona.slow : persona.secondTry;
}

/** The fields of a saying that may go out: under `strict` those of the seed. */
function toBody(saying: Saying, strict: boolean): Saying {
  const { response, end_conversation } = saying;
  return strict ? { response, ...(end_conversation && { end_conversation }) } : saying;
}
