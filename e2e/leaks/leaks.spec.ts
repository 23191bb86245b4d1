// What is left of chats that have come and gone: nothing, however many there were.
import type { CDPSession } from '@playwright/test';
import { expect, partsOf, test } from '../support/world.ts';

const count = process.env['FULL'] ? 200 : 30;

/** Chats that are placed, opened, talked with and destroyed, one after the other. */
const comeAndGo = async ([relay, times]: readonly [string, number]) => {
  for (let index = 0; index < times; index += 1) {
    const element = document.createElement('parley-chat');
    element.setAttribute('relay', relay);
    document.body.append(element);
    const { handle } = element;
    if (!handle) throw new Error('There is no chat.');
    handle.open();
    await new Promise<void>((resolve) => {
      const stop = handle.on('message', () => {
        // The greeting, the visitor's words and the answer.
        if (handle.messages.length < 3) return;
        stop();
        resolve();
      });
      handle.send('returns');
    });
    handle.destroy();
    element.remove();
  }
};

/** The same with chats that come by a call, and see to their place by themselves. */
const comeAndGoByCall = async ([relay, times]: readonly [string, number]) => {
  for (let index = 0; index < times; index += 1) {
    const tag = document.createElement('script');
    tag.src = `${relay}/parley.js`;
    await new Promise((resolve) => {
      tag.addEventListener('load', resolve);
      document.head.append(tag);
    });
    tag.remove();
    const chat = window.Parley;
    if (!chat?.open || !chat.on || !chat.close || !chat.destroy) throw new Error('There is no chat.');
    const greeted = new Promise<void>((resolve) => chat.on?.('message', () => resolve()));
    chat.open();
    await greeted;
    chat.close();
    chat.destroy();
  }
};

async function measure(client: CDPSession) {
  // Twice: what the first leaves to finalizers goes with the second.
  for (let times = 0; times < 2; times += 1) await client.send('HeapProfiler.collectGarbage');
  const { metrics } = await client.send('Performance.getMetrics');
  const read = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { nodes: read('Nodes'), listeners: read('JSEventListeners'), heap: await weigh(client) };
}

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
}

/** What the page's objects, functions and texts take, in bytes; code that the engine makes of them is its own affair. */
async function weigh(client: CDPSession): Promise<number> {
  const chunks: string[] = [];
  const add = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
  client.on('HeapProfiler.addHeapSnapshotChunk', add);
  await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  client.off('HeapProfiler.addHeapSnapshotChunk', add);
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length)
    if (!/code|native|hidden/.test(types[0][nodes[node + type] ?? 0] ?? '')) bytes += nodes[node + size] ?? 0;
  return bytes;
}

test('chats leave no node, no listener, no memory and nothing in storage behind, however many have come and gone', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  await world.visit(world.tag('data-mount="none"'));
  await page.waitForFunction(() => customElements.get('parley-chat'));
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  // The first ones fill caches that stay: of the compiler, of formats of times.
  await page.evaluate(comeAndGo, [world.relay.url, 20] as const);
  const before = await measure(client);
  await page.evaluate(comeAndGo, [world.relay.url, count] as const);
  const after = await measure(client);
  expect(world.agent.received).toEqual({ create: 20 + count, respond: 20 + count });
  expect({ nodes: after.nodes - before.nodes, listeners: after.listeners - before.listeners }).toEqual({
    nodes: 0,
    listeners: 0,
  });
  // One conversation held back would be some ten thousand bytes each.
  expect((after.heap - before.heap) / count).toBeLessThan(100);
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);
});

test('nor does one that comes by a call leave an observer, a timer or a listener', async ({
  page,
  world,
}) => {
  await page.addInitScript(() => {
    const timers = new Set<unknown>();
    const [set, clear] = [setTimeout, clearTimeout];
    const observers = new Set<unknown>();
    const listeners = new Map<string, number>();
    const count = (type: string, by: number) => listeners.set(type, (listeners.get(type) ?? 0) + by);
    Object.assign(window, {
      left: () => ({
        timers: timers.size,
        observers: observers.size,
        listeners: [...listeners].filter(([, number]) => number > 0),
      }),
      setTimeout(act: () => void, ms: number) {
        const timer = set(() => {
          timers.delete(timer);
          act();
        }, ms);
        timers.add(timer);
        return timer;
      },
      clearTimeout(timer: number) {
        timers.delete(timer);
        clear(timer);
      },
    });
    // Of the page; those of the chat's own parts go with them.
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...all) {
      observers.add(this);
      observe.apply(this, all);
    };
    MutationObserver.prototype.disconnect = function () {
      observers.delete(this);
      disconnect.call(this);
    };
    for (const target of [window, document]) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = function (type: string, ...rest: unknown[]) {
        count(type, 1);
        return Reflect.apply(addEventListener, target, [type, ...rest]);
      };
      target.removeEventListener = function (type: string, ...rest: unknown[]) {
        count(type, -1);
        return Reflect.apply(removeEventListener, target, [type, ...rest]);
      };
    }
  });
  await world.visit('<p>Nothing as yet</p>');
  await page.evaluate(comeAndGoByCall, [world.relay.url, 3] as const);
  await expect.poll(() => page.evaluate('left()')).toEqual({ timers: 0, observers: 0, listeners: [] });
  expect(await page.locator('parley-chat').count()).toBe(0);
});

test('nor does one that is destroyed in an open modal dialog go on to watch the page', async ({
  page,
  world,
}) => {
  await page.addInitScript(() => {
    const watched: unknown[] = [];
    Object.assign(window, { watched });
    const { observe } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...given) {
      watched.push(given[0]);
      observe.apply(this, given);
    };
  });
  await world.visit(`<dialog><button data-parley-open>Help</button></dialog>${world.tag()}`);
  const chat = partsOf(page);
  await expect(chat.launcher).toBeVisible();
  await page.locator('dialog').evaluate((dialog: HTMLDialogElement) => dialog.showModal());
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(page.locator('dialog parley-chat')).toBeAttached();
  const watched = await page.evaluate(async () => {
    const all: unknown[] = Reflect.get(window, 'watched');
    all.length = 0;
    window.Parley?.destroy?.();
    // After what it has put off itself.
    await new Promise((resolve) => setTimeout(resolve));
    return all.length;
  });
  expect(watched).toBe(0);
});
