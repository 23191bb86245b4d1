import { act, screen, within } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import type { Persona } from '../agent.ts';
import { until, untilSettled } from '../conversation/test-support.ts';
import { button, change, input, log, open, pass, say, show } from './test-support.ts';

/** A stand-in that says the text to whatever it is told. */
function saying(response: string, greeting = 'Hi!'): { persona: Persona } {
  const only = { response };
  return {
    persona: { greeting: { response: greeting }, topics: [], fallback: only, secondTry: only, slow: only },
  };
}

async function reply(response: string, links: 'auto' | 'same' | 'new' = 'auto') {
  const { conversation } = show({ agent: saying(response), mode: 'inline', settings: { links } });
  conversation.send('go');
  await until(conversation.messages, ({ length }) => length === 3);
  await act(() => undefined);
  const items = within(screen.getByRole('log')).getAllByRole('listitem');
  return items.filter(({ className }) => className.includes('agent')).at(-1) ?? document.body;
}

describe('messages', () => {
  test('each says whose it is, and when it was (A5)', async () => {
    await say('returns');
    await log().findByText(/30 days/);
    const items = log().getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent?.replace(/Today.*?[AP]M/, ''))).toMatchObject([
      expect.stringContaining('Ava said:Hi, how can I help'),
      expect.stringContaining('You said:returns'),
      expect.stringContaining('Ava said:Our return policy'),
    ]);
    for (const time of document.querySelectorAll('time')) {
      expect(Date.parse(time.dateTime)).toBeLessThanOrEqual(Date.now());
    }
  });

  test('stand in a named log that speaks nothing by itself (A5, C5)', async () => {
    await open();
    const transcript = screen.getByRole('log', { name: 'Conversation' });
    expect(transcript.getAttribute('aria-live')).toBe('off');
  });

  test('the visitor’s own words are plain text, whatever they look like', async () => {
    await say('**a** <b>c</b> https://x.y');
    expect(log().getByText('**a** <b>c</b> https://x.y')).toBeTruthy();
    expect(log().queryByRole('link')).toBeNull();
  });

  test('the newest of the visitor says how it fares (C7)', async () => {
    const { user } = await say('returns', { agent: { delayMs: 30 } });
    expect(log().getByText(/· Sending/)).toBeTruthy();
    expect(log().getByText('Ava is replying')).toBeTruthy();
    await log().findByText(/30 days/);
    expect(log().getByText(/· Sent/)).toBeTruthy();
    expect(log().queryByText('Ava is replying')).toBeNull();
    await user.type(input(), 'thanks{Enter}');
    expect(log().getAllByText(/· Sen/)).toHaveLength(1);
  });

  test('after ten seconds the wait is put into words (J3)', async () => {
    vi.useFakeTimers();
    const { conversation } = show({ mode: 'inline', agent: { delayMs: 20_000 } });
    await act(() => conversation.start());
    expect(log().getByText('Ava is replying')).toBeTruthy();
    await pass(10_000);
    expect(log().getByText('Still working on it…')).toBeTruthy();
    expect(log().queryByText('Ava is replying')).toBeNull();
  });
});

describe('links', () => {
  test('to elsewhere open a new tab, tell nothing about this page, and say so (K5)', async () => {
    const item = await reply('See [the page](https://x.y/z).');
    const link = within(item).getByRole('link', { name: 'the page (opens in a new tab)' });
    expect(link.getAttribute('href')).toBe('https://x.y/z');
    expect(link.getAttribute('target')).toBe('_blank');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  });

  test.each([
    ['https://own.example/a', 'auto', false],
    ['https://x.y', 'same', false],
    ['https://own.example/a', 'new', true],
    ['mailto:a@x.y', 'new', false],
    ['tel:+44', 'auto', false],
  ] as const)('%s with links %s opens a new tab: %s', async (href, links, opensTab) => {
    const item = await reply(`[there](${href})`, links);
    const link = within(item).getByRole('link');
    expect(link.getAttribute('href')).toBe(href);
    expect(link.hasAttribute('target')).toBe(opensTab);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](javascript:alert)',
    '<a href="javascript:alert`1`">x</a>',
    '<a href="JavaScript:void0">x</a>',
    '<a href="java&#115;cript:void0">x</a>',
    '<a href="&#106;avascript:void0">x</a>',
    '[x](data:text/html,x)',
    '[x](//evil.example)',
    '[x](/orders)',
    '[x](http:evil)',
    '[x](blob:https://x.y/1)',
  ])('%s is text (K5)', async (text) => {
    const item = await reply(text);
    expect(item.textContent).toContain('x');
    expect(within(item).queryByRole('link')).toBeNull();
  });

  test('no tag of a reply becomes an element of its own', async () => {
    const item = await reply('<img src=x onerror=alert(1)><svg onload=x>a</svg><iframe>b</iframe><b>c</b>');
    expect(item.querySelector('img,svg,iframe,script')).toBeNull();
    expect(within(item).getByText('c').localName).toBe('strong');
  });
});

test('a reply’s blocks are the elements that they look like', async () => {
  const item = await reply('## Head\n\n3. a\n4. b\n\n- c\n\n```\n<d>\n```\n\n`e` *f* **g**<br>h');
  expect(within(item).getByText('Head').localName).toBe('strong');
  expect(item.querySelector('ol')?.getAttribute('start')).toBe('3');
  expect(item.querySelectorAll('ol li')).toHaveLength(2);
  expect(item.querySelector('ul li')?.textContent).toBe('c');
  expect(item.querySelector('pre code')?.textContent).toBe('<d>');
  expect(item.querySelector('p code')?.textContent).toBe('e');
  expect(within(item).getByText('f').localName).toBe('em');
  expect(item.querySelector('br')).toBeTruthy();
  expect(within(item).queryByRole('heading')).toBeNull();
});

describe('what went wrong', () => {
  test('not sent: says so, and can be tried again (J4)', async () => {
    const { user, agent } = await say('429');
    expect(await log().findByText(/Not sent. Too many messages/)).toBeTruthy();
    await user.click(button('Try again'));
    expect(await log().findByText(/second try/)).toBeTruthy();
    expect(log().queryByText(/Not sent/)).toBeNull();
    expect(log().getAllByText('429')).toHaveLength(1);
    expect(agent.received.respond).toBe(2);
    expect(document.activeElement).toBe(input());
  });

  test('unconfirmed: says so, and can be sent again by choice (J4)', async () => {
    const { user } = await say('500');
    expect(await log().findByText('We could not confirm that this was delivered.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    await user.click(button('Send again'));
    expect(await log().findByText(/second try/)).toBeTruthy();
  });

  test('it can be taken away, and the focus has a place to be (B4, J4)', async () => {
    const { user, agent } = await say('429');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(log().queryByText('429')).toBeNull();
    expect(document.activeElement).toBe(input());
    expect(agent.received.respond).toBe(1);
  });

  test('no codes are shown (J5)', async () => {
    await say('500');
    await log().findByText(/could not confirm/);
    expect(screen.getByRole('dialog').textContent).not.toMatch(/INTERNAL|unconfirmed|status|fetch/);
  });

  test('a conversation that cannot be created says so, with a way to try again (J8)', async () => {
    const { user, agent } = show({ agent: { mishap: ({ count }) => (count === 1 ? '500' : undefined) } });
    await user.click(button('Open chat'));
    const words = await screen.findByText('The chat is not available right now.');
    expect(words.closest('[aria-live=polite]')).toBeTruthy();
    expect(log().queryByText('Ava is replying')).toBeNull();
    await user.click(button('Try again'));
    expect(await log().findByText(/how can I help/)).toBeTruthy();
    expect(screen.queryByText('The chat is not available right now.')).toBeNull();
    expect(agent.received.create).toBe(2);
  });

  test('without a network a notice says that messages wait, and they do (J6)', async () => {
    const { user, online, agent } = await open();
    change(() => (online.value = false));
    expect(screen.getByText(/You’re offline/).closest('[aria-live=polite]')).toBeTruthy();
    await user.type(input(), 'returns{Enter}');
    expect(agent.received.respond).toBe(0);
    expect(log().queryByText(/· Sending/)).toBeNull();
    change(() => (online.value = true));
    expect(screen.queryByText(/You’re offline/)).toBeNull();
    expect(await log().findByText(/30 days/)).toBeTruthy();
  });
});

describe('the end', () => {
  test('comes after the last words, with a way to a new conversation (J7)', async () => {
    const { user, agent } = await say('bye');
    expect(await screen.findByText('This conversation has ended.')).toBeTruthy();
    expect(log().getByText(/Goodbye/)).toBeTruthy();
    await user.click(button('New conversation'));
    expect(document.activeElement).toBe(input());
    await log().findByText(/how can I help/);
    expect(log().queryByText(/Goodbye/)).toBeNull();
    expect(input().readOnly).toBe(false);
    expect(agent.received.create).toBe(2);
  });

  test('expired: the text stays on screen, cannot be tried again, and goes back to the composer (J10)', async () => {
    const { user } = await say('expired');
    expect(await screen.findByText('This conversation has expired.')).toBeTruthy();
    expect(log().getByText('Not sent. This conversation has expired.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /again|Delete/ })).toBeNull();
    await user.click(button('New conversation'));
    expect(input().value).toBe('expired');
  });

  test('a handoff leads on to where the owner says', async () => {
    await say('a person', { settings: { handoff: { support: 'https://x.y/support', default: '/contact' } } });
    expect(await screen.findByText('You’re being passed on to a person.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Continue there' }).getAttribute('href')).toBe(
      'https://x.y/support',
    );
  });

  test('a handoff to elsewhere leads to the default, and without one nowhere', async () => {
    await say('a person', { settings: { handoff: { default: '/contact' } } });
    expect((await screen.findByRole('link', { name: 'Continue there' })).getAttribute('href')).toBe(
      '/contact',
    );
  });
});

describe('suggestions', () => {
  test('of the owner stand before the first message, and one tap sends them', async () => {
    const { user, agent } = await open({ settings: { suggestions: ['Opening hours', 'returns'] } });
    expect(within(screen.getByRole('list', { name: 'Suggestions' })).getAllByRole('button')).toHaveLength(2);
    await user.click(button('returns'));
    expect(document.activeElement).toBe(input());
    expect(screen.queryByRole('button', { name: 'Opening hours' })).toBeNull();
    await log().findByText(/30 days/);
    expect(screen.queryByRole('button', { name: 'Opening hours' })).toBeNull();
    expect(agent.received.respond).toBe(1);
  });

  test('of a reply that says nothing else are shown, and spoken', async () => {
    const only = { response: ' ', response_suggestions: [{ message_text: 'Opening hours' }] };
    const persona = { ...saying('', 'Hi, how can I help you today?').persona, fallback: only };
    await say('hm', { agent: { persona } });
    expect(await screen.findByRole('button', { name: 'Opening hours' })).toBeTruthy();
    expect(screen.getByText('Ava says: Opening hours')).toBeTruthy();
    expect(document.querySelectorAll('.agent .bubble')).toHaveLength(1);
  });

  test('of the agent stand under its newest reply, and take nothing of the draft', async () => {
    const { user } = await say('delivery');
    const chip = await screen.findByRole('button', { name: 'Where is my order?' });
    await user.type(input(), 'By the w');
    await user.click(chip);
    expect(input().value).toBe('By the w');
    expect(await log().findByText(/your orders page/)).toBeTruthy();
  });
});

describe('the announcer', () => {
  const spoken = () =>
    Array.from(document.querySelectorAll('[aria-live="polite"] p'), ({ textContent }) => textContent);

  test('says each reply once, as plain words, and falls silent again (C2, C4)', async () => {
    vi.useFakeTimers();
    const { conversation, model } = show({ agent: saying('**Yes**, see [this](https://x.y)<br>&amp; that') });
    change(() => model.open());
    expect(document.querySelector('[aria-live="polite"]')?.textContent).toBe('');
    await act(() => untilSettled(conversation));
    expect(spoken()).toEqual(['Ava says: Hi!']);
    await pass(1600);
    expect(spoken()).toEqual([]);
    for (let count = 0; count < 2; count++) {
      await act(async () => {
        conversation.send('go');
        await untilSettled(conversation);
      });
      expect(spoken()).toEqual(['Ava says: Yes, see this & that']);
      await pass(1600);
      expect(spoken()).toEqual([]);
    }
  });

  test('does not say again what was there before the panel was first opened (C3)', async () => {
    const { conversation, model } = show();
    conversation.send('returns');
    await until(conversation.messages, ({ length }) => length === 3);
    change(() => model.open());
    expect(log().getByText(/30 days/)).toBeTruthy();
    expect(spoken()).toEqual(['New message from Ava']);
  });

  test('says only that there is a message while the panel is closed (C8)', async () => {
    const { conversation, user } = await open();
    await user.click(button('Close chat'));
    conversation.send('returns');
    await screen.findByText('New message from Ava');
    expect(spoken()).not.toContain('Ava says: Our return policy is 30 days with proof of purchase.');
  });

  test('leaves no timer when the widget goes', async () => {
    vi.useFakeTimers();
    const { conversation, model, container } = show({ agent: saying('x') });
    change(() => model.open());
    await act(() => untilSettled(conversation));
    expect(vi.getTimerCount()).toBe(1);
    const { render } = await import('preact');
    change(() => render(null, container));
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('the owner’s own first words stand before anything is created, with their author (A5)', () => {
  const { agent } = show({ mode: 'inline', settings: { greeting: 'Welcome to the shop' } });
  expect(log().getByText('Welcome to the shop').closest('ol > li')?.textContent).toBe(
    'Ava said:Welcome to the shop',
  );
  expect(agent.calls).toEqual([]);
});

test('I6: the owner’s first words and the suggestions have their own direction, and what holds them the interface’s', () => {
  show({ settings: { greeting: 'مرحبا', suggestions: ['تتبع طلبي'] }, mode: 'page' });
  for (const [text, holder] of [
    ['مرحبا', '.bubble'],
    ['تتبع طلبي', '.suggestion'],
  ] as const) {
    const words = log().getByText(text);
    expect(words.getAttribute('dir')).toBe('auto');
    expect(words.matches(holder)).toBe(false);
    expect(words.closest(holder)?.hasAttribute('dir')).toBe(false);
  }
});
