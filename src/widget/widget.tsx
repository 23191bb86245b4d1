// The whole widget inside its shadow root: the launcher, and the panel once it has been opened.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Announcer } from './announcer.tsx';
import { Launcher } from './launcher.tsx';
import { ModelProvider, type WidgetModel } from './model.ts';
import { Panel } from './panel.tsx';

export function Widget({ model }: { model: WidgetModel }): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const wasOpened = useRef(false);
  const { isOpen } = model.panel.value;
  const { direction, locale } = model.settings.value;
  wasOpened.current ||= isOpen;
  return (
    <ModelProvider value={model}>
      <div
        ref={root}
        class={`root ${model.mode.value} ${model.surroundings.theme.value}${isOpen ? ' open' : ''}`}
        dir={direction}
        lang={locale}
      >
        {model.hasLauncher.value && <Launcher />}
        {wasOpened.current && <Panel rootRef={root} />}
        {wasOpened.current && <Announcer />}
      </div>
    </ModelProvider>
  );
}
