// An input method at work, as for Japanese: what is written stays open until a key closes it.
import type { Page } from '@playwright/test';

/** Writes by an input method, presses a key that belongs to the method alone, and closes the composition. */
export async function compose(page: Page, text: string, key: 'Enter' | 'Escape'): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const { length } = text;
  await client.send('Input.imeSetComposition', { text, selectionStart: length, selectionEnd: length });
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key,
    code: key,
    windowsVirtualKeyCode: 229,
  });
  await client.send('Input.insertText', { text });
}
