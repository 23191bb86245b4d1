// Whatever visitors read or hear comes from the catalogue: no component holds words of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

interface Node {
  type: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof Object(value).type === 'string';
const listNodes = (value: unknown): Node[] => (Array.isArray(value) ? value : [value]).filter(isNode);

/** Attributes, and properties of elements, that are read or spoken. */
const told =
  /^(aria-?(label|description|roledescription|valuetext|placeholder)|title|alt|placeholder|textContent|innerText)$/i;
/** Functions whose words are. */
const speaks = /^(announce|say)$/;

/** What an expression may come to, as far as it stands there as a text. */
function listTexts(node: unknown): string[] {
  if (!isNode(node)) return [];
  const below = (...names: string[]) => names.flatMap((name) => listNodes(node[name]).flatMap(listTexts));
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return [
        ...listNodes(node['quasis']).map(({ value }) => (value as { cooked: string }).cooked),
        ...below('expressions'),
      ];
    case 'ConditionalExpression':
      return below('consequent', 'alternate');
    case 'LogicalExpression':
      return node['operator'] === '&&' ? below('right') : below('left', 'right');
    case 'BinaryExpression':
      return node['operator'] === '+' ? below('left', 'right') : [];
    case 'ArrayExpression':
      return below('elements');
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return below('expression');
    default:
      return [];
  }
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  const { name, property } = node;
  return typeof name === 'string' ? name : nameOf(property);
}

/** The words that stand in a source where visitors meet them. */
function findWords(code: string): string[] {
  const found: string[] = [];
  (function visit(node: unknown): void {
    if (!isNode(node)) return;
    if (node.type === 'JSXText') found.push(String(node['value']));
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      found.push(...listNodes(node['children']).flatMap(listTexts));
    if (node.type === 'JSXAttribute' && told.test(nameOf(node['name'])))
      found.push(...listTexts(node['value']));
    if (node.type === 'AssignmentExpression' && told.test(nameOf(node['left'])))
      found.push(...listTexts(node['right']));
    if (node.type === 'CallExpression' && speaks.test(nameOf(node['callee'])))
      found.push(...listNodes(node['arguments']).slice(0, 1).flatMap(listTexts));
    for (const value of Object.values(node)) listNodes(value).forEach(visit);
  })(parseSync('component.tsx', code).program);
  return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
}

test.each([
  ['<b>Hello {name}</b>', ['Hello']],
  ['<b aria-label="Close" class="icon" />', ['Close']],
  ['<b title={isOpen ? "Close" : `Open ${name}`} />', ['Close', 'Open']],
  ['<b>{isOpen && "Close"}{phase === "idle" && labels.send}</b>', ['Close']],
  ['<>{count + " left"}</>', ['left']],
  ['node.textContent = "Sent"', ['Sent']],
  ['announce("Deleted")', ['Deleted']],
  ['<b class="a" dir="auto" part="send">{labels.send} · {` ${count}`}</b>', []],
])('I1: in %s there are the words %j', (code, words) => {
  expect(findWords(code)).toEqual(words);
});

const sources = readdirSync(import.meta.dirname).filter((file) => /(?<!\.test)\.tsx?$/.test(file));

test.each(sources)('I1: %s holds no words of its own', (file) => {
  expect(findWords(readFileSync(join(import.meta.dirname, file), 'utf8'))).toEqual([]);
});
