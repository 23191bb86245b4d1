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
export type TeaserDevice = Pick<Device, 'isBusy' | 'wasDismissed' | 'noteDismissal'>;

export function createTeaser(
  { h, observed, signal, CloseIcon }: Kit,
  device: TeaserDevice,
  { settings, conversation, panel, open }: WidgetModel,
): ComponentType {
  const stage = signal<'waiting' | 'shown' | 'gone'>(device.wasDismissed() ? 'gone' : 'waiting');

  /** Where it is in the way, it comes later. */
  function appear(): void {
    if (stage.peek() === 'waiting' && !device.isBusy()) stage.value = 'shown';
  }

  function dismiss({ currentTarget }: Event): void {
    // Who dismisses it by keys goes on from what stands beside it.
    const widget = (currentTarget as Element).closest('.root');
    widget?.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true });
    stage.value = 'gone';
    device.noteDismissal();
  }

  const wait = () => {
    const delayMs = readTeaser(settings.peek().teaser).delay * 1000;
    let timer = setTimeout(function look() {
      appear();
      if (stage.peek() === 'waiting') timer = setTimeout(look, 1000);
    }, delayMs);
    return () => clearTimeout(timer);
  };

  return observed(function Teaser() {
    const { teaser } = settings.value;
    const labels = addExtraLabels(settings.value.labels);
    const { text, delay } = readTeaser(teaser);
    // Whoever has been here needs no invitation.
    const isNew = !panel.value.isOpen && conversation.state.value.openedAt === 0;
    if (!isNew || !text || stage.value === 'gone') return null;
    if (stage.value === 'waiting') return <i key={delay} hidden ref={wait} />;
    return (
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
    );
  });
}
