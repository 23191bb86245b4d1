// What was built and installed beside this code: the widget's files, the demo's page and the package's version. Node only.
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { RelayFile, RelayFiles } from './file-answer.ts';

const script = 'text/javascript; charset=utf-8';
const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': script,
  '.json': 'application/json',
  '.mjs': script,
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The folder with the built files: the one this code was bundled into, or the one above it. */
export function findBuiltFolder(): URL | undefined {
  return ['./', '../'].map((path) => new URL(path, import.meta.url)).find((folder) => hasFile(folder));
}

function hasFile(folder: URL): boolean {
  return readFolder(folder).includes('parley.js');
}

/**
 * Reads `parley.js`, `extras.js` and `locales/*.js` into memory, once: what `files` of a relay wants. The bundle also
 * answers to its versioned name.
 *
 * @param folder where they are; by default where this package was built
 * @param version by default this package's own
 * @throws Error saying which file is missing and how to make it
 */
export function readWidgetFiles(
  folder: URL | undefined = findBuiltFolder(),
  version = readVersion(),
): RelayFiles {
  if (!folder || !hasFile(folder)) {
    const where = folder ? fileURLToPath(folder) : 'the folder of this program';
    throw new Error(
      `parley.js is missing in ${where}: build it with npm run build, or install the package again`,
    );
  }
  const bundle = readFile(new URL('parley.js', folder));
  const beside = readFolder(folder, true)
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name === 'extras.js' || /^locales\/[^/]+\.js$/.test(name))
    .map((name) => [`/${name}`, readFile(new URL(name, folder))] as const);
  return provide(new Map([['/parley.js', bundle], [`/parley@${version}.js`, bundle], ...beside]));
}

/** Reads a whole site into memory, so that no path of a request ever reaches the disk; undefined where it has no index. */
export function readSite(folder: URL): RelayFiles | undefined {
  const names = readFolder(folder, true);
  if (!names.includes('index.html')) return undefined;
  return provide(
    new Map(
      names
        .filter((name) => extname(name) in types)
        .map((name) => [`/${name.replaceAll('\\', '/')}`, readFile(new URL(name, folder))]),
    ),
  );
}

/** The version in the package's own description, or `0.0.0` where it cannot be found. */
export function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const description: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      const { name, version } = description as { name?: unknown; version?: unknown };
      if (name === 'parley-chat' && typeof version === 'string') return version;
    } catch {
      continue;
    }
  }
  return '0.0.0';
}

function provide(files: ReadonlyMap<string, RelayFile>): RelayFiles {
  return (path) => Promise.resolve(files.get(path));
}

function readFile(file: URL): RelayFile {
  const body = new Uint8Array(readFileSync(file));
  const type = types[extname(file.pathname)] ?? script;
  return /^text|json|svg/.test(type) && body.length > 1024
    ? { body, type, coded: compress(body) }
    : { body, type };
}

/** Once, as small as can be: it is sent to every visitor. */
function compress(body: Uint8Array): Required<RelayFile>['coded'] {
  const brotli = brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  return { br: new Uint8Array(brotli), gzip: new Uint8Array(gzipSync(body, { level: 9 })) };
}

/** The names of its files; none where there is no such folder. */
function readFolder(folder: URL, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}
