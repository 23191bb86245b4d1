// The dialog: header, transcript, composer. It owns the focus: where it goes on opening, and back on closing.
import { type ComponentType, createRef, Fragment, h } from 'preact';
import type { Announcer } from './announcer.tsx';
import { Composer, isComposing } from './composer.tsx';
import { createHeader } from './header.tsx';
import type { PanelModel, WidgetModel } from './model.ts';
import { EndedNotice, Notice } from './notice.tsx';
import { createTranscript } from './transcript.tsx';
import { observed } from './observed.ts';

export function createPanel(widget: WidgetModel, { announce, Polite, Assertive }: Announcer): ComponentType {
  const { settings, surroundings, panel, close, returnFocus } = widget;
  const dialog = createRef<HTMLDivElement>();
  let input: HTMLTextAreaElement | null = null;
  const model: PanelModel = { ...widget, keepFocus, announce };
  const Header = createHeader(model);
  const Transcript = createTranscript(model);
  // They are there by the time that there is something to show.
  widget.extras();

  /** To where the visitor writes; on touch without raising the keyboard. */
  function keepFocus(): void {
    const field = !surroundings.coarse.peek() && input;
    (field || dialog.current)?.focus({ preventScroll: true });
  }

  /** The composer may come after the panel has been opened: with the visitor's consent, or with what asks for it. */
  function takeInput(node: HTMLTextAreaElement | null): void {
    input = node;
    if (node && dialog.current?.matches(':focus')) keepFocus();
  }

  /** Once the panel is open. Returns what is to happen when it has been closed. */
  function takeFocus(node: HTMLDivElement | null): () => void {
    dialog.current = node;
    if (panel.peek().by === 'person') keepFocus();
    return () => {
      // What is in a hidden node keeps the focus until the next frame, so there is time to hand it back.
      if (node?.matches(':focus-within')) giveBack();
    };
  }

  function giveBack(): void {
    const root = dialog.current?.parentElement;
    if (!returnFocus()) root?.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true });
  }

  const leaveFocus = () => undefined;

  /** While nothing else can be used, no other place is one for the focus. */
  function fetchFocus(end: HTMLElement | null): void {
    if (end && !dialog.current?.matches(':focus-within')) keepFocus();
  }

  /** Where Tab would leave a panel that covers the page: it comes in again at the other end. */
  const edge = (other: string) => (
    <i
      ref={fetchFocus}
      tabIndex={0}
      onFocus={() => dialog.current?.querySelector<HTMLElement>(other)?.focus()}
    />
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event)) return;
    const disclosed = dialog.current?.querySelector<HTMLElement>('[aria-expanded=true]');
    // What is disclosed closes first; its button takes the focus.
    if (disclosed) disclosed.click();
    else if (settings.peek().mode === 'floating') close();
    else return;
    event.preventDefault();
  }

  return observed(function Panel() {
    const { disclosure, labels } = settings.value;
    const { isOpen, isModal } = panel.value;
    const coversPage = isOpen && isModal;
    const consent = model.consent.value;
    const extras = consent && model.extras();
    const Consent = extras?.Consent;
    // Before the visitor has agreed there is nothing to read, and nowhere to write; nor before they could be told.
    const isClosed = consent === 'always' || (consent && !Consent);
    return (
      <Fragment>
        {coversPage && edge('.composer:not(.over) .send,.ended button,.gate button + button')}
        <div
          // Preact 10 forgets to clean up where a function is followed by nothing.
          ref={isOpen ? takeFocus : leaveFocus}
          part="panel"
          class="panel"
          role="dialog"
          aria-modal={coversPage || undefined}
          aria-labelledby="title"
          aria-describedby={disclosure && 'disclosure'}
          tabIndex={-1}
          hidden={!isOpen}
          // The node itself loses it as it is hidden.
          onBlur={({ currentTarget }) => currentTarget.hidden && giveBack()}
          onKeyDown={onKeyDown}
        >
          <Header />
          <Notice {...model} />
          {!isClosed && <Transcript />}
          {Consent && <Consent {...model} />}
          {consent && extras === null && (
            <div part="notice" class="notice sending">
              {labels.errors.unavailable}
              <button part="retry" class="link-button" onClick={model.extras}>
                {labels.retry}
              </button>
            </div>
          )}
          <div class="footer">
            {!isClosed && <Composer {...model} inputRef={takeInput} />}
            {disclosure && (
              <p id="disclosure" part="disclosure" class="disclosure">
                {disclosure}
              </p>
            )}
          </div>
          {/* After the composer, which keeps the focus when the end has come: the way on is the next stop. */}
          <EndedNotice {...model} />
          <Polite />
          <Assertive />
        </div>
        {coversPage && edge('button')}
      </Fragment>
    );
  });
}
