// `<Chat>` of both libraries, by the same tests; what only React does stands below.
import { h, hydrate, render as renderPreact } from 'preact';
import { renderToString as writePreact } from 'preact-render-to-string';
import { act as actPreact } from 'preact/test-utils';
import { act, createElement, StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Chat as PreactChat } from '../index.ts';
import { Chat as ReactChat } from '../react.ts';
import type { ChatProps } from './chat-component.ts';
import { defineChatElement } from './chat-element.ts';
import type { ChatEventMap } from './events.ts';
import type { ChatHandle } from './handle.ts';
import { agent, fetched, hosts, part, relay, rest, takeErrors } from './test-support.ts';

interface Drawn {
  /** One `<Chat>` for each list of properties. */
  show(...chats: ChatProps[]): Promise<void>;
  unmount(): Promise<void>;
}

const list = (chats: ChatProps[]) => chats.map((props, key) => ({ ...props, key }));

function drawPreact(box: Element): Drawn {
  async function show(...chats: ChatProps[]) {
    const drawing = list(chats).map((props) => h(PreactChat, props));
    await actPreact(async () => renderPreact(drawing, box));
  }
  return { show, unmount: () => show() };
}

function drawReact(box: Element, wrapper: typeof StrictMode | 'div' = 'div'): Drawn {
  let root: Root | undefined;
  return {
    async show(...chats) {
      root ??= createRoot(box);
      const children = list(chats).map((props) => createElement(ReactChat, props));
      await act(async () => root?.render(createElement(wrapper, null, children)));
    },
    unmount: () => act(async () => root?.unmount()),
  };
}

const libraries = {
  Preact: drawPreact,
  React: drawReact,
  'React, strict': (box: Element) => drawReact(box, StrictMode),
};

beforeAll(() => defineChatElement());

let box: Element;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  box = document.body.appendChild(document.createElement('main'));
});
afterEach(() => box.remove());

describe.each(Object.entries(libraries))('<Chat> in %s', (_, draw) => {
  let drawn: Drawn;
  beforeEach(() => {
    drawn = draw(box);
  });
  afterEach(() => drawn.unmount());

  test('stands in the page once, takes changes live, and leaves nothing', async () => {
    const before = [...document.documentElement.children];
    await drawn.show({ relay, title: 'Help', headingLevel: 3, open: true });
    expect(hosts()).toHaveLength(1);
    const [host] = hosts();
    expect(part('title')?.outerHTML).toMatch(/^<h3.*>Help<\/bdi><\/h3>$/);
    await drawn.show({ relay, title: 'Ava', open: true });
    await rest();
    expect(hosts()).toEqual([host]);
    expect(part('title')?.outerHTML).toMatch(/^<h2.*>Ava<\/bdi><\/h2>$/);
    await drawn.unmount();
    await rest();
    expect([...document.documentElement.children]).toEqual(before);
    expect(host?.shadowRoot?.childElementCount).toBe(0);
    expect(fetched).not.toHaveBeenCalled();
  });

  test('calls back with what happens, by the callbacks of the latest drawing, and gives its handle', async () => {
    const heard: string[] = [];
    const handle: { current: ChatHandle | null } = { current: null };
    const props = (word: string): ChatProps => ({
      relay,
      handle,
      onReady: () => heard.push(`${word} ready`),
      onSend: (detail, event) => {
        heard.push(`${word} ${event.type} ${detail.text}`);
        detail.text = detail.text.toUpperCase();
      },
      onMessage: ({ author, text }) => heard.push(`${word} ${author}: ${text}`),
    });
    await drawn.show(props('first'));
    await rest();
    expect(heard.splice(0)).toEqual(['first ready']);
    await drawn.show(props('second'));
    await act(async () => {
      handle.current?.send('returns');
      await rest();
    });
    expect(heard).toEqual([
      'second parley:send returns',
      'second visitor: RETURNS',
      'second agent: Hi, how can I help you today?',
      'second agent: Our return policy is 30 days with proof of purchase.',
    ]);
    await drawn.unmount();
    expect(handle.current).toBeNull();
  });

  test('sends one message once, however often it is drawn', async () => {
    const handle: { current: ChatHandle | null } = { current: null };
    await drawn.show({ relay, handle });
    handle.current?.send('returns');
    for (const title of ['a', 'b', 'c']) await drawn.show({ relay, handle, title });
    await rest();
    expect(agent.received).toEqual({ create: 1, respond: 1 });
    expect(handle.current?.messages).toHaveLength(3);
  });

  test('two of them are two chats, and one goes without the other', async () => {
    const one: { current: ChatHandle | null } = { current: null };
    const other: { current: ChatHandle | null } = { current: null };
    await drawn.show({ relay, handle: one, title: 'One' }, { relay, handle: other, title: 'Other' });
    one.current?.send('returns');
    await rest();
    expect(one.current?.messages).toHaveLength(3);
    expect(other.current?.messages).toEqual([]);
    await drawn.show({ relay, handle: one, title: 'One' });
    expect(hosts()).toHaveLength(1);
    expect(other.current).toBeNull();
    expect(one.current?.messages).toHaveLength(3);
  });

  test('with another agent it is another conversation, and with the first one again the first', async () => {
    const handle: { current: ChatHandle | null } = { current: null };
    await drawn.show({ relay, handle });
    handle.current?.send('returns');
    await rest();
    await drawn.show({ relay, handle, agent: 'sales' });
    expect(hosts()).toHaveLength(1);
    expect(handle.current?.messages).toEqual([]);
    await drawn.show({ relay, handle });
    expect(handle.current?.messages).toHaveLength(3);
  });

  test('a mistake is told once, and the page goes on; mended, so does the chat', async () => {
    await drawn.show({ title: 'Help' });
    await drawn.show({ title: 'Help' });
    // Strict React lives every first time twice.
    const told = new Set(takeErrors().flat());
    expect([...told]).toEqual([expect.stringContaining('{"relay":"https://relay.example.com"}')]);
    expect(hosts()).toEqual([]);
    await drawn.show({ relay, title: 'Help', open: true });
    expect(part('title')?.textContent).toBe('Help');
    await drawn.show({ relay, headingLevel: 9, open: true });
    await drawn.show({ relay, headingLevel: 9, open: true });
    expect(takeErrors()).toEqual([[expect.stringContaining('option headingLevel is 9')]]);
    expect(part('title')?.textContent).toBe('Help');
  });

  test('a drawing that changes nothing makes no new style sheet', async () => {
    const props = () => ({ relay, suggestions: ['Returns'], labels: { send: 'Go' }, metadata: () => ({}) });
    await drawn.show(props());
    const replaced = vi.spyOn(CSSStyleSheet.prototype, 'replaceSync');
    await drawn.show(props());
    expect(replaced).not.toHaveBeenCalled();
    await drawn.show({ ...props(), offsetX: 40 });
    expect(replaced).toHaveBeenCalled();
  });

  test('calls the function of the latest drawing, whichever it began with', async () => {
    const handle: { current: ChatHandle | null } = { current: null };
    const props = (page: string): ChatProps => ({ relay, handle, metadata: () => ({ page }) });
    await drawn.show(props('/lamps'));
    await drawn.show(props('/chairs'));
    handle.current?.send('returns');
    await rest();
    expect(agent.calls[0]?.body).toMatchObject({ metadata: { page: '/chairs' } });
  });

  test('is drawn again with facts that cannot be written down', async () => {
    const toCyclic = () => {
      const metadata: Record<string, unknown> = {};
      return Object.assign(metadata, { self: metadata });
    };
    await drawn.show({ relay, metadata: toCyclic() });
    await drawn.show({ relay, metadata: toCyclic(), title: 'Help', open: true });
    await rest();
    expect(part('title')?.textContent).toBe('Help');
  });
});

describe('drawn on a server', () => {
  const props: ChatProps = { relay, title: 'Help', open: true };

  test('a page with <Chat> is text without it, and React finds nothing amiss when it takes the page over', async () => {
    const page = () => createElement('p', null, 'Shop', createElement(ReactChat, props));
    box.innerHTML = renderToString(page());
    expect(box.innerHTML).toBe('<p>Shop</p>');
    const words = box.querySelector('p');
    const onRecoverableError = vi.fn<(error: unknown) => void>();
    const root = await act(async () => hydrateRoot(box, page(), { onRecoverableError }));
    expect(box.querySelector('p')).toBe(words);
    expect(part('title')?.textContent).toBe('Help');
    expect(onRecoverableError).not.toHaveBeenCalled();
    await act(async () => root.unmount());
    expect(hosts()).toEqual([]);
  });

  test('React would tell of a page that differs', async () => {
    box.innerHTML = renderToString(createElement('p', null, 'Shop'));
    const onRecoverableError = vi.fn<(error: unknown) => void>();
    const root = await act(async () =>
      hydrateRoot(box, createElement('p', null, 'Other'), { onRecoverableError }),
    );
    expect(onRecoverableError).toHaveBeenCalled();
    await act(async () => root.unmount());
  });

  test('Preact does the same', async () => {
    const page = () => h('p', null, 'Shop', h(PreactChat, props));
    box.innerHTML = writePreact(page());
    expect(box.innerHTML).toBe('<p>Shop</p>');
    const words = box.querySelector('p');
    await actPreact(() => hydrate(page(), box));
    expect(box.querySelector('p')).toBe(words);
    expect(part('title')?.textContent).toBe('Help');
    await actPreact(async () => renderPreact(null, box));
    expect(hosts()).toEqual([]);
  });

  test('<parley-chat> is its attributes, and keeps its chat when React takes the page over', async () => {
    const onRecoverableError = vi.fn<(error: unknown) => void>();
    const unheard = vi.fn<(event: Event) => void>();
    const page = () =>
      createElement('parley-chat', {
        relay,
        mode: 'inline',
        'heading-level': 3,
        keys: 'false',
        // The README says that React does not take these over; it may say so until this fails.
        'onparley:message': unheard,
      });
    box.innerHTML = renderToString(page());
    expect(box.innerHTML).toBe(
      `<parley-chat relay="${relay}" mode="inline" heading-level="3" keys="false"></parley-chat>`,
    );
    const host = document.querySelector('parley-chat');
    const panel = part('panel');
    expect(part('title')?.localName).toBe('h3');
    const root = await act(async () => hydrateRoot(box, page(), { onRecoverableError }));
    expect(hosts()).toEqual([host]);
    expect(part('panel')).toBe(panel);
    expect(onRecoverableError).not.toHaveBeenCalled();
    host?.handle?.send('returns');
    await rest();
    expect(host?.handle?.messages).toHaveLength(3);
    expect(unheard).not.toHaveBeenCalled();
    await act(async () => root.unmount());
  });
});

test('<parley-chat> in React and in Preact hears its events by `onparley:…`', async () => {
  const heard: string[] = [];
  const props = {
    relay,
    mode: 'inline',
    keys: 'false',
    'onparley:message': ({ detail }: ChatEventMap['parley:message']) => heard.push(detail.text),
  } as const;
  const root = createRoot(box);
  const ways: (() => Promise<void>)[] = [
    () => act(async () => root.render(createElement('parley-chat', props))),
    () => act(async () => root.unmount()),
    () => actPreact(async () => renderPreact(h('parley-chat', props), box)),
    () => actPreact(async () => renderPreact(null, box)),
  ];
  for (const draw of ways) {
    await draw();
    document.querySelector('parley-chat')?.handle?.send('returns');
    await rest();
    expect(heard.splice(0)).toHaveLength(box.hasChildNodes() ? 3 : 0);
    document.querySelector('parley-chat')?.handle?.forget();
  }
  expect(fetched.mock.calls[0]?.[1].headers).not.toHaveProperty('Idempotency-Key');
});
