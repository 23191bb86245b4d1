// Who is talking: the agent's picture, the title, what kind of agent it is; the menu, and the way out.
import { signal } from '@preact/signals';
import { type ComponentType, createRef, h } from 'preact';
import { Avatar } from './avatar.tsx';
import { CloseIcon, MenuIcon } from './icons.tsx';
import type { PanelModel } from './model.ts';
import { observed } from './observed.ts';

export function createHeader(model: PanelModel): ComponentType {
  const { settings, close, extras } = model;
  const opener = createRef<HTMLButtonElement>();
  const isMenuOpen = signal(false);
  let Menu: ComponentType | undefined;

  function toggle(): void {
    opener.current?.focus();
    isMenuOpen.value = !isMenuOpen.peek();
  }

  return observed(function Header() {
    const { labels, mode, title, subtitle, logo, disclosure, headingLevel } = settings.value;
    const Heading = `h${headingLevel}` as 'h2';
    const isOpen = isMenuOpen.value;
    if (isOpen) Menu ??= extras(true)?.createMenu(model, toggle);
    return (
      <header part="header" class="header">
        <Avatar {...model} />
        <div class="who">
          <Heading id="title" part="title" class="title">
            {logo ? <img src={logo} alt={title} referrerpolicy="no-referrer" /> : <bdi>{title}</bdi>}
          </Heading>
          <p class="status">
            {disclosure && <span class="chip">{labels.ai}</span>} <bdi>{subtitle}</bdi>
          </p>
        </div>
        <div
          // Safari gives the focus not to a button that is clicked, but to what is around it.
          tabIndex={-1}
          // With the focus elsewhere, the menu closes.
          onFocusOut={({ currentTarget, relatedTarget }) => {
            if (relatedTarget && !currentTarget.contains(relatedTarget as Node)) isMenuOpen.value = false;
          }}
        >
          <button
            ref={opener}
            id="menu"
            part="menu"
            class="icon-button"
            aria-label={labels.menu}
            aria-expanded={isOpen}
            onClick={toggle}
          >
            <MenuIcon />
          </button>
          {isOpen && Menu && <Menu />}
        </div>
        {mode === 'floating' && (
          <button part="close" class="icon-button" aria-label={labels.close} onClick={close}>
            <CloseIcon />
          </button>
        )}
      </header>
    );
  });
}
