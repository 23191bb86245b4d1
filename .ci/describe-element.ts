// `custom-elements.json`, which editors and catalogues read: what `<parley-chat>` takes and gives, out of the sources
// that decide it, so that nothing is written twice. Members of interfaces stand on one line each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toAttribute } from '../src/embed/attributes.ts';
import { optionNames } from '../src/embed/option-kinds.ts';

interface Member {
  name: string;
  type: string;
  description?: string;
  default?: string;
}

const src = join(process.cwd(), 'src');
const read = (file: string) => readFileSync(join(src, file), 'utf8');

/** The members of an interface, with what is said of each. */
export function readInterface(source: string, name: string): Member[] {
  const [, body = ''] = new RegExp(`export interface ${name}\\b[^{]*\\{\\n([^]*?)\\n\\}`).exec(source) ?? [];
  const member =
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?^ {2}(?:readonly )?(\w+)\??:((?: .*|(?:\n {4,}.*)+));$/gm;
  return [...body.matchAll(member)].map(([, doc = '', key = '', lines = '']) => {
    const type = lines.replaceAll(/\s+/g, ' ').trim().replace(/^\| /, '');
    const [description, value] = doc
      .replaceAll(/\s*\n\s*\* ?/g, ' ')
      .split('@default')
      .map((text) => text.trim());
    return { name: key, type, ...(description && { description }), ...(value && { default: value }) };
  });
}

function describeAttributes() {
  const members = readInterface(read('embed/options.ts'), 'ChatOptions');
  return optionNames.map((name) => {
    const found = members.find((member) => member.name === name);
    if (!found) throw new Error(`custom-elements.json: ChatOptions says nothing of ${name}`);
    const { type, ...rest } = found;
    return { ...rest, name: toAttribute(name), fieldName: name, type: { text: type } };
  });
}

/** Each attribute's property, and what is a property alone. */
function describeFields() {
  const own = readInterface(read('embed/chat-element.ts'), 'ChatElement').map(({ type, ...rest }) => ({
    ...rest,
    readonly: true,
    type: { text: type },
  }));
  const options = describeAttributes().map(({ name, fieldName, ...rest }) => ({
    ...rest,
    name: fieldName,
    attribute: name,
  }));
  return [...own, ...options].map((field) => ({ kind: 'field', ...field }));
}

function describeEvents() {
  return readInterface(read('embed/events.ts'), 'ChatEvents').map(({ name, type, description }) => ({
    name: `parley:${name}`,
    type: { text: `CustomEvent<${type}>` },
    ...(description && { description }),
  }));
}

/** What stands in `var(--parley-…, …)`: another property of CSS, or an option that it wins over. */
function describeProperties() {
  const uses = /var\((--parley-[\w-]+), ?(?:\$\{(\w+)\}|(\d+)u)/g;
  const found = [...(read('widget/widget.css') + read('embed/look.ts')).matchAll(uses)];
  const properties = found.map(([, name = '', option, length]) => ({
    name,
    description: option
      ? `Wins over the attribute ${toAttribute(option as (typeof optionNames)[number])}.`
      : `The panel’s ${name.replace('--parley-', '')}, as far as the window has room.`,
    ...(length && { default: `${length}px` }),
  }));
  return [
    { name: '--parley-accent', description: 'Counts where there is no attribute accent.' },
    ...properties,
  ];
}

function describeParts() {
  const widget = readdirSync(join(src, 'widget')).filter((name) => /(?<!\.test)\.tsx$/.test(name));
  const uses = widget.flatMap((name) => [...read(`widget/${name}`).matchAll(/\bpart=(?:"|\{`)([^"`]+)/g)]);
  const names = uses.flatMap(([, tokens = '']) => tokens.replace('${author}', 'visitor agent').split(' '));
  return [...new Set(names)].sort().map((name) => ({ name }));
}

/** By the schema 1.0.0 of github.com/webcomponents/custom-elements-manifest. */
export function describeElement() {
  const module = 'dist/element.js';
  const element = {
    kind: 'class',
    customElement: true,
    tagName: 'parley-chat',
    name: 'ParleyChat',
    superclass: { name: 'HTMLElement' },
    description: 'A chat with an agent, in a box of the page (mode="inline") or above it.',
    attributes: describeAttributes(),
    members: describeFields(),
    events: describeEvents(),
    cssProperties: describeProperties(),
    cssParts: describeParts(),
  };
  const definition = {
    kind: 'custom-element-definition',
    name: element.tagName,
    declaration: { name: element.name, module },
  };
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [{ kind: 'javascript-module', path: module, declarations: [element], exports: [definition] }],
  };
}
