// Who is talking: the agent's picture, the title, what kind of agent it is, and the way out.
import { h, type JSX } from 'preact';
import { Avatar } from './avatar.tsx';
import { CloseIcon } from './icons.tsx';
import type { WidgetModel } from './model.ts';

export function Header(model: WidgetModel): JSX.Element {
  const { settings, mode, close } = model;
  const { labels, title, subtitle, disclosure, headingLevel } = settings.value;
  return (
    <header part="header" class="header">
      <Avatar {...model} />
      <div class="who">
        {h(`h${headingLevel}`, { id: 'title', part: 'title', class: 'title' }, title)}
        <p class="status">
          {disclosure && <span class="chip">{labels.ai}</span>}
          {subtitle}
        </p>
      </div>
      {mode.value === 'floating' && (
        <button part="close" class="icon-button" aria-label={labels.close} onClick={close}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}
