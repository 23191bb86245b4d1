// What is left of chats that have come and gone: nothing, however many there were.
import type { CDPSession } from '@playwright/test';
import { expect, test } from '../support/world.ts';

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
