import { describe, expect, test, vi } from 'vitest';
import { createChat } from './create-chat.ts';
import type { ChatOptions } from './options.ts';
import { agent, composer, fetched, hosts, keep, part, relay, rest, takeErrors } from './test-support.ts';

const make = (options: ChatOptions = {}) => keep(createChat({ relay, ...options }));

async function type(text: string): Promise<void> {
  const input = composer();
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await rest();
}

const press = (key: string) =>
  part('input')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));

describe('where it stands', () => {
  test('one element, a child of <html> after <body> (A3)', () => {
    const before = document.head.innerHTML;
    make();
    expect(hosts()).toHaveLength(1);
    expect(hosts()[0]?.parentElement).toBe(document.documentElement);
    expect(document.body.nextElementSibling).toBe(hosts()[0]);
    expect(document.body.innerHTML).toBe('');
    expect(document.head.innerHTML).toBe(before);
  });

  test('styled by an element where the page has broken constructed sheets', () => {
    vi.stubGlobal('CSSStyleSheet', undefined);
    const script = document.createElement('script');
    script.type = 'text/plain';
    script.setAttribute('nonce', 'abc');
    script.nonce = 'abc';
    document.head.append(script);
    make();
    const style = hosts()[0]?.shadowRoot?.querySelector('style');
    expect(style?.textContent).toContain('--parley-offset-x');
    expect(style?.nonce).toBe('abc');
    script.remove();
  });

  test('wrong options throw before anything is touched', () => {
    expect(() => createChat({})).toThrow('Parley: option relay is undefined.');
    expect(() => createChat({ relay, radius: Number.NaN })).toThrow(TypeError);
    expect(hosts()).toEqual([]);
  });
});

describe('before the first open', () => {
  test('nothing is fetched and nothing is stored (K2)', async () => {
    localStorage.setItem('of the page', 'x');
    const cookie = vi.spyOn(document, 'cookie', 'set');
    const chat = make({ suggestions: ['a'], metadata: () => ({ a: 1 }) });
    chat.setDraft('half');
    chat.update({ title: 'Other' });
    chat.hide();
    chat.show();
    await chat.ready;
    await rest();
    expect(fetched).not.toHaveBeenCalled();
    expect(cookie).not.toHaveBeenCalled();
    expect([sessionStorage.length, localStorage.length]).toEqual([0, 1]);
    expect(part('panel')).toBeNull();
    expect(chat.phase).toBe('idle');
  });
});

describe('opening', () => {
  test('W-12: by a click creates once, at the relay’s route, without cookies and with the origin alone', async () => {
    const chat = make({ metadata: { plan: 'pro' } });
    part('launcher')?.click();
    expect(chat.isOpen).toBe(true);
    await rest();
    part('launcher')?.click();
    await rest();
    part('launcher')?.click();
    await rest();
    expect(agent.received).toEqual({ create: 1, respond: 0 });
    expect(agent.calls[0]?.body).toMatchObject({ message: '', metadata: { plan: 'pro' } });
    expect(fetched.mock.calls[0]?.[0]).toBe(`${relay}/chat/create`);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
      redirect: 'error',
      keepalive: true,
    });
    expect(chat.phase).toBe('ready');
  });

  test('by its option creates at the first focus of the composer, so that page views cost nothing', async () => {
    const chat = make({ open: true });
    await rest();
    expect(chat.isOpen).toBe(true);
    expect(fetched).not.toHaveBeenCalled();
    part('input')?.focus();
    part('input')?.blur();
    part('input')?.focus();
    await rest();
    expect(agent.received.create).toBe(1);
  });

  test('by the handle creates, and moves no focus', async () => {
    const chat = make();
    chat.open();
    await rest();
    expect(agent.received.create).toBe(1);
    expect(hosts()[0]?.shadowRoot?.activeElement ?? null).toBeNull();
  });

  test('where the owner greets, create waits for the first message', async () => {
    const chat = make({ greeting: 'Welcome!' });
    part('launcher')?.click();
    await rest();
    expect(part('transcript')?.textContent).toContain('Welcome!');
    expect(fetched).not.toHaveBeenCalled();
    chat.send('returns');
    await rest();
    expect(agent.received).toEqual({ create: 1, respond: 1 });
    expect(chat.messages.map(({ author }) => author)).toEqual(['visitor', 'agent']);
  });

  test('by an element of the page, where launcher is a selector', async () => {
    document.body.innerHTML = '<button id="help"><b>Help</b></button><i>other</i>';
    const chat = make({ launcher: '#help' });
    expect(part('launcher')).toBeNull();
    document.querySelector('i')?.click();
    expect(chat.isOpen).toBe(false);
    document.querySelector('b')?.click();
    expect(chat.isOpen).toBe(true);
    chat.update({ launcher: true });
    chat.close();
    document.querySelector('b')?.click();
    expect(chat.isOpen).toBe(false);
    document.body.innerHTML = '';
  });

  test('a selector that is none is refused at once, and not at every click', () => {
    expect(() => createChat({ relay, launcher: '#a,' })).toThrow('#a,');
    expect(hosts()).toEqual([]);
  });

  test('nor is one taken later', () => {
    const chat = make({ launcher: '#help' });
    expect(() => chat.update({ launcher: '#b,' })).toThrow('#b,');
    document.body.innerHTML = '<button id="help">Help</button>';
    document.querySelector('button')?.click();
    expect(chat.isOpen).toBe(true);
    document.body.innerHTML = '';
  });

  test('but never in a box that it does not have', () => {
    const line = '<parley-chat mode="inline">';
    expect(() => createChat({ relay, mode: 'inline' })).toThrow(line);
    const chat = make({});
    expect(() => chat.update({ mode: 'inline' })).toThrow(line);
    chat.update({ title: 'Help' });
    expect(part('title')?.textContent ?? 'Help').toBe('Help');
  });

  test('by a link, which then leads nowhere else', () => {
    document.body.innerHTML = '<a id="help" href="/contact">Help</a>';
    const chat = make({ launcher: '#help' });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true });
    document.querySelector('#help')?.dispatchEvent(click);
    expect([chat.isOpen, click.defaultPrevented]).toEqual([true, true]);
    document.body.innerHTML = '';
  });

  test('by an element inside a component of the page, and by nothing inside the chat', async () => {
    const component = document.createElement('div');
    document.body.append(component);
    component.attachShadow({ mode: 'open' }).innerHTML =
      '<button data-parley-open="Hello"><b>Ask</b></button>';
    const chat = make({ open: true, launcher: 'button' });
    part('close')?.click();
    expect(chat.isOpen).toBe(false);
    component.shadowRoot?.querySelector('b')?.click();
    expect(chat.isOpen).toBe(true);
    await rest();
    expect(composer().value).toBe('Hello');
    component.remove();
  });

  test('and facts of the page that cannot be told are reported, and keep nobody from a conversation', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const mine = () => {
      throw new Error('mine');
    };
    for (const metadata of [mine, cyclic, () => undefined as never]) {
      const chat = make({ metadata });
      chat.open();
      await rest();
      expect(chat.phase).toBe('ready');
      chat.destroy();
    }
    expect(takeErrors()).toEqual([['mine'], [expect.stringMatching(/circular/i)]]);
    expect(agent.calls.map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ metadata: {} })),
    );
  });

  test('one of several agents has its own route', async () => {
    make({ relay: 'https://relay.test/v1/a/', agent: 'p' }).open();
    await rest();
    expect(fetched.mock.calls[0]?.[0]).toBe(`${relay}/chat/create`);
  });
});

describe('the handle', () => {
  test('opens, closes and toggles', () => {
    const chat = make();
    chat.open();
    chat.open();
    expect(chat.isOpen).toBe(true);
    chat.close();
    expect(chat.isOpen).toBe(false);
    chat.toggle();
    expect(chat.isOpen).toBe(true);
    chat.toggle();
    expect(chat.isOpen).toBe(false);
  });

  test('hides and shows the whole chat', () => {
    const chat = make();
    chat.hide();
    expect(hosts()[0]?.hasAttribute('hidden')).toBe(true);
    chat.show();
    expect(hosts()[0]?.hasAttribute('hidden')).toBe(false);
  });

  test('sends, counts, restarts and forgets', async () => {
    const chat = make();
    chat.send('returns');
    expect(chat.phase).toBe('opening');
    await rest();
    expect(chat.messages.map(({ text }) => text)).toEqual([
      'Hi, how can I help you today?',
      'returns',
      'Our return policy is 30 days with proof of purchase.',
    ]);
    expect(chat.unread).toBe(2);
    chat.restart();
    await rest();
    expect(chat.messages).toHaveLength(1);
    expect(agent.received.create).toBe(2);
    chat.forget();
    expect(chat.messages).toEqual([]);
    expect(chat.phase).toBe('idle');
  });

  test('takes new options live, and refuses wrong ones with everything as it was', async () => {
    const chat = make();
    chat.open();
    await rest();
    chat.update({ title: 'Ava', headingLevel: 3 });
    await rest();
    expect(part('title')?.outerHTML).toMatch(/^<h3.*>Ava<\/bdi><\/h3>$/);
    expect(() => chat.update({ headingLevel: 9 })).toThrow('option headingLevel is 9');
    await rest();
    expect(part('title')?.localName).toBe('h3');
    chat.update({ launcher: false });
    await rest();
    expect(part('launcher')).toBeNull();
  });

  test('is what ready resolves with', async () => {
    const chat = make();
    await expect(chat.ready).resolves.toBe(chat);
  });
});

describe('settings', () => {
  test('labels can be replaced one by one, also those of errors', async () => {
    const chat = make({ labels: { send: 'Go', errors: { rate_limited: 'Slow down' } } });
    chat.open();
    chat.send('429');
    chat.send('500');
    await rest();
    expect(part('send')?.getAttribute('aria-label')).toBe('Go');
    const failures = Array.from(part('transcript')?.querySelectorAll('[part=failure]') ?? []);
    expect(failures.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Slow down'),
      expect.stringContaining('could not confirm'),
    ]);
  });

  test.each([
    [undefined, 'You’re chatting with an AI assistant. It can make mistakes.'],
    [false, 'You’re chatting with an AI assistant. It can make mistakes.'],
    ['Ava is a robot.', 'Ava is a robot.'],
    ['human', undefined],
  ])('the AI notice for %j is %j (K1)', (disclosure, text) => {
    make({ open: true, ...(disclosure !== undefined && { disclosure }) });
    expect(part('disclosure')?.textContent).toBe(text);
  });

  test.each([
    [{ disclosure: 'human' }, ''],
    [{ disclosure: 'human', subtitle: 'Fern & Field' }, 'Fern & Field'],
    [{}, 'AI Automated assistant'],
  ])('with %j the line below the title is %j: people are not called automated (K1)', (options, text) => {
    make({ open: true, ...options });
    expect(part('header')?.querySelector('.status')?.textContent?.trim()).toBe(text);
  });

  test.each([
    ['en_GB', '', 'en-GB', 'ltr'],
    ['not a tag', 'de-at', 'de-AT', 'ltr'],
    // There are no words for these.
    ['tlh', 'fo', navigator.language, 'ltr'],
    [undefined, '', navigator.language, 'ltr'],
    ['pt', '', 'pt', 'ltr'],
    ['zh_TW', '', 'zh-TW', 'ltr'],
    ['ar-EG', 'en', 'ar-EG', 'rtl'],
  ])('the language for %j on a page in %j is %s (I4, I8)', async (locale, page, expected, direction) => {
    document.documentElement.lang = page;
    make(locale === undefined ? {} : { locale });
    const root = () => hosts()[0]?.shadowRoot?.querySelector<HTMLElement>('[lang]');
    await vi.waitFor(() => expect(root()?.lang).toBe(expected));
    expect(root()?.dir).toBe(direction);
    document.documentElement.removeAttribute('lang');
  });

  test('it changes with the page’s, and the newest choice counts (I8)', async () => {
    make();
    const name = () => part('launcher')?.getAttribute('aria-label');
    document.documentElement.lang = 'de';
    await vi.waitFor(() => expect(name()).toBe('Chat öffnen'));
    document.documentElement.lang = 'ja';
    document.documentElement.lang = 'en';
    await vi.waitFor(() => expect(name()).toBe('Open chat'));
    document.documentElement.removeAttribute('lang');
  });
});

describe('events', () => {
  test('tell what happens, on the handle and on the element, in order', async () => {
    const chat = make();
    const heard: string[] = [];
    const names = ['ready', 'open', 'close', 'message', 'unread', 'delivery', 'end', 'handoff'] as const;
    for (const name of names) {
      chat.on(name, (detail) => heard.push(`${name} ${JSON.stringify(detail) ?? ''}`.slice(0, 40)));
    }
    const onElement = vi.fn<(event: Event) => void>();
    document.addEventListener('parley:message', onElement);
    await chat.ready;
    part('launcher')?.click();
    chat.close();
    chat.send('a person');
    await rest();
    document.removeEventListener('parley:message', onElement);
    const order = 'ready open close message unread message delivery unread delivery message handoff end';
    expect(heard.map((line) => line.split(' ')[0]).join(' ')).toBe(order);
    expect(heard).toContain('open {"by":"person"}');
    expect(heard).toContain('end {"reason":"ended"}');
    expect(heard.filter((line) => line.startsWith('message'))).toHaveLength(3);
    expect(heard.filter((line) => line.startsWith('delivery'))).toHaveLength(2);
    expect(onElement).toHaveBeenCalledTimes(3);
  });

  test('an error is told with its code', async () => {
    const chat = make();
    const codes: string[] = [];
    chat.on('error', ({ code }) => codes.push(code));
    chat.send('429');
    await rest();
    expect(codes).toEqual(['rate_limited']);
  });

  test('send comes first: the text can be changed, and the composer is emptied all the same', async () => {
    const chat = make({ open: true });
    chat.on('send', (detail) => (detail.text = 'returns'));
    await type('secret');
    press('Enter');
    await rest();
    expect(chat.messages.map(({ text }) => text)).toContain('returns');
    expect(chat.messages.map(({ text }) => text)).not.toContain('secret');
    expect(composer().value).toBe('');
  });

  test('send can be prevented: the text stays in the composer', async () => {
    const chat = make({ open: true });
    chat.on('send', (_, event) => event.preventDefault());
    await type('wait');
    press('Enter');
    await rest();
    expect(chat.messages).toEqual([]);
    expect(composer().value).toBe('wait');
  });

  test('a listener can be taken off', () => {
    const chat = make();
    const heard = vi.fn<() => void>();
    const off = chat.on('open', heard);
    off();
    chat.open();
    expect(heard).not.toHaveBeenCalled();
  });
});

// That traps of the page do not learn of the focus is proved in a browser, which retargets events: e2e/hosts/.
test('the page’s modals do not hear that the chat is pressed', () => {
  make({ open: true });
  const heard = vi.fn<() => void>();
  document.addEventListener('pointerdown', heard);
  part('input')?.dispatchEvent(new Event('pointerdown', { bubbles: true, composed: true }));
  document.removeEventListener('pointerdown', heard);
  expect(heard).not.toHaveBeenCalled();
});

describe('the page’s hot keys', () => {
  test('do not hear what is typed in the chat (B10)', () => {
    make({ open: true });
    const heard = vi.fn<() => void>();
    for (const name of ['keydown', 'keyup', 'keypress']) {
      document.addEventListener(name, heard);
      part('input')?.dispatchEvent(new KeyboardEvent(name, { key: 's', bubbles: true, composed: true }));
      document.removeEventListener(name, heard);
    }
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('destroy', () => {
  test('leaves nothing where the page has its own remove(), or has thrown the element out', async () => {
    // https://github.com/prototypejs/prototype/blob/master/src/prototype/dom/dom.js
    const remove = vi.spyOn(Element.prototype, 'remove').mockImplementation(function (this: Element) {
      (this.parentNode as Node).removeChild(this);
    });
    for (const isThrownOut of [true, false]) {
      const chat = createChat({ relay });
      chat.send('returns');
      await rest();
      expect(sessionStorage.length).toBeGreaterThan(0);
      const host = hosts()[0];
      if (isThrownOut && host) host.parentNode?.removeChild(host);
      chat.destroy();
      expect(hosts()).toEqual([]);
      expect(host?.shadowRoot?.childElementCount).toBe(0);
      expect(sessionStorage).toHaveLength(0);
    }
    remove.mockRestore();
  });

  test('leaves nothing: no element, no listener, no timer, and no answer has an effect', async () => {
    const query = window.matchMedia('(pointer: coarse)');
    vi.spyOn(window, 'matchMedia').mockReturnValue(query);
    const host = document.createElement('parley-chat');
    const create = vi.spyOn(document, 'createElement').mockReturnValueOnce(host);
    const targets = [window, document, query, host];
    const added = targets.map((target) => vi.spyOn(target, 'addEventListener'));
    const removed = targets.map((target) => vi.spyOn(target, 'removeEventListener'));
    const chat = createChat({ relay, launcher: '#x', open: true });
    create.mockRestore();
    chat.send('returns');
    await chat.ready;
    chat.destroy();
    chat.destroy();
    added.forEach(({ mock }, index) => {
      const listeners = mock.calls.map(([name, listener]) => [name, listener]);
      const gone = removed[index]?.mock.calls.map(([name, listener]) => [name, listener]);
      expect(listeners.length).toBeGreaterThan(0);
      expect(gone).toHaveLength(listeners.length);
      expect(gone).toEqual(expect.arrayContaining(listeners));
    });
    expect(hosts()).toEqual([]);
    expect(host.shadowRoot?.childElementCount).toBe(0);
    expect(sessionStorage).toHaveLength(0);
    chat.open();
    chat.send('thanks');
    chat.restart();
    await rest();
    expect(agent.received).toEqual({ create: 1, respond: 0 });
    expect(hosts()).toEqual([]);
  });
});
