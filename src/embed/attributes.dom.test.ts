import { describe, expect, test } from 'vitest';
import { readAttributes, toAttribute } from './attributes.ts';
import { optionNames } from './option-kinds.ts';

function node(attributes: Record<string, string>): Element {
  const element = document.createElement('div');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

test('every option has a spelling as an attribute, and no two the same', () => {
  const attributes = optionNames.map(toAttribute);
  expect(attributes).toContain('z-index');
  expect(attributes).toContain('enter-to-send');
  expect(attributes.every((name) => /^[a-z]+(-[a-z]+)*$/.test(name))).toBe(true);
  expect(new Set(attributes).size).toBe(optionNames.length);
});

describe('the options on a node', () => {
  test('are read in their spelling for elements', () => {
    const element = node({ 'z-index': '5', open: '', title: 'Hi', 'data-title': 'other', zindex: '7' });
    expect(readAttributes(element, '')).toEqual({ zIndex: 5, open: true, title: 'Hi' });
  });

  test('are read in their spelling for the tag', () => {
    const element = node({ 'data-z-index': '5', 'data-mode': 'page', title: 'other', 'data-unknown': 'x' });
    expect(readAttributes(element, 'data-')).toEqual({ zIndex: 5, mode: 'page' });
  });

  test.each([
    ['https://relay.example.com', 'https://relay.example.com/'],
    ['/base', 'http://localhost:3000/base'],
    ['https://', 'https://'],
    [' ', ''],
  ])('start a relay at the page: %s', (relay, address) => {
    expect(readAttributes(node({ relay }), '')).toEqual({ relay: address });
  });
});
