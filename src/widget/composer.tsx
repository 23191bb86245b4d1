// Where the visitor writes. It keeps what is typed until it has been taken, and never sends half a word of an IME.
import { type createRef, h } from 'preact';
import { isOver } from '../conversation/state.ts';
import { SendIcon } from './icons.tsx';
import { fill } from './labels.ts';
import type { WidgetModel } from './model.ts';
import { observed } from './observed.ts';

/** Safari ends a composition before its last key arrives; only the key code 229 still tells. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

interface Props extends WidgetModel {
  inputRef: ReturnType<typeof createRef<HTMLTextAreaElement>>;
}

export const Composer = observed(function Composer(props: Props) {
  const { conversation, settings, surroundings, begin, send, inputRef } = props;
  const { labels, maxLength, enterToSend } = settings.value;
  const draft = conversation.draft.value;
  const phase = conversation.phase.value;
  const isClosed = isOver(phase);
  // Then it is out of sight and of the Tab order, but in place: whoever has the focus in it keeps it.
  const isDone = isClosed && !draft;
  const excess = Array.from(draft).length - maxLength;
  const canSend = !isClosed && excess <= 0 && draft.trim() !== '';
  const enterSends = enterToSend === 'auto' ? !surroundings.coarse.value : enterToSend;

  function submit(event: Event): void {
    event.preventDefault();
    if (canSend) send(draft);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !isComposing(event) && enterSends) submit(event);
  }

  return (
    <form part="composer" class={`composer${isDone ? ' over' : ''}`} onSubmit={submit}>
      <textarea
        ref={inputRef}
        part="input"
        tabIndex={isDone ? -1 : 0}
        class="input"
        rows={1}
        dir="auto"
        aria-label={labels.input}
        placeholder={labels.placeholder}
        enterkeyhint={enterSends ? 'send' : 'enter'}
        autocapitalize="sentences"
        readOnly={isClosed}
        aria-invalid={excess > 0}
        value={draft}
        onInput={(event) => conversation.setDraft(event.currentTarget.value)}
        onFocus={begin}
        onKeyDown={onKeyDown}
      />
      <button
        part="send"
        tabIndex={isDone ? -1 : 0}
        class="send"
        aria-label={labels.send}
        aria-disabled={!canSend}
      >
        <SendIcon />
      </button>
      {excess > 0 && (
        <p class="excess" role="status">
          {fill(labels.tooLong, { count: excess })}
        </p>
      )}
    </form>
  );
});
