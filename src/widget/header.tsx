// Who is talking: the agent's picture, the title, what kind of agent it is; the menu, and the way out.
import { type ComponentType, h } from 'preact';
import { Avatar } from './avatar.tsx';
import { CloseIcon } from './icons.tsx';
import { createMenu } from './menu.tsx';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

export function createHeader(model: PanelModel): ComponentType {
  const { settings, close } = model;
  const Menu = createMenu(model);
  return observed(function Header() {
    const { labels, mode, title, subtitle, disclosure, headingLevel } = settings.value;
    const Heading = `h${headingLevel}` as 'h2';
    return (
      <header part="header" class="header">
        <Avatar {...model} />
        <div class="who">
          <Heading id="title" part="title" class="title">
            {title}
          </Heading>
          <p class="status">
            {disclosure && <span class="chip">{labels.ai}</span>}
            {subtitle}
          </p>
        </div>
        <Menu />
        {mode === 'floating' && (
          <button part="close" class="icon-button" aria-label={labels.close} onClick={close}>
            <CloseIcon />
          </button>
        )}
      </header>
    );
  });
}
