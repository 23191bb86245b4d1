import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as besideTag from './beside-tag.ts';
import { runScriptTag } from './script-tag.ts';
import { agent, fetched, hosts, part, relay, rest, takeErrors } from './test-support.ts';

/** Makes the tag as the one that is running. Its type keeps the file itself from being fetched. */
function tag(attributes: Record<string, string>, isCurrent = true): void {
  const script = document.createElement('script');
  script.type = 'text/plain';
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  document.body.append(script);
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(isCurrent ? script : null);
}

const src = `${relay}/parley.js`;

beforeEach(() => {
  delete window.Parley;
});
afterEach(async () => {
  // A chat that is only thrown out comes back.
  window.Parley?.destroy?.();
  hosts().forEach((host) => host.remove());
  document.body.innerHTML = '';
  delete window.Parley;
  await rest();
});

describe('the tag', () => {
  test('alone mounts the floating chat, with the relay where the script came from', async () => {
    tag({ src });
    runScriptTag('1.2.3');
    expect(hosts()).toHaveLength(1);
    expect(hosts()[0]?.parentElement).toBe(document.documentElement);
    await rest();
    expect(fetched).not.toHaveBeenCalled();
    part('launcher')?.click();
    await rest();
    expect(agent.received.create).toBe(1);
    expect(fetched.mock.calls[0]?.[0]).toBe(`${relay}/chat/create`);
  });

  test('names a near miss of an option once, and nothing that is far from one', async () => {
    tag({ src, 'data-zindex': '5', 'data-max_length': '9', 'data-analytics-id': 'x', 'data-title': 'Help' });
    runScriptTag('1.2.3');
    await rest();
    expect(takeErrors()).toEqual([
      ['Parley: data-zindex is no option; data-z-index is'],
      ['Parley: data-max_length is no option; data-max-length is'],
    ]);
    expect(hosts()).toHaveLength(1);
  });

  test('reads its own data-*, and leaves what it does not know', () => {
    tag({ src, 'data-title': 'Help', 'data-heading-level': '3', 'data-open': '', 'data-cfasync': 'false' });
    runScriptTag('1.2.3');
    expect(part('title')?.outerHTML).toMatch(/^<h3.*>Help<\/bdi><\/h3>$/);
  });

  test.each([true, false])('is found where currentScript is empty (%s)', (isCurrent) => {
    tag({ src, 'data-title': 'Help', 'data-open': '' }, isCurrent);
    runScriptTag('1.2.3');
    expect(part('title')?.textContent).toBe('Help');
  });

  test('waits for the document', () => {
    tag({ src });
    const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    runScriptTag('1.2.3');
    expect(hosts()).toEqual([]);
    state.mockRestore();
    document.dispatchEvent(new Event('DOMContentLoaded'));
    expect(hosts()).toHaveLength(1);
  });

  test('a second time does nothing (A3)', () => {
    tag({ src });
    runScriptTag('1.2.3');
    const { Parley } = window;
    runScriptTag('1.2.4');
    expect(hosts()).toHaveLength(1);
    expect(window.Parley).toBe(Parley);
    expect(window.Parley?.version).toBe('1.2.3');
  });

  test('mounts again where the chat was destroyed', () => {
    tag({ src });
    runScriptTag('1.2.3');
    const first = window.Parley;
    first?.destroy?.();
    runScriptTag('1.2.4');
    expect(hosts()).toHaveLength(1);
    expect(window.Parley).not.toBe(first);
    expect(window.Parley?.version).toBe('1.2.4');
  });

  test('is not mistaken for what the page calls currentScript', () => {
    const picture = document.createElement('img');
    picture.dataset['relay'] = 'https://evil.example';
    picture.dataset['title'] = 'Evil';
    tag({ src, 'data-title': 'Help', 'data-open': '' });
    vi.spyOn(document, 'currentScript', 'get').mockReturnValue(picture as unknown as HTMLScriptElement);
    runScriptTag('1.2.3');
    expect(part('title')?.textContent).toBe('Help');
  });

  test('with data-mount=none mounts nothing, but registers the element', () => {
    tag({ src, 'data-mount': 'none' });
    runScriptTag('1.2.3');
    expect(hosts()).toEqual([]);
    expect(customElements.get('parley-chat')).toBeTruthy();
  });

  test('leaves the place to an element that the owner has put there', () => {
    document.body.innerHTML = `<parley-chat relay="${relay}" mode="inline"></parley-chat>`;
    tag({ src });
    runScriptTag('1.2.3');
    expect(hosts()).toHaveLength(1);
    expect(hosts()[0]?.parentElement).toBe(document.body);
  });
});

describe('a mistake is logged once, with a line that works, and nothing is thrown', () => {
  test.each([
    'https://cdn.jsdelivr.net/npm/parley-chat/dist/parley.js',
    'https://unpkg.com/parley-chat',
    'https://esm.sh/parley-chat/parley.js',
  ])('no relay beside a public copy: %s', (address) => {
    tag({ src: address });
    expect(() => runScriptTag('1.2.3')).not.toThrow();
    expect(takeErrors()).toEqual([[expect.stringContaining('{"relay":"https://relay.example.com"}')]]);
    expect(hosts()).toEqual([]);
  });

  test('no tag to be found', () => {
    vi.spyOn(document, 'currentScript', 'get').mockReturnValue(null);
    expect(() => runScriptTag('1.2.3')).not.toThrow();
    expect(takeErrors()).toHaveLength(1);
  });

  test('a wrong value', () => {
    tag({ src, 'data-z-index': 'high' });
    expect(() => runScriptTag('1.2.3')).not.toThrow();
    expect(takeErrors()).toEqual([[expect.stringContaining('option zIndex is "high"')]]);
    expect(hosts()).toEqual([]);
  });

  test.each([
    // Beside a name that a public copy gives it, and under none at all, there are other packages.
    ['https://unpkg.com/parley-chat', `${relay}/`],
    ['https://unpkg.com/parley-chat@0.1.0?x=/parley.js', `${relay}/`],
    ['https://shop.test/chat-0a1b2c.js', `${relay}/`],
    ['https://unpkg.com/parley-chat@0.1.0/dist/parley.js', 'https://unpkg.com/parley-chat@0.1.0/dist/'],
    ['https://cdn.test/x/parley@0.1.0.js?y#z', 'https://cdn.test/x/'],
  ])('%s with its relay told is no mistake, and what comes beside it is from %s', async (address, folder) => {
    const setFolder = vi.spyOn(besideTag, 'setFolder');
    tag({ src: address, 'data-relay': relay });
    runScriptTag('1.2.3');
    expect(hosts()).toHaveLength(1);
    expect(setFolder.mock.lastCall?.[0] ?? `${relay}/`).toBe(folder);
  });
});

describe('window.Parley', () => {
  test('holds options of the page, which those on the tag outdo', () => {
    window.Parley = { options: { relay, title: 'Page', subtitle: 'Shop', open: true } };
    tag({ src: 'https://x.y/parley.js', 'data-title': 'Tag' });
    runScriptTag('1.2.3');
    expect(part('title')?.textContent).toBe('Tag');
    expect(part('panel')?.textContent).toContain('Shop');
  });

  test('has its queue replayed in order, then run at once, and one task that throws stops no other', async () => {
    const ran: unknown[] = [];
    window.Parley = {
      queue: [
        (parley) => ran.push(['first', parley.isOpen]),
        () => {
          throw new Error('mine');
        },
        (parley) => parley.open(),
        (parley) => ran.push(['last', parley.isOpen]),
      ],
    };
    tag({ src });
    runScriptTag('1.2.3');
    expect(ran).toEqual([
      ['first', false],
      ['last', true],
    ]);
    expect(takeErrors()).toEqual([['mine']]);
    window.Parley?.queue?.push(
      (parley) => ran.push(parley.isOpen),
      (parley) => parley.close(),
      (parley) => ran.push(parley.isOpen),
    );
    expect(ran.slice(2)).toEqual([true, false]);
    await rest();
  });

  test('is the handle of the chat, afterwards', async () => {
    tag({ src });
    runScriptTag('1.2.3');
    expect(window.Parley).toMatchObject({ version: '1.2.3', isOpen: false, phase: 'idle' });
    const { ready } = window.Parley as { ready?: Promise<unknown> };
    expect(await ready).toBe(window.Parley);
  });

  test('stays that where the page runs its snippet again, and does what that has queued', () => {
    tag({ src });
    runScriptTag('1.2.3');
    const { Parley } = window;
    const ran: unknown[] = [];
    window.Parley = { options: { title: 'Ava' }, queue: [(parley) => ran.push(parley)] };
    expect(window.Parley).toBe(Parley);
    expect(ran).toEqual([Parley]);
    runScriptTag('1.2.3');
    expect(window.Parley).toBe(Parley);
    expect(hosts()).toHaveLength(1);
    Parley?.destroy?.();
    window.Parley = { options: { title: 'Bea', open: true } };
    runScriptTag('1.2.3');
    expect(part('title')?.textContent).toBe('Bea');
  });

  test('is the handle of the element that has taken the place of another', async () => {
    document.body.innerHTML = `<parley-chat relay="${relay}" mode="inline"></parley-chat>`;
    tag({ src });
    runScriptTag('1.2.3');
    const first = window.Parley;
    document.body.innerHTML = `<parley-chat relay="${relay}" mode="inline"></parley-chat>`;
    runScriptTag('1.2.3');
    expect(window.Parley).not.toBe(first);
    expect(window.Parley).toBe(document.querySelector('parley-chat')?.handle);
    await rest();
  });

  test('holds the handle where it is a variable of the page, which has no setters', () => {
    vi.spyOn(Reflect, 'defineProperty').mockReturnValueOnce(false);
    tag({ src });
    runScriptTag('1.2.3');
    expect(window.Parley).toMatchObject({ version: '1.2.3', isOpen: false });
  });
});
