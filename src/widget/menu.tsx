// What can be done with the conversation as a whole: a few more buttons, disclosed by the one in the header.
import type { ComponentType } from 'preact';
import { addExtraLabels, type Locale } from './labels.ts';
import type { Device, Kit } from './extras.ts';
import type { PanelModel } from './model.ts';
import { toData, toTranscript } from './transcript-text.ts';

/** What a button is called, what it does, and what it came to, which then stands in the button. */
type Entry = [label: string, act: () => void, outcome?: string | undefined];

/** @param toggle closes it, and gives the focus back to the button that opened it */
export function createMenu(
  { h, observed, signal, Contact }: Kit,
  device: Device,
  { conversation, settings, keepFocus, announce }: PanelModel,
  toggle: () => void,
): ComponentType {
  const isAsking = signal(false);
  /** What copying came to, in the menu that is open. */
  const copied = signal<'copied' | 'notCopied' | undefined>(undefined);
  let openings = 0;
  /** Going back closes it, before what it stands in. Once closed, it opens with the first view. */
  const begin = () => {
    const stop = device.heedBack(toggle);
    return () => {
      stop();
      isAsking.value = false;
      copied.value = undefined;
      openings += 1;
    };
  };

  /** With the focus elsewhere, the menu closes. */
  const perform = (command: () => void, said: string) => () => {
    keepFocus();
    command();
    announce(said);
  };

  /** What is done with a copy of the conversation, after which the visitor is where they were. */
  const give = (act: () => void) => () => {
    toggle();
    act();
  };

  function listKeepsakes(labels: Locale): Entry[] {
    const messages = conversation.messages.value;
    if (messages.length === 0) return [];
    const { title } = settings.peek();
    // Of the visitor's own day, as Swedes write it and ISO 8601.
    const name = `${title} ${new Date().toLocaleDateString('sv')}`;
    const write = () => toTranscript(messages, settings.peek());
    const copy = () => {
      const asked = openings;
      const tell = (outcome: 'copied' | 'notCopied') => () => {
        announce(labels[outcome]);
        // The visitor may have been asked for leave, and have closed the menu meanwhile.
        if (asked === openings) copied.value = outcome;
      };
      void device.copy(write()).then(tell('copied'), tell('notCopied'));
    };
    // Downloading and printing show for themselves.
    return [
      [labels.copyTranscript, copy, copied.value && labels[copied.value]],
      [labels.downloadText, give(() => device.download(`${name}.txt`, 'text/plain', write()))],
      [
        labels.downloadData,
        give(() => device.download(`${name}.json`, 'application/json', toData(messages, settings.peek()))),
      ],
      [labels.print, give(() => device.print(title, write()))],
    ];
  }

  return observed(function Menu() {
    const { fallback, privacy } = settings.value;
    const labels = addExtraLabels(settings.value.labels);
    const entries: Entry[] = isAsking.value
      ? // Where the second click of a double click lands.
        [[labels.cancel, toggle]]
      : [[labels.restart, perform(conversation.restart, labels.restart)], ...listKeepsakes(labels)];
    return (
      <div class="menu" role="group" aria-labelledby={isAsking.value ? 'question' : 'menu'} ref={begin}>
        {isAsking.value && <p id="question">{labels.deleteQuestion}</p>}
        {entries.map(([label, act, outcome]) => (
          <button
            key={label}
            // The harmless answer has the focus, so that a second press of Enter deletes nothing.
            ref={act === toggle ? (node) => node?.focus() : null}
            onClick={act}
          >
            {outcome || label}
          </button>
        ))}
        {!isAsking.value && fallback && <Contact address={fallback} labels={labels} />}
        {!isAsking.value && privacy && (
          <a class="link-button" href={privacy} target="_blank" rel="noopener">
            {labels.privacy}
            <span class="visually-hidden"> ({labels.opensNewTab})</span>
          </a>
        )}
        {isAsking.value ? (
          <button class="danger" onClick={perform(conversation.forget, labels.deleted)}>
            {labels.delete}
          </button>
        ) : (
          <button key="last" class="apart" onClick={() => (isAsking.value = true)}>
            {labels.deleteConversation}
          </button>
        )}
      </div>
    );
  });
}
