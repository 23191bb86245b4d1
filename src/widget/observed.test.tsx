import { signal } from '@preact/signals';
import { act, cleanup, render, screen } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { observed } from './observed.ts';

afterEach(cleanup);

const change = (work: () => unknown) => act(() => void work());

function setUp() {
  const name = signal('Ava');
  const onDraw = vi.fn<(greeting: string) => void>();
  const Greeting = observed(function Greeting({ greeting }: { greeting: string; mood?: string }) {
    onDraw(greeting);
    return <p>{greeting === 'Silence' ? greeting : `${greeting}, ${name.value}`}</p>;
  });
  const { rerender, unmount } = render(<Greeting greeting="Hello" />);
  onDraw.mockClear();
  return { name, onDraw, Greeting, rerender, unmount };
}

test('it is drawn again when a signal changes that it has read, and once for several changes', async () => {
  const { name, onDraw } = setUp();
  await change(() => (name.value = 'Ben'));
  expect(screen.getByText('Hello, Ben')).toBeTruthy();
  await change(() => {
    name.value = 'Cleo';
    name.value = 'Dan';
  });
  expect(screen.getByText('Hello, Dan')).toBeTruthy();
  expect(onDraw).toHaveBeenCalledTimes(2);
});

test('it is drawn again when a property changes, comes or goes, and not when all are the same', () => {
  const { onDraw, Greeting, rerender } = setUp();
  rerender(<Greeting greeting="Hello" />);
  expect(onDraw).not.toHaveBeenCalled();
  rerender(<Greeting greeting="Good morning" />);
  rerender(<Greeting greeting="Good morning" mood="merry" />);
  rerender(<Greeting greeting="Good morning" />);
  expect(onDraw).toHaveBeenCalledTimes(3);
  expect(screen.getByText('Good morning, Ava')).toBeTruthy();
});

test('a signal that its last drawing has not read is not its business', async () => {
  const { name, onDraw, Greeting, rerender } = setUp();
  rerender(<Greeting greeting="Silence" />);
  onDraw.mockClear();
  await change(() => (name.value = 'Ben'));
  expect(onDraw).not.toHaveBeenCalled();
});

test('once it is gone, nothing is drawn', async () => {
  const { name, onDraw, unmount } = setUp();
  unmount();
  await change(() => (name.value = 'Ben'));
  expect(onDraw).not.toHaveBeenCalled();
});
