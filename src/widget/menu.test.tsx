import { fireEvent, screen } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import { button, input, log, open, say, show } from './test-support.ts';

const menu = () => button('Menu');

describe('the menu', () => {
  test('is a button that says whether its entries are shown', async () => {
    const { user } = await open();
    expect(menu().getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('button', { name: 'Delete conversation' })).toBeNull();
    await user.click(menu());
    expect(menu().getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByRole('group', { name: 'Menu' })).toBeTruthy();
    await user.click(menu());
    expect(screen.queryByRole('group')).toBeNull();
    expect(document.activeElement).toBe(menu());
  });

  test.each(['inline', 'page'] as const)('is there in mode %s, where nothing can be closed', async (mode) => {
    const { user } = show({ mode });
    await user.click(menu());
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('group')).toBeNull();
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  test('begins the conversation anew (C11, B4)', async () => {
    const { user, agent } = await say('returns');
    await log().findByText(/30 days/);
    await user.click(menu());
    await user.click(button('New conversation'));
    expect(document.activeElement).toBe(input());
    expect(screen.queryByRole('group')).toBeNull();
    expect(log().queryByText(/30 days/)).toBeNull();
    expect(await log().findByText(/how can I help/)).toBeTruthy();
    expect(agent.received.create).toBe(2);
  });

  test('says that the transcript could not be copied, and says nothing late to a menu that was closed (J7)', async () => {
    const { user } = await say('returns');
    await log().findByText(/30 days/);
    let refuse = (_: Error) => {};
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(
      () => new Promise((_, reject) => (refuse = reject)),
    );
    await user.click(menu());
    fireEvent.click(button('Copy transcript'));
    refuse(new Error('denied'));
    expect(await screen.findByRole('button', { name: 'The transcript could not be copied' })).toBeTruthy();
    await user.click(menu());
    await user.click(menu());
    fireEvent.click(button('Copy transcript'));
    await user.click(menu());
    refuse(new Error('denied'));
    await user.click(menu());
    expect(button('Copy transcript')).toBeTruthy();
  });

  test('deletes the conversation once the visitor has said so twice, and says that it has (K4, C11)', async () => {
    const { user, conversation } = await say('returns');
    await log().findByText(/30 days/);
    await user.click(menu());
    await user.click(button('Delete conversation'));
    expect(screen.getByRole('group', { name: /^Delete this conversation\?/ })).toBeTruthy();
    expect(document.activeElement).toBe(button('Cancel'));
    expect(conversation.messages.peek()).toHaveLength(3);
    await user.click(button('Delete'));
    expect(conversation.messages.peek()).toHaveLength(0);
    expect(document.activeElement).toBe(input());
    expect(screen.queryByRole('group')).toBeNull();
    expect(await screen.findByText('Conversation deleted')).toBeTruthy();
  });

  test('Cancel deletes nothing and gives the focus back', async () => {
    const { user, conversation } = await open();
    await user.click(menu());
    await user.click(button('Delete conversation'));
    await user.click(button('Cancel'));
    expect(document.activeElement).toBe(menu());
    expect(screen.queryByRole('group')).toBeNull();
    expect(conversation.messages.peek()).toHaveLength(1);
  });

  test.each(['Delete conversation', 'Cancel'])(
    'Escape closes it and nothing else, with the focus on %s (B3)',
    async (name) => {
      const { user } = await open();
      await user.click(menu());
      if (name === 'Cancel') await user.click(button('Delete conversation'));
      button(name).focus();
      expect(fireEvent.keyDown(button(name), { key: 'Escape' })).toBe(false);
      expect(document.activeElement).toBe(menu());
      await screen.findByRole('button', { name: 'Menu', expanded: false });
      expect(screen.getByRole('dialog')).toBeTruthy();
      await user.keyboard('{Escape}');
      expect(screen.queryByRole('dialog')).toBeNull();
    },
  );

  test('closes when the focus goes elsewhere in the panel', async () => {
    const { user } = await open();
    await user.click(menu());
    await user.click(input());
    expect(menu().getAttribute('aria-expanded')).toBe('false');
  });
});
