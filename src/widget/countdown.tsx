// The seconds until a message is sent again, as the relay wants it, and what they are for.
import type { VisitorMessage } from '../conversation/state.ts';
import type { Kit } from './extras.ts';
import { addExtraLabels, pluralize } from './labels.ts';
import type { WidgetModel } from './model.ts';

export interface Props extends WidgetModel {
  message: VisitorMessage;
}

export function createCountdown({ h }: Kit) {
  /** Its text goes on by itself, so that nothing else is drawn again each second. */
  return function Countdown({ message, settings }: Props) {
    const { locale, ...given } = settings.value;
    const labels = addExtraLabels(given.labels);
    const why = message.isBusy ? labels.errors.unavailable : labels.tooMany;
    const tick = (node: HTMLElement | null) => {
      const show = () => {
        const seconds = Math.max(1, Math.ceil(((message.retryAt ?? 0) - Date.now()) / 1000));
        if (node) node.textContent = `${why} ${pluralize(labels.waiting, seconds, locale)}`;
      };
      show();
      const timer = setInterval(show, 1000);
      return () => clearInterval(timer);
    };
    return <span ref={tick} />;
  };
}
