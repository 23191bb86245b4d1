// Secrets from files, as containers mount them: NAME_FILE holds the path of what NAME would hold. Node only.
import { readFileSync } from 'node:fs';
import type { Environment } from './setting-reader.ts';

const names = ['POLYAI_API_KEY', 'POLYAI_TOKEN', 'RELAY_SECRETS', 'STORE_URL', 'IDENTITY_JWT_KEY', 'AGENTS'];

/** The environment with every `NAME_FILE` read into `NAME`, and a line for each that could not be. */
export function readSecretFiles(env: Environment): { env: Environment; faults: string[] } {
  const faults: string[] = [];
  const result: Environment = { ...env };
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) faults.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      // Editors and `echo` end a file with a line break, which is no part of the secret.
      result[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch {
      faults.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  return { env: result, faults };
}
