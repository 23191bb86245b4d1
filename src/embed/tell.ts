// What integrators are told of a conversation: why the relay refuses it, and all of it where they want to see it.
import type { ConversationState } from '../conversation/state.ts';
import type { Failure } from '../protocol/chat-error.ts';
import type { FullOptions } from './option-kinds.ts';
import { reportMistake, show } from './report-mistake.ts';

/** Tells of each state that it is given, and of each refusal once. */
export function createTell() {
  let told: Failure | undefined;

  return (state: ConversationState, { relay, debug }: FullOptions): void => {
    if (debug) show(state);
    const { failure } = state;
    if (failure?.detail === 'origin_not_allowed' && failure !== told)
      reportMistake(
        `Parley: the relay at ${relay} does not allow ${location.origin}. Add it to its ALLOWED_ORIGINS.`,
      );
    told = failure;
  };
}
