import { fireEvent, screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { log, open, say } from './test-support.ts';

const card = (name: RegExp) => log().getByRole<HTMLAnchorElement>('link', { name });

/** An agent whose every answer brings these. */
const bringing = (extras: object) => ({
  persona: {
    greeting: { response: 'Hi, how can I help you today?' },
    topics: [],
    fallback: { response: '', ...extras },
    secondTry: { response: '' },
    slow: { response: '' },
  },
});

test('what a reply brings is shown as titled links, though it says nothing (K5)', async () => {
  const attachments = [
    { title: 'Snake plant', content_url: 'https://shop.example/snake', call_to_action_text: 'See it' },
    { title: 'Returns', content_url: 'https://own.example/returns' },
  ];
  await say('gift', { agent: bringing({ attachments }) });
  await log().findByRole('link', { name: /Snake plant/ });
  expect(card(/Snake plant.*See it.*opens in a new tab/).target).toBe('_blank');
  expect(card(/Snake plant/).rel).toBe('noopener noreferrer nofollow');
  expect(card(/^Returns\s*Open$/).target).toBe('');
  expect(document.querySelectorAll('.agent .bubble')).toHaveLength(1);
});

test('what is no page’s address is no card (K5)', async () => {
  const attachments = [
    { title: 'Evil', content_url: 'javascript:alert(1)' },
    { title: 'Data', content_url: 'data:text/html,x' },
    { title: 'Fine', content_url: 'https://shop.example/' },
  ];
  await say('gift', { agent: bringing({ attachments }) });
  await log().findByRole('link', { name: /Fine/ });
  expect(log().getAllByRole('link')).toHaveLength(1);
});

test('where only the picture has an address, the card leads to it (K5)', async () => {
  const attachments = [
    { title: 'Fern', content_url: 'app:fern', preview_image_url: 'https://cdn.example/a.png' },
  ];
  await say('gift', { agent: bringing({ attachments }) });
  await log().findByRole('link', { name: /Fern/ });
  expect(card(/Fern/).href).toBe('https://cdn.example/a.png');
});

test('of a reply that brings nothing that may be shown, nothing is shown, and nothing spoken (K5)', async () => {
  const attachments = [{ title: 'Evil', content_url: 'javascript:alert(1)' }, { title: 'Carousel' }];
  const { conversation } = await say('gift', { agent: bringing({ attachments }) });
  await expect.poll(() => conversation.messages.peek().at(-1)).toMatchObject({ delivery: 'sent' });
  expect(conversation.messages.peek()).toHaveLength(2);
  expect(document.body.textContent).not.toMatch(/Evil|Carousel/);
});

test('pictures are shown only where the owner lets them be (K6)', async () => {
  const attachments = [
    { title: 'Fern', content_url: 'https://shop.example/', preview_image_url: 'https://cdn.example/a.png' },
  ];
  const { settings } = await say('gift', { agent: bringing({ attachments }) });
  await log().findByRole('link', { name: /Fern/ });
  expect(document.querySelector('.card img')).toBeNull();
  settings.value = { ...settings.peek(), images: true };
  await expect
    .poll(() => document.querySelector<HTMLImageElement>('.card img')?.src)
    .toBe('https://cdn.example/a.png');
  expect(document.querySelector<HTMLImageElement>('.card img')?.referrerPolicy).toBe('no-referrer');
});

test('a number is called by a button that names it', async () => {
  const chat_call_actions = [
    { contact_number: '+44 20 7946 0123' },
    { title: 'Ring us', contact_number: '555' },
    { title: 'Ask in the shop', contact_number: 'at the till' },
  ];
  await say('phone', { agent: bringing({ chat_call_actions }) });
  await log().findByRole('link', { name: 'Ring us' });
  expect(card(/Call \+44 20 7946 0123/).href).toBe('tel:+442079460123');
  expect(card(/Ring us/).href).toBe('tel:555');
  // What cannot be dialled can be read.
  expect(log().getByText('Ask in the shop: at the till').closest('a')).toBeNull();
});

test('the owner’s contact and privacy notice stand in the menu (K7)', async () => {
  const { user, settings } = await open({
    settings: { fallback: 'mailto:help@shop.example', privacy: 'https://shop.example/privacy' },
  });
  const contacts = () => screen.queryAllByRole<HTMLAnchorElement>('link', { name: 'Email us' });
  expect(contacts()).toHaveLength(0);
  await user.click(screen.getByRole('button', { name: 'Menu' }));
  expect(contacts().map(({ href }) => href)).toEqual(['mailto:help@shop.example']);
  expect(screen.getByRole<HTMLAnchorElement>('link', { name: /^Privacy/ }).target).toBe('_blank');
  fireEvent.keyDown(screen.getByRole('link', { name: 'Email us' }), { key: 'Escape' });
  settings.value = { ...settings.peek(), fallback: 'tel:+1555' };
  expect(contacts()).toHaveLength(0);
});
