import { fireEvent, screen, within } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import { english } from './labels.ts';
import { button, change, input, log, open, show } from './test-support.ts';

const described = (node: HTMLElement) =>
  document.getElementById(node.getAttribute('aria-describedby') ?? '')?.textContent;

describe('the panel', () => {
  test('is a dialog named by its title and described by the AI notice (A2, K1)', async () => {
    await open();
    const panel = screen.getByRole('dialog', { name: 'Fern & Field' });
    expect(panel.hasAttribute('aria-modal')).toBe(false);
    expect(described(panel)).toBe('You’re chatting with an AI assistant. It can make mistakes.');
    expect(within(panel).getByText('AI')).toBeTruthy();
  });

  test('is modal while it is open over the whole page, and has the focus then, whoever opened it (A2)', async () => {
    const { panel } = show();
    change(() => (panel.value = { isOpen: true, by: 'page', isModal: true }));
    const dialog = screen.getByRole('dialog');
    expect(dialog.getAttribute('aria-modal')).toBe('true');
    expect(document.activeElement).toBe(input());
    change(() => (panel.value = { isOpen: true, by: 'page' }));
    expect(dialog.hasAttribute('aria-modal')).toBe(false);
  });

  test('shows title and subtitle in the direction of their own words', async () => {
    await open({ settings: { title: 'مرحبا!', subtitle: 'مساعد آلي.' } });
    for (const words of ['مرحبا!', 'مساعد آلي.'])
      expect(screen.getByText(words, { selector: 'bdi' }).closest('.who')).toBeTruthy();
  });

  test('says nothing about AI where people answer', async () => {
    await open({ settings: { disclosure: undefined } });
    expect(screen.getByRole('dialog').hasAttribute('aria-describedby')).toBe(false);
    expect(screen.queryByText('AI')).toBeNull();
  });

  test.each([1, 2, 6])(
    'its title is a heading of the level that the page wants, such as %i (A4)',
    async (level) => {
      await open({ settings: { headingLevel: level } });
      expect(screen.getByRole('heading', { level, name: 'Fern & Field' })).toBeTruthy();
    },
  );

  test('carries the language and direction of the interface (I4)', () => {
    const { container, settings } = show();
    expect(container.querySelector('[lang="en"][dir="ltr"]')).toBeTruthy();
    change(
      () => (settings.value = { ...settings.value, locale: 'ar', labels: { ...english, direction: 'rtl' } }),
    );
    expect(container.querySelector('[lang="ar"][dir="rtl"]')).toBeTruthy();
  });

  test('shows the agent’s picture as decoration, or the first letter of its name (A6)', () => {
    const { settings } = show({ mode: 'inline', settings: { name: '🌿ava' } });
    expect(screen.getAllByText('🌿')[0]?.getAttribute('aria-hidden')).toBe('true');
    change(() => (settings.value = { ...settings.value, avatar: 'https://x.y/ava.png' }));
    expect(screen.queryByRole('img')).toBeNull();
    expect(document.querySelector('img')?.getAttribute('alt')).toBe('');
  });
});

describe('focus', () => {
  test('opened by a person it goes to the composer (B1)', async () => {
    await open();
    expect(document.activeElement).toBe(input());
  });

  test('on touch it goes to the dialog, so that the keyboard stays down (B1)', async () => {
    await open({ coarse: true });
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
  });

  test('opened by the page it stays where it was (B1)', () => {
    const { panel } = show();
    change(() => (panel.value = { isOpen: true, by: 'page' }));
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect(document.activeElement).toBe(document.body);
  });

  // happy-dom knows no :focus-within: where the focus goes on closing (B2) is tried in a browser.
  test.each(['Escape', 'Close', 'Close chat'])('%s closes the panel (B2, B3)', async (way) => {
    const { user } = await open();
    if (way === 'Escape') await user.keyboard('{Escape}');
    else await user.click(button(way));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('closing keeps what was typed (B3, E6)', async () => {
    const { user } = await open();
    await user.type(input(), 'half a w');
    await user.keyboard('{Escape}');
    await user.click(button('Open chat'));
    expect(input().value).toBe('half a w');
  });

  test.each([{ isComposing: true }, { keyCode: 229 }])(
    'Escape of a composition (%o) closes nothing (B3)',
    async (init) => {
      await open();
      fireEvent.keyDown(input(), { key: 'Escape', ...init });
      expect(screen.getByRole('dialog')).toBeTruthy();
    },
  );

  test('Escape closes nothing inside a box of the page', async () => {
    const { user } = show({ mode: 'inline' });
    await user.click(input());
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  test('what arrives does not move it (C9)', async () => {
    const { user, conversation } = await open();
    await user.click(button('Close chat'));
    await user.click(button('Open chat'));
    button('Close').focus();
    conversation.send('bye');
    await log().findByText(/Goodbye/);
    expect(document.activeElement).toBe(button('Close'));
  });
});
