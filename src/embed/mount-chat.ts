// Puts one chat on one element: shadow root, style sheet, conversation and widget, and the handle that steers them.
import { batch, computed, effect, signal } from '@preact/signals';
import { h, render } from 'preact';
import { createConversation } from '../conversation/create-conversation.ts';
import type { WidgetModel } from '../widget/model.ts';
import type { PanelView } from '../widget/panel-view.ts';
import { createPalette } from '../widget/palette.ts';
import { createWidget } from '../widget/widget.tsx';
import { createConsent } from './consent.ts';
import { createClient, readMetadata } from './create-client.ts';
import { emit, projectEvents } from './events.ts';
import { createExtras } from './extras-on-demand.ts';
import type { ChatHandle } from './handle.ts';
import { keepConversation } from './keep-conversation.ts';
import { createLook, readColor } from './look.ts';
import { listen } from './listen.ts';
import { readOwner } from './identity.ts';
import { fillOptions } from './option-kinds.ts';
import type { ChatOptions } from './options.ts';
import { reportMistakes } from './report-mistake.ts';
import { createSettings } from './resolve-settings.ts';
import { keepPlace } from './place.ts';
import { prepareRoot } from './root.ts';
import { shield } from './shield.ts';
import { watchSurroundings } from './surroundings.ts';

/**
 * Throws a TypeError where an option cannot be used; then the element is left as it was. An element without a place
 * gets one beside the body, where transforms, resets and replaced contents of the body do not reach it.
 */
export function mountChat(
  host: HTMLElement & { handle?: ChatHandle | undefined },
  initial: ChatOptions,
): ChatHandle {
  const isPlaced = host.isConnected;
  const fill = (given: ChatOptions) => {
    if (given.mode === 'inline' && !isPlaced)
      throw new TypeError('Parley: mode inline needs a place: <parley-chat mode="inline">');
    return fillOptions(given);
  };
  const options = signal(fill(initial));
  const { root, setStyle, probe, clear } = prepareRoot(host);
  if (!isPlaced) document.documentElement.append(host);
  const { relay = '', agent } = initial;
  const surroundings = watchSurroundings();
  const beside = createExtras(host, options.peek());
  const { extras, askForExtras } = beside;
  const { settings, stop } = createSettings(options, surroundings.language);
  const isDark = computed(() => surroundings.isDark(options.value.theme));
  const { store, tabs, release } = keepConversation(
    ['parley', relay, agent, options.peek().mode, host.id].join(' '),
    options.peek(),
    { host, leave: () => handle.destroy({ keepConversation: true }) },
    beside,
  );
  /** The page's element that had the focus, or opened the panel, to have the focus back. */
  let opener: Element | null | undefined;
  /** What an element of the page has put into the composer. */
  let prefilled = '';

  const consent = createConsent(host, settings, extras);
  const conversation = createConversation({
    client: createClient(() => options.peek(), beside),
    owner: readOwner(options.peek().identity),
    keys: options.peek().keys,
    ...(store && { store }),
    ...(tabs && { tabs }),
    metadata: () => readMetadata(options.peek()),
    get greeting() {
      return settings.peek().greeting === undefined;
    },
    mayStart: (state) => !consent.findWanted(state),
    online: surroundings.online,
    visible: surroundings.visible,
  });
  if (options.peek().open && !conversation.state.peek().touched) conversation.setOpen(true);
  /** The newest opening, in whatever tab: whether it shows in this one, and whether the focus goes there. */
  let opening: Pick<PanelView, 'isOpen' | 'by'> & { at: number } = { at: 0, isOpen: false, by: 'page' };
  const openedAt = computed(() => (conversation.state.value.isOpen ? conversation.state.value.openedAt : 0));
  const panel = computed<PanelView>(() => {
    if (options.value.mode !== 'floating') return { isOpen: true, by: 'page' };
    const at = openedAt.value;
    // A panel that covers the whole page does not come by itself, nor back, nor from another tab; what shows, stays.
    if (at !== opening.at) opening = { at, isOpen: at > 0 && !surroundings.small.peek(), by: 'page' };
    return { ...opening, isModal: surroundings.small.value };
  });

  /** The first sign of a person: create runs now, unless the greeting is the owner's own. */
  function begin(): void {
    if (settings.peek().greeting === undefined && conversation.state.peek().stage === 'idle')
      conversation.start();
  }

  function openAs(by: PanelView['by'], from?: Element | null): void {
    if (!panel.peek().isOpen) {
      opener = from;
      batch(() => {
        conversation.setOpen(false);
        conversation.setOpen(true);
        opening = { at: conversation.state.peek().openedAt, isOpen: true, by };
      });
    }
    begin();
  }

  /** One of the page's own elements may open the chat, and may bring a text, which takes no visitor's away. */
  function openFrom(event: Event): void {
    const { launcher, mode } = options.peek();
    const { ctrlKey, metaKey } = event as MouseEvent;
    // Without a selector of the page's this one looks for elements named `true` or `false`, and there are none.
    const selectors = `[data-parley-open],${launcher}`;
    const path = event.composedPath() as Element[];
    // Around the chat and not in it, as far up as there are elements.
    const pressed = path.slice(path.indexOf(host) + 1).find((node) => node.matches?.(selectors));
    if (!pressed || mode !== 'floating' || host.hidden || ctrlKey || metaKey) return;
    const text = pressed.getAttribute('data-parley-open');
    // A link leads to some other help, where there is no chat.
    event.preventDefault();
    if (text && (conversation.draft.peek() || prefilled) === prefilled)
      conversation.setDraft((prefilled = text));
    openAs('person', pressed);
  }

  function close(): void {
    conversation.setOpen(false);
  }

  function send(text: string): void {
    const wanted = model.consent.peek();
    // Where the visitor has not been told what they agree to, the text waits in the composer.
    if (wanted && (wanted === 'always' || !extras.peek() || !panel.peek().isOpen))
      return conversation.setDraft(conversation.draft.peek() || text);
    const detail = { text };
    if (!emit(host, 'send', detail) || !detail.text.trim()) return undefined;
    if (wanted) model.agree();
    if (!conversation.send(detail.text)) return undefined;
    // The page may have changed the text, so that the conversation does not know it as its draft.
    if (conversation.draft.peek() === text) conversation.setDraft('');
  }

  const model: WidgetModel = {
    conversation,
    settings,
    panel,
    surroundings,
    begin,
    open: () => openAs('person'),
    close,
    returnFocus() {
      if (!(opener instanceof HTMLElement) || opener === host) return false;
      opener.focus();
      return opener.matches(':focus');
    },
    send,
    consent: computed(() => consent.findWanted(conversation.state.value)),
    agree() {
      consent.agree(conversation.state.peek());
      begin();
    },
    decline() {
      conversation.forget();
      close();
    },
    extras: askForExtras,
  };

  const undo = [
    effect(() => {
      const { accent = getComputedStyle(host).getPropertyValue('--parley-accent') } = options.value;
      const unit = Number.parseFloat(getComputedStyle(probe).fontSize) / 16 || 1;
      const palette = createPalette(readColor(accent, probe), isDark.value, surroundings.strong.value);
      setStyle(createLook(options.value, palette, isDark.value, unit, settings.value, extras.value?.css));
    }),
    effect(() => extras.value?.tell(conversation.state.value, options.value)),
    listen(document, 'click', openFrom),
    ...shield(host),
    ...projectEvents(host, conversation, panel),
    () => render(null, root),
    () => conversation.dispose(),
    ...surroundings.undo,
    stop,
    release,
    clear,
    () => (host.handle = undefined),
    // In whatever way the page has removed it, or what removes.
    () => isPlaced || host.parentNode?.removeChild(host),
  ];
  render(h(createWidget(model), null), root);
  const place = keepPlace(host, root, isPlaced, model, surroundings.changes, extras);
  undo.unshift(...place.undo);

  const handle: ChatHandle = {
    open: () => openAs('page', document.activeElement),
    close,
    toggle: () => (panel.peek().isOpen ? handle.close() : handle.open()),
    show() {
      host.hidden = false;
      place.settle();
    },
    hide() {
      host.hidden = true;
      if (panel.peek().isModal) close();
    },
    send,
    setDraft: conversation.setDraft,
    restart: conversation.restart,
    forget: conversation.forget,
    update(changes) {
      const before = options.peek();
      const { open, identity } = (options.value = fill({ ...before, ...changes }));
      if (identity !== before.identity) conversation.identify(readOwner(identity));
      if (open !== before.open) conversation.setOpen(open);
    },
    destroy({ keepConversation: isKept = false } = {}) {
      undo.splice(0).forEach(reportMistakes);
      if (!isKept) store?.save(undefined);
    },
    on: (name, listener) =>
      listen(host, `parley:${name}`, (event) => {
        if (event instanceof CustomEvent) listener(event.detail, event);
      }),
    ready: Promise.resolve().then(() => {
      emit(host, 'ready', undefined);
      return handle;
    }),
    get isOpen() {
      return panel.peek().isOpen;
    },
    get unread() {
      return conversation.unread.peek();
    },
    get phase() {
      return conversation.phase.peek();
    },
    get messages() {
      return conversation.messages.peek();
    },
  };
  return (host.handle = handle);
}
