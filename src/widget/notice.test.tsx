import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import type { Mishap } from '../agent/mishaps.ts';
import { button, input, log, open, say, type Setup } from './test-support.ts';

const fallback = 'mailto:help@shop.example';
const contact = () => screen.queryByRole<HTMLAnchorElement>('link', { name: 'Email us' });
const waysOn = () => screen.queryAllByRole('button', { name: 'Send again' });

/** An agent that no message gets through to, as long as there is a mishap. */
function setUp(mishap: Mishap): Setup & { mend(): void } {
  let now: Mishap | undefined = mishap;
  return {
    settings: { fallback },
    agent: { mishap: ({ operation }) => (operation === 'respond' ? now : undefined) },
    mend: () => (now = undefined),
  };
}

test('K7: the contact is offered when one message has failed three times, and goes when it got through', async () => {
  const agent = setUp('500');
  const { user } = await say('returns', agent);
  for (const _ of [1, 2]) {
    await expect.poll(waysOn).toHaveLength(1);
    expect(contact()).toBeNull();
    await user.click(button('Send again'));
  }
  await expect.poll(() => contact()?.href).toBe(fallback);
  await expect.poll(waysOn).toHaveLength(1);
  agent.mend();
  await user.click(button('Send again'));
  await log().findByText(/30 days/);
  expect(contact()).toBeNull();
});

test('K7: so it is when three messages have failed', async () => {
  const { user } = await open(setUp('500'));
  for (const count of [1, 2, 3]) {
    expect(contact()).toBeNull();
    await user.type(input(), 'returns{Enter}');
    await expect.poll(waysOn).toHaveLength(count);
  }
  expect(contact()).toBeTruthy();
});

test('K7: where the relay is out of reach in mid-conversation it is offered at once', async () => {
  await say('returns', setUp('reset'));
  await expect.poll(waysOn).toHaveLength(1);
  expect(contact()).toBeTruthy();
});

test.each([
  ['billing', 'https://shop.example/billing'],
  ['support', 'https://shop.example/people'],
])('a handoff to %s leads to its own place, or else to the contact (K7)', async (destination, href) => {
  const response = { response: 'I’ll pass you on.', handoff: { destination } };
  const words = { greeting: { response: 'Hi, how can I help you today?' }, topics: [] };
  const persona = { ...words, fallback: response, secondTry: response, slow: response };
  const handoff = { billing: 'https://shop.example/billing' };
  await say('a person', {
    settings: { handoff, fallback: 'https://shop.example/people' },
    agent: { persona },
  });
  const link = await screen.findByRole<HTMLAnchorElement>('link', { name: 'Continue there' });
  expect(link.href).toBe(href);
});

test.each([
  ['a person', 'https://shop.example/people', 'Continue there'],
  ['hotline', 'tel:+15550100', 'Call us'],
  ['mail', 'mailto:help@shop.example', 'Email us'],
  ['callback', 'https://shop.example/callback', 'Request a callback'],
])('who asks for %s is led to %s by a button that says so (K7)', async (message, href, name) => {
  const handoff = {
    support: 'https://shop.example/people',
    hotline: 'tel:+15550100',
    mail: 'mailto:help@shop.example',
    callback: 'https://shop.example/callback',
  };
  await say(message, { settings: { handoff } });
  const link = await screen.findByRole<HTMLAnchorElement>('link', { name });
  expect(link.href).toBe(href);
  expect(link.getAttribute('part')).toBe('contact');
});
