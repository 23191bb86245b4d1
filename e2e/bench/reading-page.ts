// In the page: what it costs to open a long conversation, to add to it and to write beside it.
import type { Message } from '../../src/conversation/state.ts';
import { initialState } from '../../src/conversation/state.ts';
import { type Figure, sum } from './compare.ts';

const rounds = 15;
const saying =
  'Our return policy is 30 days with proof of purchase. You can send it back from our shops, **free of charge**.';

/** The names under which the page's chats talk to other tabs. */
const names: string[] = [];
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    names.push(name);
  }
};
globalThis.fetch = () => Promise.resolve(Response.json({ response: saying, end_conversation: false }));

const untilTask = () => new Promise((resolve) => setTimeout(resolve));

function talk(count: number): Message[] {
  return Array.from({ length: count }, (_, index) => {
    const order = index + 1;
    const at = Date.now() - (count - order) * 60_000;
    const base = { id: `m${order}`, text: saying, at, order, changed: at };
    return order % 2 === 0
      ? { ...base, author: 'agent', suggestions: [], attachments: [], calls: [] }
      : { ...base, author: 'visitor', delivery: 'sent', key: base.id, tries: 1 };
  });
}

/** A closed chat that holds so many messages: another tab has told it, as storage does not keep as many. */
async function makeChat(count: number) {
  sessionStorage.clear();
  document.querySelector('parley-chat')?.remove();
  const element = document.createElement('parley-chat');
  element.setAttribute('relay', '/relay');
  document.body.append(element);
  const channel = new BroadcastChannel(names.at(-1) ?? '');
  const messages = talk(count);
  const state = {
    ...initialState,
    run: Date.now(),
    stage: 'ready',
    conversationId: 'c',
    messages,
    seen: count,
  };
  channel.postMessage({ from: 'bench', snapshot: { version: 1, at: Date.now(), state } });
  while (element.handle?.messages.length !== count) await untilTask();
  channel.close();
  await untilTask();
  const root = element.shadowRoot;
  if (!root) throw new Error('there is no chat');
  const find = (part: string) => root.querySelector<HTMLElement>(`[part~="${part}"]`);
  return { handle: element.handle, root, find };
}

type Chat = Awaited<ReturnType<typeof makeChat>>;

async function open({ find }: Chat) {
  const startedAt = performance.now();
  find('launcher')?.click();
  while (!find('transcript')) await Promise.resolve();
  void find('transcript')?.scrollHeight;
  return (performance.now() - startedAt) * 1000;
}

/** The floor: so many bubbles and nothing else, by hand. */
function showPlain(count: number) {
  const box = document.createElement('div');
  box.style.cssText = 'position:fixed;inset:0 auto auto 0;width:400px;height:500px;overflow:auto';
  const startedAt = performance.now();
  const list = document.createElement('ol');
  for (let index = 0; index < count; index += 1) {
    const item = document.createElement('li');
    const words = document.createElement('p');
    words.textContent = saying;
    item.append(words);
    list.append(item);
  }
  box.append(list);
  document.body.append(box);
  box.scrollTop = box.scrollHeight;
  const takesUs = (performance.now() - startedAt) * 1000;
  return { box, list, takesUs };
}

function addPlain(count: number): number {
  const { box, list } = showPlain(count);
  const startedAt = performance.now();
  const item = document.createElement('li');
  item.textContent = saying;
  list.append(item);
  box.scrollTop = box.scrollHeight;
  const takesUs = (performance.now() - startedAt) * 1000;
  box.remove();
  return takesUs;
}

async function race(
  row: Pick<Figure, 'name' | 'baseline' | 'targetUs'>,
  run: () => Promise<number>,
  runBaseline: () => Promise<number> | number,
): Promise<Figure> {
  const takes: number[] = [];
  const baselines: number[] = [];
  // The first rounds are for the compiler.
  for (let round = -3; round < rounds; round += 1) {
    const baselineUs = await runBaseline();
    const takesUs = await run();
    if (round < 0) continue;
    takes.push(takesUs);
    baselines.push(baselineUs);
  }
  return sum(row, takes, baselines);
}

async function measureOpening(count: number): Promise<number> {
  return open(await makeChat(count));
}

async function measureAdding(count: number): Promise<number> {
  const chat = await makeChat(count);
  await open(chat);
  const findLast = () => chat.root.querySelector('.messages')?.lastElementChild;
  await untilTask();
  const last = findLast();
  const startedAt = performance.now();
  chat.handle.send('And how long does it take?');
  while (findLast() === last) await Promise.resolve();
  void chat.find('transcript')?.scrollHeight;
  return (performance.now() - startedAt) * 1000;
}

function press(input: HTMLTextAreaElement): void {
  input.value += 'a';
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

async function measureKey(chat: Chat): Promise<number> {
  const input = chat.find('input') as HTMLTextAreaElement;
  const startedAt = performance.now();
  press(input);
  // What is drawn is drawn in the next microtasks.
  for (let count = 0; count < 10; count += 1) await Promise.resolve();
  void input.offsetHeight;
  return (performance.now() - startedAt) * 1000;
}

function measurePlainKey(): number {
  const input = document.createElement('textarea');
  input.style.cssText = 'position:fixed;inset:0 auto auto 0;field-sizing:content';
  document.body.append(input);
  void input.offsetHeight;
  const startedAt = performance.now();
  press(input);
  void input.offsetHeight;
  const takesUs = (performance.now() - startedAt) * 1000;
  input.remove();
  return takesUs;
}

export async function measureOpenings(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of [10, 200, 1000]) {
    const drawn = Math.min(count, 200);
    const row = {
      name: `opening ${count} messages`,
      baseline: `${drawn} plain list items`,
      targetUs: 100_000,
    };
    figures.push(
      await race(
        row,
        () => measureOpening(count),
        () => {
          const { box, takesUs } = showPlain(drawn);
          box.remove();
          return takesUs;
        },
      ),
    );
  }
  const many = { name: 'opening 10000 messages', baseline: 'opening 1000', targetUs: 100_000 };
  figures.push(
    await race(
      many,
      () => measureOpening(10_000),
      () => measureOpening(1000),
    ),
  );
  return figures;
}

/** What a new message costs, to each of these numbers of messages, and a key; `how` stands behind the rows' names. */
export async function measureWriting(counts: number[], how = ''): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of counts) {
    const row = {
      name: `adding one message to ${count}${how}`,
      baseline: 'a plain list item',
      targetUs: 16_000,
    };
    figures.push(
      await race(
        row,
        () => measureAdding(count),
        () => addPlain(Math.min(count, 200)),
      ),
    );
  }
  const chat = await makeChat(500);
  await open(chat);
  const key = {
    name: `a key press beside 500 messages${how}`,
    baseline: 'one in a plain field',
    targetUs: 16_000,
  };
  figures.push(await race(key, () => measureKey(chat), measurePlainKey));
  return figures;
}

/** From the click to the moment after the next frame has been painted. */
function untilPaint(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => resolve());
    port1.start();
    requestAnimationFrame(() => port2.postMessage(undefined));
  });
}

/** One opening of a chat that nobody has opened before, beside a box that is shown. */
export async function measureFirstPaint(): Promise<{ takesUs: number; baselineUs: number }> {
  const { find } = await makeChat(10);
  await untilPaint();
  const box = document.createElement('div');
  box.style.cssText = 'position:fixed;inset:0 auto auto 0;width:400px;height:680px;background:white';
  const baselineAt = performance.now();
  document.body.append(box);
  await untilPaint();
  const startedAt = performance.now();
  const baselineUs = (startedAt - baselineAt) * 1000;
  find('launcher')?.click();
  await untilPaint();
  const takesUs = (performance.now() - startedAt) * 1000;
  if (!find('transcript')) throw new Error('the panel has not been painted');
  return { takesUs, baselineUs };
}

/**
 * The one task in which the tag's script is read, run and laid out with its launcher, on a page that has not heard of it,
 * beside a script that is read and does nothing.
 */
export async function measureLoading(): Promise<{ takesUs: number; baselineUs: number }> {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<!doctype html><p>Host page</p>';
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve));
  const { contentWindow, contentDocument: page } = frame;
  if (!contentWindow || !page) throw new Error('the frame is not this page’s own');
  // This page's own answers like a relay.
  const source = await (await contentWindow.fetch('/parley.js')).text();
  const run = (text: string) => {
    const startedAt = performance.now();
    const script = page.createElement('script');
    script.textContent = text;
    page.body.append(script);
    page.documentElement.lastElementChild?.getBoundingClientRect();
    return (performance.now() - startedAt) * 1000;
  };
  // As much of it in a function that nobody calls.
  const baselineUs = run(`function unused(){${source}}`);
  const takesUs = run(`window.Parley={options:{relay:'https://relay.test'}};${source}`);
  if (!page.querySelector('parley-chat')?.shadowRoot?.querySelector('[part=launcher]'))
    throw new Error('there is no launcher');
  frame.remove();
  return { takesUs, baselineUs };
}

/** How long each interaction took since the last reading, in microseconds, from the input to the next paint. */
const interactions = new Map<number, number>();

/** A chat of 500 messages, and beside it a plain button and field. */
export async function prepareInteractions(): Promise<void> {
  await makeChat(500);
  const plain = document.createElement('div');
  plain.style.cssText = 'position:fixed;inset:0 auto auto 0';
  plain.append(document.createElement('button'), document.createElement('textarea'));
  document.body.append(plain);
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[])
      if (interactionId)
        interactions.set(interactionId, Math.max(duration * 1000, interactions.get(interactionId) ?? 0));
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** Browsers tell of none that took less than 16 ms: they count as 8. */
export async function takeInteractions(count: number): Promise<number[]> {
  // What has been painted is told a little later.
  for (let paints = 0; paints < 10; paints += 1) await untilPaint();
  const takes = Array.from(interactions.values());
  interactions.clear();
  return [...takes, ...Array.from({ length: Math.max(0, count - takes.length) }, () => 8000)];
}

Object.assign(window, {
  measureOpenings,
  measureWriting,
  measureFirstPaint,
  measureLoading,
  prepareInteractions,
  takeInteractions,
});
