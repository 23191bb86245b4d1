import { beforeAll, beforeEach, afterEach, describe, expect, test, vi } from 'vitest';
import { type ChatElement, defineChatElement } from './chat-element.ts';
import { createChat } from './create-chat.ts';
import { agent, fetched, hosts, keep, part, relay, rest, takeErrors } from './test-support.ts';

beforeAll(() => defineChatElement());

let element: ChatElement;
beforeEach(() => {
  document.body.innerHTML = `<main></main><aside></aside>`;
  element = document.createElement('parley-chat');
  element.setAttribute('relay', relay);
});
afterEach(async () => {
  document.body.innerHTML = '';
  await rest();
});

const place = () => document.querySelector('main')?.append(element);

describe('the element', () => {
  test('is defined once, however often that is asked', () => {
    const before = customElements.get('parley-chat');
    defineChatElement();
    expect(customElements.get('parley-chat')).toBe(before);
  });

  test('stays where it was placed, with its own panel inside a box (A3)', () => {
    element.setAttribute('mode', 'inline');
    element.setAttribute('title', 'Help');
    place();
    expect(element.parentElement?.localName).toBe('main');
    expect(part('title')?.textContent).toBe('Help');
    expect(part('launcher')).toBeNull();
    expect(element.handle?.isOpen).toBe(true);
    expect(fetched).not.toHaveBeenCalled();
  });

  test('takes changed attributes live, and defaults where one is taken away', async () => {
    element.setAttribute('mode', 'inline');
    place();
    element.setAttribute('heading-level', '4');
    element.setAttribute('title', 'Help');
    await rest();
    expect(part('title')?.outerHTML).toMatch(/^<h4.*>Help<\/bdi><\/h4>$/);
    element.removeAttribute('heading-level');
    element.removeAttribute('title');
    await rest();
    expect(part('title')?.outerHTML).toMatch(/^<h2.*>Chat<\/bdi><\/h2>$/);
  });

  test('tells of a wrong attribute once, and goes on as before', async () => {
    element.setAttribute('mode', 'inline');
    place();
    element.setAttribute('heading-level', 'two');
    await rest();
    expect(takeErrors()).toEqual([[expect.stringContaining('option headingLevel is "two"')]]);
    expect(part('title')?.localName).toBe('h2');
  });

  test('without a relay logs a line that works, and throws nothing', () => {
    element.removeAttribute('relay');
    expect(place).not.toThrow();
    expect(takeErrors()).toEqual([[expect.stringContaining('{"relay":"https://relay.example.com"}')]]);
    expect(element.handle).toBeUndefined();
  });

  test('survives being moved, with its conversation', async () => {
    element.setAttribute('mode', 'inline');
    place();
    const { handle } = element;
    handle?.send('returns');
    await rest();
    document.querySelector('aside')?.append(element);
    await rest();
    expect(element.handle).toBe(handle);
    expect(element.handle?.messages).toHaveLength(3);
    expect(part('transcript')?.textContent).toContain('30 days');
    expect(agent.received.create).toBe(1);
  });

  test('is destroyed when it is taken away, and finds its conversation when it comes back', async () => {
    element.setAttribute('mode', 'inline');
    place();
    const { handle } = element;
    handle?.send('returns');
    element.remove();
    await rest();
    expect(element.handle).toBeUndefined();
    expect(element.shadowRoot?.childElementCount).toBe(0);
    expect(agent.received.respond).toBe(0);
    place();
    expect(element.handle).not.toBe(handle);
    expect(part('panel')).toBeTruthy();
    await rest();
    expect(element.handle?.messages.map(({ text }) => text)).toEqual([
      'Hi, how can I help you today?',
      'returns',
      'Our return policy is 30 days with proof of purchase.',
    ]);
    expect(agent.received.respond).toBe(1);
  });

  test('that takes another’s place at once takes over its conversation', async () => {
    element.setAttribute('mode', 'inline');
    place();
    element.handle?.send('returns');
    await rest();
    const next = document.createElement('parley-chat');
    for (const { name, value } of element.attributes) next.setAttribute(name, value);
    element.remove();
    document.body.append(next);
    expect(next.handle?.messages.map(({ text }) => text)).toContain('returns');
    await rest();
    expect(element.handle).toBeUndefined();
    next.remove();
    await rest();
  });

  test('tells of one that cannot be used, and takes the others all the same', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue();
    element.setAttribute('mode', 'inline');
    place();
    element.setAttribute('greeting', '');
    expect(told).toHaveBeenCalledOnce();
    element.setAttribute('title', 'Help');
    element.disclosure = 'A notice of ours';
    await rest();
    expect(part('title')?.textContent).toBe('Help');
    expect(part('disclosure')?.textContent).toBe('A notice of ours');
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
  });

  test('takes its options as properties, live, and what no attribute holds as these alone (surface)', async () => {
    element.setAttribute('mode', 'inline');
    // Before there is a handle, and while there is one.
    element.headingLevel = 4;
    place();
    expect(part('title')?.localName).toBe('h4');
    element.metadata = () => ({ plan: 'pro' });
    element.headingLevel = 3;
    element.labels = { title: 'Help' };
    await rest();
    expect(part('title')?.outerHTML).toMatch(/^<h3.*>Help</);
    expect(element.getAttribute('heading-level')).toBe('3');
    expect([element.headingLevel, element.mode, element.zIndex]).toEqual([3, 'inline', undefined]);
    part('input')?.focus();
    await rest();
    expect(agent.calls[0]?.body).toMatchObject({ metadata: { plan: 'pro' } });
    element.headingLevel = undefined;
    element.labels = undefined;
    element.keys = false;
    await rest();
    expect(part('title')?.outerHTML).toMatch(/^<h2.*>Chat</);
    expect(element.keys).toBe(false);
    element.zIndex = 'high' as never;
    expect(takeErrors()).toEqual([[expect.stringContaining('option zIndex is "high"')]]);
  });

  test('takes up what was set on it before it was one', async () => {
    element.setAttribute('mode', 'inline');
    for (const [name, value] of [
      ['metadata', () => ({ plan: 'pro' })],
      ['headingLevel', 5],
    ] as const)
      Object.defineProperty(element, name, { value, writable: true, configurable: true, enumerable: true });
    place();
    expect(part('title')?.localName).toBe('h5');
    expect(Object.hasOwn(element, 'metadata')).toBe(false);
    element.handle?.send('returns');
    await rest();
    expect(agent.calls[0]?.body).toMatchObject({ metadata: { plan: 'pro' } });
  });

  test('stays where its owner has put it when its chat is destroyed, empty and without a handle', async () => {
    element.setAttribute('mode', 'inline');
    place();
    element.handle?.destroy();
    expect(element.isConnected).toBe(true);
    expect(element.handle).toBeUndefined();
    expect(element.shadowRoot?.childElementCount).toBe(0);
  });

  test('is told of a selector that is none, and no click on the page throws', async () => {
    element.setAttribute('launcher', '#help');
    place();
    element.setAttribute('launcher', '#a,');
    expect(takeErrors()).toEqual([[expect.stringContaining('#a,')]]);
    document.body.click();
  });

  test('made by createChat has its handle, and is not mounted twice', async () => {
    const chat = keep(createChat({ relay }));
    await rest();
    expect(hosts()).toHaveLength(1);
    expect(hosts()[0]?.shadowRoot?.querySelectorAll('.root')).toHaveLength(1);
    expect((hosts()[0] as ChatElement).handle).toBe(chat);
    chat.destroy();
    await rest();
    expect(hosts()).toEqual([]);
  });

  test('two on a page are two chats (H6)', async () => {
    element.setAttribute('mode', 'inline');
    place();
    const other = keep(createChat({ relay }));
    other.send('returns');
    await rest();
    expect(other.messages).toHaveLength(3);
    expect(element.handle?.messages).toEqual([]);
  });
});
