// The whole widget inside its shadow root: the launcher, and the panel once it has been opened.
import { type ComponentType, h } from 'preact';
import { Launcher } from './launcher.tsx';
import { createAnnouncer } from './announcer.tsx';
import type { WidgetModel } from './model.ts';
import { createPanel } from './panel.tsx';
import { observed } from './observed.ts';

/** The widget of one chat. Parts that remember something are made here, once; the others are drawn from the model. */
export function createWidget(model: WidgetModel): ComponentType {
  const announcer = createAnnouncer(model);
  let Panel: ComponentType | undefined;
  let Teaser: ComponentType | undefined;
  return observed(function Widget() {
    const { isOpen, by, isModal } = model.panel.value;
    const { mode, launcher, labels, locale, teaser } = model.settings.value;
    const hasLauncher = launcher === true && mode === 'floating';
    if (teaser && hasLauncher) Teaser ??= model.extras()?.createTeaser(model);
    if (isOpen) Panel ??= createPanel(model, announcer);
    return (
      <div
        class={`root ${mode} ${by}${isOpen ? ' open' : ''}${isModal ? ' modal' : ''}`}
        dir={labels.direction}
        lang={locale}
      >
        {hasLauncher && <Launcher {...model} />}
        {hasLauncher && Teaser && <Teaser />}
        {Panel && <Panel />}
        <announcer.Outside />
      </div>
    );
  });
}
