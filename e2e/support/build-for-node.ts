// A program of the sources made runnable: Node 20 runs no TypeScript, and `dist` may be older than they are.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'vite';

export interface BuiltProgram {
  /** Where it is, alone in a folder of its own. */
  folder: string;
  path: string;
  remove(): Promise<void>;
}

/** Builds `entry`, the absolute path of a `.ts` file, with all that it imports from the project. */
export async function buildForNode(entry: string): Promise<BuiltProgram> {
  const name = basename(entry, '.ts');
  const folder = await mkdtemp(join(tmpdir(), `parley-${name}-`));
  await build({
    configFile: false,
    logLevel: 'error',
    define: { __VERSION__: '"0.0.0"' },
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, emptyOutDir: false, target: 'node20', minify: false },
  });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return { folder, path: join(folder, `${name}.js`), remove: () => rm(folder, { recursive: true }) };
}
