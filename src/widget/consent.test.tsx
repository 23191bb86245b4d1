import { screen } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import { readConsent } from './consent.tsx';
import { english } from './labels.ts';
import type { WidgetSettings } from './model.ts';
import { button, change, show } from './test-support.ts';

const read = (consent: WidgetSettings['consent']) =>
  readConsent({ labels: english, consent } as WidgetSettings);

describe('what is agreed to', () => {
  test.each([
    [
      true,
      { ask: 'always', text: 'What you write here is processed to answer you. Do you agree?', links: {} },
    ],
    ['always', read(true)],
    [
      'until-first-message',
      {
        ask: 'until-first-message',
        text: 'By sending a message you agree that it is processed to answer you.',
        links: {},
      },
    ],
    [{ ask: 'until-first-message' as const }, read('until-first-message')],
    ['Our rules.', { ask: 'always', text: 'Our rules.', links: {} }],
    [
      { text: 'Rules', links: { Terms: '/terms' } },
      { ask: 'always', text: 'Rules', links: { Terms: '/terms' } },
    ],
  ])('by %j is %j (K3)', (consent, words) => {
    expect(read(consent)).toEqual(words);
  });

  test('is beside the privacy notice, unless there are links of its own (K3, K7)', () => {
    const settings = { labels: english, privacy: '/privacy', consent: true } as WidgetSettings;
    expect(readConsent(settings).links).toEqual({ Privacy: '/privacy' });
    expect(readConsent({ ...settings, consent: { links: {} } }).links).toEqual({});
  });
});

test('asked first, the visitor reads what it is about, and can neither read nor write more before (K3)', async () => {
  const consent = { text: 'See our [terms](https://shop.example/terms).', links: { Privacy: '/privacy' } };
  const { user, model, panel } = show({ consent: 'always', settings: { consent } });
  await user.click(button('Open chat'));
  expect(screen.queryByRole('log')).toBeNull();
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('dialog'));
  expect(screen.getByRole('link', { name: /terms/ })).toBeTruthy();
  expect(screen.getByRole<HTMLAnchorElement>('link', { name: /^Privacy/ }).target).toBe('_blank');
  expect(screen.getByText(/chatting with an AI assistant/)).toBeTruthy();
  await user.click(button('Decline'));
  expect(model.decline).toHaveBeenCalledOnce();
  change(() => (panel.value = { isOpen: true, by: 'person' }));
  await user.click(button('Agree'));
  expect(model.agree).toHaveBeenCalledOnce();
  expect(document.activeElement).toBe(screen.getByRole('dialog'));
});

test.each([
  '/terms',
  './terms.html',
  'legal/terms',
  'terms.html',
  '#terms',
  '?page=terms',
  'https://shop.example/',
])('the owner’s text may link to %s (K3)', async (address) => {
  const { user } = show({ consent: 'always', settings: { consent: `See our [terms](${address}).` } });
  await user.click(button('Open chat'));
  expect(screen.getByRole('link', { name: /^terms/ }).getAttribute('href')).toBe(address);
});

test.each(['javascript:alert(1)', 'java&#9;script:alert(1)', 'data:text/html,x'])(
  'not even the owner’s text may link to %s (K3, K5)',
  async (address) => {
    const { user } = show({ consent: 'always', settings: { consent: `See our [terms](${address}).` } });
    await user.click(button('Open chat'));
    expect(screen.queryByRole('link', { name: /^terms/ })).toBeNull();
  },
);

test.each(['inline', 'page'] as const)(
  'who declines in mode %s, where nothing closes, is told what came of it, and can still agree (K3, C11)',
  async (mode) => {
    const { user, model } = show({ mode, consent: 'always', settings: { consent: 'Our rules.' } });
    await user.click(button('Decline'));
    expect(model.decline).toHaveBeenCalledOnce();
    expect(screen.getAllByText('Nothing was sent. You can still agree.')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: 'Decline' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
    expect(screen.getByText('Our rules.')).toBeTruthy();
    await user.click(button('Agree'));
    expect(model.agree).toHaveBeenCalledOnce();
    expect(button('Decline')).toBeTruthy();
  },
);

test('told only, the visitor can write at once, below the line that says so (K3)', async () => {
  const { user, model } = show({
    consent: 'until-first-message',
    settings: { consent: 'until-first-message' },
  });
  await user.click(button('Open chat'));
  expect(screen.getByRole('textbox', { name: 'Message' })).toBeTruthy();
  expect(screen.getByText(/By sending a message you agree/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Agree' })).toBeNull();
  expect(model.agree).not.toHaveBeenCalled();
});
