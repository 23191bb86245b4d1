import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { keepFocus } from './keep-focus.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** A panel whose “Stop waiting” has the focus. */
function setUp(isCoarse: boolean) {
  document.body.innerHTML =
    '<div><button></button><div class="panel" tabindex="-1"><textarea class="input"></textarea><button></button></div></div>';
  const find = (selector: string) => document.body.querySelector<HTMLElement>(selector) ?? document.body;
  const surroundings = { coarse: signal(isCoarse) } as Parameters<typeof keepFocus>[1];
  find('.panel button').focus();
  const stop = keepFocus(find('div'), surroundings);
  return { find, stop };
}

test.each([
  ['the composer', false, '.input'],
  ['the panel where a finger would raise a keyboard', true, '.panel'],
])(
  'an answer that comes while “Stop waiting” has the focus gives it to %s (B4, C9)',
  async (_, isCoarse, place) => {
    const { find, stop } = setUp(isCoarse);
    find('.panel button').remove();
    await pause();
    expect(document.activeElement).toBe(find(place));
    stop();
  },
);

test('what goes away elsewhere, or when the panel is closed, moves no focus (B4)', async () => {
  const { find, stop } = setUp(false);
  find('button').focus();
  await pause();
  find('.panel button').remove();
  await pause();
  expect(document.activeElement).toBe(find('button'));
  stop();
  find('.input').focus();
  find('.input').remove();
  await pause();
  expect(document.activeElement).toBe(document.body);
});
