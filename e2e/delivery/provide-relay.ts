// Builds the relay's process once for all tests that start one.
import type { TestProject } from 'vitest/node';
import { buildRelayProcess } from './spawn-relay.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The script of a relay's process. */
    relayProcess: string;
  }
}

export default async function provideRelay(project: TestProject): Promise<() => Promise<void>> {
  const { path, remove } = await buildRelayProcess();
  project.provide('relayProcess', path);
  return remove;
}
