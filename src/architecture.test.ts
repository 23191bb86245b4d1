// The import table of CONTRIBUTING.md, executed: every import under src/ is read, and each trespass is named by its file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = import.meta.dirname;

/** Room → rooms it may import, and npm packages it may import. `types:` marks what may come as types only. */
const table: Record<string, { rooms: string[]; packages: string[] }> = {
  protocol: { rooms: [], packages: [] },
  conversation: { rooms: ['protocol'], packages: ['@preact/signals-core'] },
  widget: {
    rooms: ['conversation', 'types:protocol'],
    packages: ['preact', '@preact/signals', 'types:@preact/signals-core'],
  },
  embed: {
    rooms: ['widget', 'conversation', 'protocol'],
    packages: ['preact', '@preact/signals', 'types:@preact/signals-core'],
  },
  relay: { rooms: ['protocol'], packages: ['hono', 'jose', 'valibot', '@noble/hashes'] },
  agent: { rooms: ['protocol'], packages: [] },
  demo: { rooms: ['doors'], packages: [] },
};

/** The files of a room that may know Node, and the packages that only they may import. */
const nodeFiles = [
  'relay/serve.ts',
  'relay/connections.ts',
  'relay/redis/redis-store.ts',
  'relay/admin.ts',
  'relay/metrics.ts',
  'relay/log-lines.ts',
  'relay/request-listener.ts',
  'relay/node-fetch.ts',
  'relay/command.ts',
  'relay/check.ts',
  'relay/widget-files.ts',
  'relay/read-secret-files.ts',
  'cli.ts',
  'agent/listen.ts',
  'demo/backend.ts',
];
const nodePackages = ['@hono/node-server', '@redis/client', 'pino', 'prom-client', 'undici'];

/** Only these may import upstream.ts, so that the key headers never get into a browser file. */
const upstreamReaders = /^(relay|agent)\/|^client\.ts$/;

/** Door → rooms behind it. */
const doors: Record<string, { rooms: string[]; packages: string[] }> = {
  'script.ts': { rooms: ['embed'], packages: [] },
  'element.ts': { rooms: ['embed'], packages: [] },
  'index.ts': { rooms: ['embed', 'types:conversation', 'protocol'], packages: ['preact'] },
  'conversation.ts': { rooms: ['conversation', 'protocol'], packages: [] },
  'react.ts': { rooms: ['embed'], packages: ['react'] },
  'client.ts': { rooms: ['protocol'], packages: [] },
  'relay.ts': { rooms: ['relay'], packages: [] },
  'relay-node.ts': { rooms: ['relay'], packages: [] },
  'agent.ts': { rooms: ['agent'], packages: [] },
  'cli.ts': { rooms: ['relay', 'agent'], packages: [] },
};

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

const files = (readdirSync(src, { recursive: true }) as string[])
  .filter(
    (file) =>
      /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/test-support\.ts$|\.d\.ts$|(^|\/)locales\//.test(file),
  )
  .toSorted();

function readImports(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const statement =
    /(?:^|\n)(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statement)].map(([, type, from, dynamic]) => ({
    file,
    target: from ?? dynamic ?? '',
    typeOnly: Boolean(type),
  }));
}

function isAllowed({ file, target, typeOnly }: Import): boolean {
  const room = file.includes('/') ? (file.split('/')[0] ?? '') : undefined;
  const rules = room === undefined ? doors[file] : table[room];
  if (!rules) return false;
  if (target.startsWith('node:')) return nodeFiles.includes(file);
  if (!target.startsWith('.')) {
    const name = target
      .split('/')
      .slice(0, target.startsWith('@') ? 2 : 1)
      .join('/');
    if (typeOnly && rules.packages.includes(`types:${name}`)) return true;
    return rules.packages.includes(name) || (nodeFiles.includes(file) && nodePackages.includes(name));
  }
  const path = relative(src, resolve(src, dirname(file), target));
  if (path.startsWith('..') || path.endsWith('.css') || path.endsWith('?inline'))
    return !path.startsWith('..');
  if (path === 'protocol/upstream.ts' && !upstreamReaders.test(file)) return false;
  if (!path.includes('/')) return rules.rooms.includes('doors') || rules.rooms.includes(`door:${path}`);
  const other = path.split('/')[0] ?? '';
  return (
    other === room || rules.rooms.includes(other) || (typeOnly && rules.rooms.includes(`types:${other}`))
  );
}

describe('the house', () => {
  test('every import keeps to the table', () => {
    const trespasses = files
      .flatMap(readImports)
      .filter((entry) => !isAllowed(entry))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(trespasses).toEqual([]);
  });

  test('the reader of imports sees static, type-only, re-exporting and dynamic ones', () => {
    const seen = files.flatMap(readImports);
    expect(seen.some(({ typeOnly }) => typeOnly)).toBe(true);
    expect(seen.some(({ file, target }) => file === 'client.ts' && target === './protocol/client.ts')).toBe(
      true,
    );
    expect(isAllowed({ file: 'widget/x.tsx', target: '../protocol/client.ts', typeOnly: false })).toBe(false);
    expect(isAllowed({ file: 'embed/x.ts', target: '../protocol/upstream.ts', typeOnly: true })).toBe(false);
    expect(isAllowed({ file: 'protocol/x.ts', target: 'node:fs', typeOnly: false })).toBe(false);
  });

  test('no file is longer than 250 lines, the median is under 90, and no door is longer than 25', () => {
    const lengths = files
      .filter((file) => !file.endsWith('labels.ts'))
      .map((file) => ({ file, lines: readFileSync(join(src, file), 'utf8').split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
    expect(lengths.filter(({ file, lines }) => !file.includes('/') && lines > 25)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(90);
  });

  test('no browser file makes markup of strings, or needs animation frames to work', () => {
    const rooms = /^(protocol|conversation|widget|embed)\//;
    const forbidden = /innerHTML|insertAdjacentHTML|document\.write|requestAnimationFrame|preact\/hooks/;
    const sources = files.filter((file) => rooms.test(file) && file !== 'embed/chat-component.ts');
    expect(sources.filter((file) => forbidden.test(readFileSync(join(src, file), 'utf8')))).toEqual([]);
  });

  test('no file is a drawer', () => {
    const drawers = /(^|\/)(utils?|helpers?|common|types|constants|manager|service|index)\.(ts|tsx)$/;
    expect(files.filter((file) => drawers.test(file) && file !== 'index.ts')).toEqual([]);
  });
});
