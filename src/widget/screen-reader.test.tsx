// One whole conversation as a screen reader gives it: what it reads on the way through, and what it speaks of itself.
import { virtual } from '@guidepup/virtual-screen-reader';
import { act } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { log, show } from './test-support.ts';

afterEach(() => virtual.stop());

/** Goes on until the phrase is read. */
async function goTo(phrase: RegExp, back = false): Promise<string> {
  for (let step = 0; step < 80; step++) {
    if (phrase.test(await virtual.lastSpokenPhrase())) return virtual.lastSpokenPhrase();
    await (back ? virtual.previous() : virtual.next());
  }
  throw new Error(`Never read: ${phrase}`);
}

const heard = async (phrase: string) =>
  (await virtual.spokenPhraseLog()).filter((spoken) => spoken === phrase).length;

test('C1, C2, A2, A5: a conversation is held with a screen reader, from the launcher to closing', async () => {
  show();
  await virtual.start({ container: document.body });
  await goTo(/^button, Open chat, not expanded, has popup dialog$/);
  await virtual.act();
  await log().findByText('Hi, how can I help you today?');
  await act(() => undefined);
  const opened = await virtual.spokenPhraseLog();
  expect(opened).toContain(
    'dialog, Fern & Field, You’re chatting with an AI assistant. It can make mistakes.',
  );
  expect(opened.some((phrase) => phrase.startsWith('textbox, Message'))).toBe(true);
  expect(await heard('polite: Ava says: Hi, how can I help you today?')).toBe(1);

  await virtual.type('returns');
  await virtual.press('Enter');
  await log().findByText(/30 days/);
  await act(() => undefined);
  expect(await heard('polite: Ava says: Our return policy is 30 days with proof of purchase.')).toBe(1);

  await goTo(/^log, Conversation/);
  await goTo(/^Ava said:/);
  await goTo(/^You said:/);
  await goTo(/^returns$/);
  await goTo(/^Ava said:/);
  await goTo(/30 days/);

  await goTo(/^button, Menu, not expanded$/, true);
  await virtual.act();
  await act(() => undefined);
  await goTo(/^group, Menu$/);
  await goTo(/^button, Delete conversation$/);
  await virtual.act();
  await act(() => undefined);
  expect(await virtual.spokenPhraseLog()).toContain('button, Cancel');
  await virtual.press('Escape');
  await act(() => undefined);
  expect(await virtual.lastSpokenPhrase()).toMatch(/^button, Menu/);

  await goTo(/^button, Close$/);
  await virtual.act();
  await act(() => undefined);
  await goTo(/^button, Open chat, not expanded, has popup dialog$/);
});
