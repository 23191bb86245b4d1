// A few words beside the launcher, where the owner wants them: once, not soon, and never in anybody's way.
import type { ComponentType } from 'preact';
import { addExtraLabels } from './labels.ts';
import type { Device, Kit } from './extras.ts';
import type { TeaserWords, WidgetModel, WidgetSettings } from './model.ts';

/** In seconds. */
const usualDelay = 20;

/** As an attribute it is a text, perhaps with the seconds after `|`. */
function readTeaser(teaser: WidgetSettings['teaser']): Required<TeaserWords> {
  const [text = '', delay] = typeof teaser === 'string' ? teaser.split('|') : [];
  return { text, delay: Number(delay) || usualDelay, ...(typeof teaser === 'object' && teaser) };
}

/** What it asks of the browser. */
export type TeaserDevice = Pick<Device, 'isBusy' | 'wasAnswered' | 'noteAnswer'>;

export function createTeaser(
  { h, Fragment, observed, signal, CloseIcon }: Kit,
  device: TeaserDevice,
  { settings, conversation, panel, open }: WidgetModel,
): ComponentType {
  const stage = signal<'aside' | 'shown' | 'gone'>(device.wasAnswered() ? 'gone' : 'aside');

  /** Once a session. */
  function leave(): void {
    stage.value = 'gone';
    device.noteAnswer();
  }

  function dismiss({ currentTarget }: Event): void {
    // Who dismisses it by keys goes on from what stands beside it.
    const widget = (currentTarget as Element).closest('.root');
    widget?.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true });
    leave();
  }

  /** Where it is in the way, it comes later, and steps aside as long. */
  const wait = () => {
    const delayMs = readTeaser(settings.peek().teaser).delay * 1000;
    let timer = setTimeout(function look() {
      stage.value = device.isBusy() ? 'aside' : 'shown';
      timer = setTimeout(look, 1000);
    }, delayMs);
    return () => clearTimeout(timer);
  };

  /** Whoever has opened the chat needs no invitation any more. */
  const note = (node: Element | null) => {
    if (node) leave();
  };

  return observed(function Teaser() {
    const { teaser } = settings.value;
    const labels = addExtraLabels(settings.value.labels);
    const { text, delay } = readTeaser(teaser);
    const { isOpen, by } = panel.value;
    if (!text || stage.value === 'gone') return null;
    if (isOpen && by === 'person') return <i key="opened" hidden ref={note} />;
    if (isOpen || conversation.state.value.openedAt > 0) return null;
    return (
      <Fragment>
        <i key={delay} hidden ref={wait} />
        {stage.value === 'shown' && (
          <div
            part="teaser"
            class="teaser"
            role="group"
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key === 'Escape') dismiss(event);
            }}
          >
            <button class="invitation" onClick={open}>
              <span dir="auto">{text}</span>
            </button>
            <button class="icon-button" aria-label={labels.dismiss} onClick={dismiss}>
              <CloseIcon />
            </button>
          </div>
        )}
      </Fragment>
    );
  });
}
