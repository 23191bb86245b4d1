// How much has been written, from where it nears the limit of a message's length; and that it is too much.
import type { ComponentType } from 'preact';
import { addExtraLabels, fill } from './labels.ts';
import type { Kit } from './extras.ts';
import type { WidgetSettings } from './model.ts';

type Props = WidgetSettings & {
  /** Of the draft, in code points. */
  length: number;
};

/** It is drawn with the composer, and tracks nothing of its own. */
export function createCounter({ h, Fragment }: Kit): ComponentType<Props> {
  return function Counter({ labels, locale, maxLength, length }: Props) {
    const { count, errors } = addExtraLabels(labels);
    const complaint = length > maxLength && errors.too_long;
    const isNear = length >= maxLength * 0.9;
    const share = (length < maxLength ? 0.9 : 1).toLocaleString(locale, { style: 'percent' });
    const max = maxLength.toLocaleString(locale);
    return (
      <Fragment>
        {isNear && (
          <p class={complaint ? 'failure' : 'meta'} aria-hidden="true">
            {complaint} {length.toLocaleString(locale)} / {max}
          </p>
        )}
        {/* What is spoken changes twice on the way to the limit, and not at every key. */}
        <p class="visually-hidden" aria-live="polite">
          {complaint || (isNear && fill(count, { count: share, max }))}
        </p>
      </Fragment>
    );
  };
}
