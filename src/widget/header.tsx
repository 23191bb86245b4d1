// Who is talking: the agent's picture, the title, what kind of agent it is, and the way out.
import { h, type JSX } from 'preact';
import { Avatar } from './avatar.tsx';
import { CloseIcon } from './icons.tsx';
import { useModel } from './model.ts';

export function Header(): JSX.Element {
  const { settings, mode, close } = useModel();
  const { labels, title, subtitle, disclosure, headingLevel } = settings.value;
  return (
    <header part="header" class="header">
      <Avatar />
      <div class="who">
        {h(`h${headingLevel}`, { id: 'title', part: 'title', class: 'title' }, title)}
        <p class="status">
          {disclosure && <span class="chip">{labels.ai}</span>}
          <span class="subtitle">{subtitle}</span>
        </p>
      </div>
      {mode.value === 'floating' && (
        <button type="button" part="close" class="icon-button" aria-label={labels.close} onClick={close}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}
