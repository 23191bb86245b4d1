// The agent's picture, or the first letter of its name. Decoration: the name stands beside it as text.
import type { JSX } from 'preact';
import { useModel } from './model.ts';

export function Avatar(): JSX.Element {
  const { avatar, name } = useModel().settings.value;
  return (
    <span class="avatar" aria-hidden="true">
      {avatar ? (
        <img src={avatar} alt="" referrerpolicy="no-referrer" />
      ) : (
        String.fromCodePoint(name.codePointAt(0) ?? 63).toUpperCase()
      )}
    </span>
  );
}
