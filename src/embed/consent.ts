// Nothing leaves the page before the visitor agrees, where the owner wants that.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ConversationState } from '../conversation/state.ts';
import { readAsk } from '../widget/consent-ask.ts';
import type { Extras } from '../widget/extras.ts';
import type { WidgetModel, WidgetSettings } from '../widget/model.ts';
import { emit } from './events.ts';

export function createConsent(
  host: HTMLElement,
  settings: ReadonlySignal<WidgetSettings>,
  extras: ReadonlySignal<Extras | null | undefined>,
) {
  /** The run in which the visitor has agreed. */
  const agreedIn = signal(-1);

  /** How the visitor is still to be asked before this conversation may be created. */
  function findWanted({ stage, messages, run }: ConversationState): WidgetModel['consent']['value'] {
    const { consent } = settings.value;
    if (!consent || stage !== 'idle' || messages.length > 0 || agreedIn.value === run) return undefined;
    return readAsk(consent);
  }

  return {
    findWanted,
    agree({ run }: ConversationState): void {
      const text = extras.peek()?.readConsent(settings.peek()).text ?? '';
      agreedIn.value = run;
      emit(host, 'consent', { at: Date.now(), text });
    },
  };
}
