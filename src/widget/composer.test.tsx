import { fireEvent, screen } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import { button, change, input, log, open } from './test-support.ts';

const sent = (conversation: { messages: { peek(): readonly { author: string; text: string }[] } }) =>
  conversation.messages
    .peek()
    .filter(({ author }) => author === 'visitor')
    .map(({ text }) => text);

describe('Enter', () => {
  test('sends, and empties the composer', async () => {
    const { user, conversation } = await open();
    await user.type(input(), 'returns{Enter}');
    expect(sent(conversation)).toEqual(['returns']);
    expect(input().value).toBe('');
    expect(document.activeElement).toBe(input());
  });

  test('with Shift makes a new line', async () => {
    const { user, conversation } = await open();
    await user.type(input(), 'one{Shift>}{Enter}{/Shift}two');
    expect(input().value).toBe('one\ntwo');
    expect(sent(conversation)).toEqual([]);
  });

  test.each([
    ['most browsers', { isComposing: true }],
    ['Safari, where the composition has ended by then', { keyCode: 229 }],
  ])('that ends a composition never sends: %s (E3)', async (_, init) => {
    const { user, conversation } = await open();
    await user.type(input(), 'にほん');
    fireEvent.keyDown(input(), { key: 'Enter', ...init });
    expect(sent(conversation)).toEqual([]);
    expect(input().value).toBe('にほん');
    fireEvent.keyDown(input(), { key: 'Enter', keyCode: 13 });
    expect(sent(conversation)).toEqual(['にほん']);
  });

  test('makes a new line where the pointer is a finger, and the button sends (E2)', async () => {
    const { user, conversation } = await open({ coarse: true });
    await user.type(input(), 'one{Enter}two');
    expect(input().value).toBe('one\ntwo');
    expect(sent(conversation)).toEqual([]);
    await user.click(button('Send'));
    expect(sent(conversation)).toEqual(['one\ntwo']);
  });

  test.each([
    [true, true, 'send', ['one']],
    [false, false, 'enter', []],
  ])('does what the owner has decided: %s (E1, E2)', async (enterToSend, coarse, hint, expected) => {
    const { user, conversation } = await open({ coarse, settings: { enterToSend } });
    expect(input().getAttribute('enterkeyhint')).toBe(hint);
    await user.type(input(), 'one{Enter}');
    expect(sent(conversation)).toEqual(expected);
  });

  test('twice in a row sends once (E7)', async () => {
    const { user, conversation } = await open();
    await user.type(input(), 'returns{Enter}{Enter}');
    expect(sent(conversation)).toEqual(['returns']);
  });
});

describe('the composer', () => {
  test('never sends white space (E7)', async () => {
    const { user, conversation } = await open();
    await user.type(input(), '  {Shift>}{Enter}{/Shift} {Enter}');
    await user.click(button('Send'));
    expect(sent(conversation)).toEqual([]);
  });

  test('tells by aria-disabled whether Send does anything, and never disables it (B9)', async () => {
    const { user } = await open();
    const send = button('Send');
    expect(send.getAttribute('aria-disabled')).toBe('true');
    await user.type(input(), 'a');
    expect(send.getAttribute('aria-disabled')).toBe('false');
    expect(send.hasAttribute('disabled')).toBe(false);
  });

  test('is a text box with a lasting name, whose direction is the text’s own (E1)', async () => {
    await open();
    expect(input().getAttribute('dir')).toBe('auto');
    expect(input().getAttribute('autocapitalize')).toBe('sentences');
  });

  test('tells how much is too much, keeps it all, and does not send it (E11)', async () => {
    const { user, conversation } = await open({ settings: { maxLength: 5 } });
    await user.type(input(), '1234');
    expect(screen.queryByText('4 / 5')).toBeNull();
    await user.type(input(), '5');
    expect(screen.getByText('5 / 5').getAttribute('aria-hidden')).toBe('true');
    expect(input().getAttribute('aria-invalid')).toBe('false');
    await user.type(input(), '67{Enter}');
    expect(screen.getByText('This message is too long. 7 / 5')).toBeTruthy();
    expect(screen.getByText('This message is too long.')).toBeTruthy();
    expect(input().getAttribute('aria-invalid')).toBe('true');
    expect(input().value).toBe('1234567');
    expect(sent(conversation)).toEqual([]);
    await user.type(input(), '{Backspace}{Backspace}{Enter}');
    expect(sent(conversation)).toEqual(['12345']);
  });

  test('counts characters as people do where they take two units', async () => {
    const { user, conversation } = await open({ settings: { maxLength: 3 } });
    change(() => conversation.setDraft('🌿🌿🌿'));
    expect(screen.getByText('3 / 3')).toBeTruthy();
    await user.click(button('Send'));
    expect(sent(conversation)).toEqual(['🌿🌿🌿']);
  });

  test.each([
    ['fa', '۱٬۰۸۰ / ۱٬۲۰۰', '۹۰٪ of ۱٬۲۰۰ characters'],
    ['tr', '1.080 / 1.200', '%90 of 1.200 characters'],
  ])('I3: in %s what is counted has the language’s numerals (E11)', async (locale, shown, spoken) => {
    const { conversation } = await open({ settings: { locale, maxLength: 1200 } });
    change(() => conversation.setDraft('a'.repeat(1080)));
    expect(screen.getByText(shown)).toBeTruthy();
    expect(screen.getByText(spoken)).toBeTruthy();
  });

  test('shows a draft that comes from the page', async () => {
    const { conversation } = await open();
    change(() => conversation.setDraft('About my order'));
    expect(input().value).toBe('About my order');
  });

  test('can be used while an answer is awaited (E8)', async () => {
    const { user, agent } = await open({ agent: { delayMs: 30 } });
    await user.type(input(), 'returns{Enter}thanks{Enter}');
    expect(agent.received.respond).toBe(1);
    await log().findByText(/welcome/);
    expect(agent.received.respond).toBe(2);
  });

  test('becomes read-only when the conversation is over, with its focus and what was typed (J7)', async () => {
    const { user } = await open({ agent: { delayMs: 30 } });
    await user.type(input(), 'bye{Enter}one more');
    await screen.findByText('This conversation has ended.');
    expect(input().readOnly).toBe(true);
    expect(input().value).toBe('one more');
    expect(document.activeElement).toBe(input());
  });

  test('does not invite to write when the conversation is over (J7)', async () => {
    const { user } = await open();
    expect(input().placeholder).toBe('Message…');
    await user.type(input(), 'bye{Enter}');
    await screen.findByText('This conversation has ended.');
    expect(document.activeElement).toBe(input());
    expect(input().placeholder).toBe('This conversation has ended.');
  });
});
