// The agent's picture, or the first letter of its name. Decoration: the name stands beside it as text.
import { h } from 'preact';
import type { WidgetModel } from './model.ts';
import { observed } from './observed.ts';

export const Avatar = observed(function Avatar({ settings }: WidgetModel) {
  const { avatar, name } = settings.value;
  return (
    <span class="avatar" aria-hidden="true">
      {avatar ? (
        <img src={avatar} alt="" referrerpolicy="no-referrer" />
      ) : (
        String.fromCodePoint(name.codePointAt(0) ?? 63).toUpperCase()
      )}
    </span>
  );
});
