// The dialog: header, transcript, composer. It owns the focus: where it goes on opening, and back on closing.
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Composer, isComposing } from './composer.tsx';
import { Header } from './header.tsx';
import { useModel } from './model.ts';
import { EndedNotice, OfflineNotice } from './notice.tsx';
import { Transcript } from './transcript.tsx';

export function Panel({ rootRef }: { rootRef: RefObject<HTMLDivElement | null> }): JSX.Element {
  const { conversation, settings, surroundings, panel, mode, close, returnFocus } = useModel();
  const { disclosure } = settings.value;
  const { isOpen, by } = panel.value;
  const dialog = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);

  /** Before a control goes away, focus moves to where the visitor writes; on touch without raising the keyboard. */
  function keepFocus(): void {
    (surroundings.coarse.peek() ? dialog : input).current?.focus({ preventScroll: true });
  }

  useLayoutEffect(() => {
    const node = dialog.current;
    if (isOpen && by === 'person') keepFocus();
    // Hidden nodes keep focus until the next frame, so there is time to hand it back to the launcher.
    else if (!isOpen && node?.matches(':focus-within')) {
      const launcher = rootRef.current?.querySelector<HTMLElement>('.launcher');
      if (launcher) launcher.focus({ preventScroll: true });
      else returnFocus();
    }
  }, [isOpen, by]);

  const messages = conversation.messages.value;
  useLayoutEffect(() => {
    if (isOpen) conversation.markSeen();
  }, [isOpen, messages]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event) || mode.peek() !== 'floating') return;
    event.preventDefault();
    close();
  }

  return (
    <div
      ref={dialog}
      part="panel"
      class="panel"
      role="dialog"
      aria-labelledby="title"
      {...(disclosure && { 'aria-describedby': 'disclosure' })}
      tabIndex={-1}
      hidden={!isOpen}
      onKeyDown={onKeyDown}
    >
      <Header />
      <OfflineNotice />
      <Transcript onActed={keepFocus} />
      <div class="footer">
        <EndedNotice
          onRestart={() => {
            keepFocus();
            conversation.restart();
          }}
        />
        <Composer inputRef={input} />
        {disclosure && (
          <p id="disclosure" part="disclosure" class="disclosure">
            {disclosure}
          </p>
        )}
      </div>
    </div>
  );
}
