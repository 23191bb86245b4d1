// What is spoken, and when: where the browser has no `ariaNotify`, as here, everything goes through the regions.
import { h } from 'preact';
import { act, screen } from '@testing-library/preact';
import { expect, test, vi } from 'vitest';
import type { Persona } from '../agent.ts';
import { setUp, until, untilSettled } from '../conversation/test-support.ts';
import { english } from './labels.ts';
import { button, change, input, pass, say, show } from './test-support.ts';
import { createWidget } from './widget.tsx';

const inRegions = (how: string) =>
  Array.from(
    document.querySelectorAll(`.visually-hidden[aria-live=${how}] p`),
    ({ textContent }) => textContent,
  );
const spoken = () => [...inRegions('polite'), ...inRegions('assertive')];

function saying(response: string): { persona: Persona } {
  const only = { response };
  return {
    persona: { greeting: { response: 'Hi!' }, topics: [], fallback: only, secondTry: only, slow: only },
  };
}

/** Everything that comes to be spoken from now on, in order. */
function record(): string[] {
  const heard: string[] = [];
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element && node.parentElement?.matches('.visually-hidden[aria-live]'))
          heard.push(`${node.parentElement.getAttribute('aria-live')}: ${node.textContent}`);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return heard;
}

test('C1, C5: the regions stand there empty, in the panel and outside of it, and none in another', () => {
  const { model, container } = show();
  expect(container.querySelectorAll('[aria-live]')).toHaveLength(1);
  change(() => model.open());
  const regions = [...container.querySelectorAll('[aria-live]:not([aria-live=off])')];
  const places = regions.map((region) => [
    region.getAttribute('aria-live'),
    region.closest('[role=dialog]') !== null,
  ]);
  expect(places).toContainEqual(['polite', true]);
  expect(places).toContainEqual(['assertive', true]);
  expect(places).toContainEqual(['polite', false]);
  for (const region of regions) {
    expect(region.textContent).toBe('');
    expect(region.parentElement?.closest('[aria-live],[role=log],[role=status],[role=alert]')).toBeNull();
  }
  expect(container.querySelector('[aria-busy],[aria-relevant]')).toBeNull();
});

test('C2, C4: turns that come at once are spoken once each, and each is gone one to two seconds later', async () => {
  vi.useFakeTimers();
  const { conversation, model } = show({ agent: saying('Yes') });
  change(() => model.open());
  await act(() => untilSettled(conversation));
  await pass(2000);
  const heard = record();
  for (let count = 0; count < 3; count++) conversation.send('go');
  await act(() =>
    until(
      conversation.messages,
      (messages) => messages.filter(({ author }) => author === 'agent').length === 4,
    ),
  );
  expect(spoken()).toEqual(['Ava says: Yes', 'Ava says: Yes', 'Ava says: Yes']);
  await pass(1000);
  expect(spoken()).toHaveLength(3);
  await pass(1000);
  expect(spoken()).toEqual([]);
  expect(heard).toHaveLength(3);
});

test('C2, C3: fifty turns, each second like the one before, are spoken once each, and not again when drawn anew', async () => {
  vi.useFakeTimers();
  const { conversation, model, settings, container } = show({ agent: {} });
  change(() => model.open());
  await act(() => untilSettled(conversation));
  await pass(2000);
  const heard = record();
  for (let turn = 0; turn < 50; turn++) {
    await act(async () => {
      conversation.send(turn % 4 < 2 ? 'returns' : 'thanks');
      await until(conversation.messages, ({ length }) => length === 3 + 2 * turn);
    });
    await pass(100);
  }
  const words = [
    'polite: Ava says: Our return policy is 30 days with proof of purchase.',
    "polite: Ava says: You're welcome. Is there anything else?",
  ];
  expect(heard).toEqual(Array.from({ length: 50 }, (_, turn) => words[turn % 4 < 2 ? 0 : 1]));
  change(() => model.close());
  change(() => model.open());
  change(() => (settings.value = { ...settings.value, locale: 'de', labels: { ...english } }));
  await pass(2000);
  const { render } = await import('preact');
  // As on the next page: another widget over the same hundred messages.
  change(() => render(h(createWidget(model), null), container));
  await pass(2000);
  expect(container.querySelectorAll('.message')).toHaveLength(101);
  expect(heard).toHaveLength(50);
}, 60_000);

test.each([
  [500, 'Ava says: Bold link'],
  [5000, 'Ava says: Bold [link](https://x.y)'],
])(
  'C2: words wait for the extras, which come after %i ms, but only for a second',
  async (extrasAfterMs, words) => {
    vi.useFakeTimers();
    const greeting = { response: '**Bold** [link](https://x.y)' };
    const persona = { ...saying('').persona, greeting };
    const { conversation, model } = show({ agent: { persona }, extrasAfterMs });
    change(() => model.open());
    await act(() => untilSettled(conversation));
    expect(spoken()).toEqual([]);
    await pass(1100);
    expect(spoken()).toEqual([words]);
  },
);

test('C2: of a reply that comes to nothing, nothing is said', async () => {
  const { conversation, model, container } = show({ agent: saying('<img src="x"><script></script>') });
  change(() => model.open());
  await act(() => untilSettled(conversation));
  const heard = record();
  await act(async () => {
    conversation.send('go');
    await until(conversation.messages, ({ length }) => length === 3);
  });
  expect(heard).toEqual([]);
  expect(container.querySelector('.message:last-child .text')?.childNodes).toHaveLength(0);
});

test.each([
  [500, []],
  [1900, []],
  [2500, ['Ava is replying']],
  [12_000, ['Ava is replying', 'Still working on it…']],
  [40_000, ['Ava is replying', 'Still working on it…', 'Still working on it…']],
])('C6: of a wait of %i ms is spoken: %j', async (delayMs, words) => {
  vi.useFakeTimers();
  const { conversation, model } = show({ agent: { ...saying('Yes'), delayMs } });
  change(() => model.open());
  await pass(delayMs + 10);
  await pass(2000);
  const heard = record();
  change(() => conversation.send('go'));
  // What has come is drawn after each step.
  for (let waited = 0; waited <= delayMs; waited += 100) await pass(100);
  expect(heard).toEqual([...words, 'Ava says: Yes'].map((text) => `polite: ${text}`));
  expect(document.querySelector('.typing i')).toBeNull();
});

test('C6: the dots of the typing sign are hidden from screen readers', async () => {
  await say('returns', { agent: { delayMs: 30 } });
  for (const dot of document.querySelectorAll('.typing i'))
    expect(dot.closest('[aria-hidden=true]')).toBeTruthy();
});

test('C7: a failure is spoken at once, once, with what failed and what helps; success is not', async () => {
  const heard = record();
  const { user } = await say('429');
  await screen.findByRole('button', { name: 'Try again' });
  await user.click(button('Try again'));
  await screen.findByText(/Ava says: .*second try/);
  expect(heard).toEqual([
    'polite: Ava says: Hi, how can I help you today?',
    'assertive: Not sent. Too many messages: wait a moment and try again. Try again',
    expect.stringMatching(/polite: Ava says: .*second try/),
  ]);
});

test('C7: several messages that fail together are one failure', async () => {
  const { conversation, model } = show({ agent: { mishap: '500' } });
  change(() => model.open());
  await act(() => untilSettled(conversation));
  const heard = record();
  await act(async () => {
    for (const text of ['one', 'two', 'three']) conversation.send(text);
    await untilSettled(conversation);
  });
  expect(conversation.messages.peek().map((message) => 'delivery' in message && message.delivery)).toEqual(
    Array(3).fill('failed'),
  );
  expect(heard).toEqual(['assertive: Not sent. The chat is not available right now. Try again']);
});

test('C8: of a burst of messages in a closed panel one is told of, and ten seconds later another', async () => {
  vi.useFakeTimers();
  const { conversation, model } = show({ agent: saying('Yes') });
  change(() => model.open());
  await act(() => untilSettled(conversation));
  change(() => model.close());
  await pass(2000);
  const heard = record();
  const arrive = (count: number) =>
    act(async () => {
      const { length: before } = conversation.messages.peek();
      for (let sent = 0; sent < count; sent++) conversation.send('go');
      await until(conversation.messages, ({ length }) => length === before + 2 * count);
    });
  await arrive(5);
  expect(button('Open chat, 5 unread messages')).toBeTruthy();
  await pass(9000);
  await arrive(1);
  expect(heard).toEqual(['polite: New message from Ava']);
  await pass(1500);
  await arrive(1);
  expect(heard).toEqual(['polite: New message from Ava', 'polite: New message from Ava']);
});

test('C7: a failure in a closed panel is told of, too', async () => {
  const { conversation, model } = show();
  change(() => model.open());
  await act(() => untilSettled(conversation));
  change(() => model.close());
  const heard = record();
  await act(async () => {
    conversation.send('500');
    await until(conversation.messages, (messages) => messages.some((message) => 'failure' in message));
  });
  expect(heard).toEqual(['polite: We could not confirm that this was delivered. Send again']);
});

test('C3: what another tab has done is not spoken here', async () => {
  let hear: (snapshot: unknown) => void = () => {};
  const there = setUp();
  const here = setUp(
    {},
    {
      tabs: {
        post: () => undefined,
        connect: (_, listener) => {
          hear = listener;
          return () => undefined;
        },
        sync: async () => undefined,
        exclusively: (work) => work(),
      },
    },
  );
  there.conversation.send('returns');
  await until(there.conversation.messages, ({ length }) => length === 3);
  hear({ version: 1, at: Date.now(), state: there.conversation.state.peek() });
  expect(here.conversation.messages.peek()).toHaveLength(3);
  expect(here.conversation.isEcho.peek()).toBe(true);
  here.conversation.setDraft('x');
  expect(here.conversation.isEcho.peek()).toBe(false);
});

test('C11: without a network and back again, and what a press has brought about, is spoken', async () => {
  const { user, online } = await say('bye');
  await screen.findByText('This conversation has ended.');
  const heard = record();
  change(() => (online.value = false));
  expect(screen.getByText(/You’re offline/).closest('[aria-live=polite]')).toBeTruthy();
  change(() => (online.value = true));
  await screen.findByText('Back online');
  await user.click(button('New conversation'));
  await vi.waitFor(() =>
    expect(heard).toEqual([
      'polite: Back online',
      'polite: New conversation',
      'polite: Ava says: Hi, how can I help you today?',
    ]),
  );
  expect(document.activeElement).toBe(input());
});

test('C2: where the browser speaks by itself, it is told, and the regions stay empty', async () => {
  const told: unknown[] = [];
  Element.prototype.ariaNotify = (...words) => void told.push(words);
  try {
    const { user } = await say('429');
    await screen.findByRole('button', { name: 'Try again' });
    await user.click(button('Try again'));
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told[0]).toEqual(['Ava says: Hi, how can I help you today?', { priority: 'normal' }]);
    expect(told[1]).toEqual([expect.stringContaining('Not sent.'), { priority: 'high' }]);
    expect(spoken()).toEqual([]);
  } finally {
    delete Element.prototype.ariaNotify;
  }
});
