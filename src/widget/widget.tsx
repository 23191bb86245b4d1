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
  return observed(function Widget() {
    const { isOpen, by, isModal } = model.panel.value;
    const { mode, launcher, direction, locale } = model.settings.value;
    if (isOpen) Panel ??= createPanel(model, announcer);
    return (
      <div
        class={`root ${mode} ${by}${isOpen ? ' open' : ''}${isModal ? ' modal' : ''}`}
        dir={direction}
        lang={locale}
      >
        {launcher === true && mode === 'floating' && <Launcher {...model} />}
        {Panel && <Panel />}
        <announcer.Outside />
      </div>
    );
  });
}
