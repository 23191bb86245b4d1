// One state of the chat on a page of its own, as the address names it; without a name, all of them side by side.
import { initialState } from '../../src/conversation/state.ts';
import { createStore } from '../../src/embed/store.ts';
import type { ChatHandle } from '../../src/embed/handle.ts';
import { english, extraEnglish } from '../../src/widget/labels.ts';
import arabicLabels from '../../src/widget/locales/ar.ts';
import { arabic, type GalleryState, states, words } from './states.ts';

const sizes = { '320': [320, 568], '375': [375, 667], floating: [480, 760] } as const;
const query = new URLSearchParams(location.search);
const shown = query.get('state');

/** Loads the bundle over what the state has prepared. */
function show(name: string, state: GalleryState): void {
  const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
  const direction = query.get('dir') === 'rtl' ? 'rtl' : 'ltr';
  document.body.className = theme;
  document.body.innerHTML =
    '<main><h1>Host page</h1><p>Words of the host page. <a href="#end">A link of the host page</a></p></main>';
  const relay = `${location.origin}/gallery/${name}/${query.toString()}`;
  const now = Date.now();
  if (state.stored) {
    const store = createStore(['parley', relay, '', 'floating', ''].join(' '), 'session', 60_000);
    const stored = { ...initialState, ...state.stored(words[direction], now) };
    store.save({ version: 1, at: now, state: stored });
  }
  window.fetch = () =>
    state.refusal
      ? Promise.resolve(new Response('{}', { status: state.refusal }))
      : new Promise(() => undefined);
  if (state.isOffline) Object.defineProperty(navigator, 'onLine', { value: false });
  if (state.isLate) hurry();
  window.Parley = {
    options: {
      relay,
      theme,
      title: 'Ava',
      ...(direction === 'rtl' && arabic),
      ...state.options,
      ...JSON.parse(query.get('options') ?? '{}'),
    },
    queue: [(chat) => void arrange(chat, state, direction)],
  };
  document.head.append(Object.assign(document.createElement('script'), { src: '/parley.js', async: true }));
}

/** Long waits pass at once. */
function hurry(): void {
  const wait = window.setTimeout;
  const hurried = (act: () => void, ms = 0) => wait(act, ms >= 5000 && ms <= 30_000 ? 0 : ms);
  window.setTimeout = Object.assign(hurried, wait);
}

async function until(isSo: () => unknown): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function arrange(chat: Pick<ChatHandle, 'open'>, state: GalleryState, direction: string) {
  const root = document.querySelector('parley-chat')?.shadowRoot?.querySelector('.root');
  const labels = direction === 'rtl' ? arabicLabels : { ...english, ...extraEnglish };
  await until(() => root?.getAttribute('dir') === direction);
  if (!state.isClosed) chat.open();
  for (const label of state.presses ?? []) {
    const find = () =>
      Array.from(root?.querySelectorAll('button') ?? []).find(
        ({ ariaLabel, textContent }) => (ariaLabel ?? textContent) === labels[label],
      );
    await until(find);
    find()?.click();
  }
  document.documentElement.dataset['shown'] = shown ?? '';
}

/** Every state in the chosen theme, direction and size. */
function showAll(): void {
  const form = document.createElement('form');
  const frames = document.createElement('div');
  frames.className = 'frames';
  const choices = { theme: ['light', 'dark'], dir: ['ltr', 'rtl'], size: Object.keys(sizes) };
  for (const [name, values] of Object.entries(choices)) {
    const select = Object.assign(document.createElement('select'), { name, ariaLabel: name });
    select.append(...values.map((value) => new Option(value)));
    select.value = values.at(-1) === 'floating' ? 'floating' : (values[0] ?? '');
    form.append(select);
  }
  const draw = () => {
    const { theme, dir, size } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const [width, height] = sizes[size as keyof typeof sizes];
    frames.replaceChildren(
      ...Object.keys(states).map((state) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { loading: 'lazy', width, height, title: state });
        frame.src = `?${new URLSearchParams({ state, theme: theme ?? '', dir: dir ?? '', size: size ?? '' }).toString()}`;
        const figure = document.createElement('figure');
        const caption = document.createElement('figcaption');
        caption.textContent = state;
        figure.append(caption, frame);
        return figure;
      }),
    );
  };
  form.addEventListener('change', draw);
  document.body.append(form, frames);
  draw();
}

const state = states[shown ?? ''];
if (shown && state) show(shown, state);
else showAll();
