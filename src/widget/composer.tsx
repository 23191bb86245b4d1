// Where the visitor writes. It keeps what is typed until it has been taken, and never sends half a word of an IME.
import { h, type JSX, type RefCallback } from 'preact';
import { isOver } from '../conversation/state.ts';
import { SendIcon } from './icons.tsx';
import type { WidgetModel } from './model.ts';
import { observed } from './observed.ts';

/** Safari ends a composition before its last key arrives; only the key code 229 still tells. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

interface Props extends WidgetModel {
  inputRef: RefCallback<HTMLTextAreaElement>;
}

export const Composer = observed(function Composer(props: Props) {
  const { conversation, settings, surroundings, begin, send, extras, inputRef } = props;
  const { labels, maxLength, enterToSend } = settings.value;
  const Counter = extras()?.Counter;
  const draft = conversation.draft.value;
  const phase = conversation.phase.value;
  const isClosed = isOver(phase);
  // Then it is out of sight and of the Tab order, but in place: whoever has the focus in it keeps it.
  const isDone = isClosed && !draft;
  const length = Array.from(draft).length;
  const isTooLong = length > maxLength;
  const canSend = !isClosed && !isTooLong && draft.trim() !== '';
  const enterSends = enterToSend === 'auto' ? !surroundings.coarse.value : enterToSend;

  function submit(event: Event): void {
    event.preventDefault();
    // Where a second key comes before the next drawing, nothing is left to be sent.
    if (canSend) send(conversation.draft.peek());
  }

  /** Unless the finger has slid off. */
  function onTouchEnd(event: JSX.TargetedTouchEvent<HTMLButtonElement>): void {
    const root = event.currentTarget.getRootNode() as ShadowRoot;
    for (const { clientX, clientY } of event.changedTouches)
      if (root.elementFromPoint(clientX, clientY)?.closest('.send')) submit(event);
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
        // For engines that do not size a field by its content; the others take no notice.
        rows={Math.min(6, draft.split(/\n|.{36}/).length)}
        dir="auto"
        aria-label={labels.input}
        placeholder={isOver(phase) ? labels.errors[phase] : labels.placeholder}
        enterkeyhint={enterSends ? 'send' : 'enter'}
        autocapitalize="sentences"
        readOnly={isClosed}
        aria-invalid={isTooLong}
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
        // A tap that the button takes for itself leaves the soft keyboard up, and is not followed by a click.
        onTouchStart={(event) => event.preventDefault()}
        onTouchEnd={onTouchEnd}
      >
        <SendIcon />
      </button>
      {Counter && <Counter {...settings.value} length={length} />}
    </form>
  );
});
