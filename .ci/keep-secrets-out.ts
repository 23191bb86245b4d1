// No file for browsers may hold a secret, or even know where one goes: such a build fails, before anything is written.
import process from 'node:process';
import type { Plugin } from 'vite';

/** What only servers say. */
const serverWords = /x-api-key|POLYAI_/i;
/** Variables that hold secrets where the relay runs; whoever builds there might hand one to `VITE_…` by mistake. */
const secretVariables = ['POLYAI_API_KEY', 'POLYAI_TOKEN', 'RELAY_SECRETS', 'IDENTITY_JWT_KEY', 'STORE_URL'];
/** Doors that are built together with those for browsers, but are for servers. */
const serverDoors = ['client', 'agent'];

/** A file of a build, as far as this looks at it. */
interface BuiltFile {
  type: 'chunk' | 'asset';
  name?: string | undefined;
  isEntry?: boolean;
  code?: string;
  map?: { toString(): string } | null;
  source?: string | Uint8Array;
  imports?: string[];
  dynamicImports?: string[];
}

export function keepSecretsOut(env = process.env): Plugin {
  return {
    name: 'keep-secrets-out',
    applyToEnvironment: ({ config }) => config.consumer === 'client',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const faults = findSecrets(bundle, env);
        if (faults.length > 0) this.error(faults.join('\n'));
      },
    },
  };
}

/** One line for each file and what it holds, without its value. */
export function findSecrets(bundle: Record<string, BuiltFile>, env: NodeJS.ProcessEnv): string[] {
  const secrets = secretVariables.flatMap((name) => {
    const value = env[name]?.trim();
    return value && value.length >= 8 ? [[name, value] as const] : [];
  });
  return listBrowserFiles(bundle).flatMap(([name, file]) => {
    const text = [file.code, file.map?.toString(), toText(file.source)].join('\n');
    const word = serverWords.exec(text)?.[0];
    return [
      ...(word ? [`${name} is for browsers, and holds ${word}`] : []),
      ...secrets
        .filter(([, value]) => text.includes(value))
        .map(([variable]) => `${name} is for browsers, and holds the value of ${variable}`),
    ];
  });
}

function listBrowserFiles(bundle: Record<string, BuiltFile>): [string, BuiltFile][] {
  const ofServers = reach(bundle, (file) => serverDoors.includes(file.name ?? ''));
  const ofBrowsers = reach(bundle, (file) => !serverDoors.includes(file.name ?? ''));
  return Object.entries(bundle).filter(([name]) => {
    const chunk = name.replace(/\.map$/, '');
    return ofBrowsers.has(chunk) || !ofServers.has(chunk);
  });
}

/** The chunks that come with these entries. */
function reach(bundle: Record<string, BuiltFile>, wants: (entry: BuiltFile) => boolean): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const { imports = [], dynamicImports = [] } = bundle[name] ?? {};
    for (const next of [...imports, ...dynamicImports]) visit(next);
  };
  for (const [name, file] of Object.entries(bundle)) if (file.isEntry && wants(file)) visit(name);
  return seen;
}

function toText(source: string | Uint8Array | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
