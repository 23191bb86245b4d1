// The demo's other half while developing: relay and stand-in agent in one process, for the dev server to pass requests to.
import process from 'node:process';
import { createAgent } from '../agent.ts';
import { polyai } from '../client.ts';
import { readSettings, type ServedRelay, serveRelay } from '../relay-node.ts';

/** Serves on a free port. With `POLYAI_*` set, PolyAI answers; else the stand-in does. */
export function startBackend(): Promise<ServedRelay> {
  const { settings, faults } = readSettings(process.env, { demo: true });
  if (!settings) throw new Error(faults.join('\n'));
  const standIn = createAgent({ persona: 'demo', delayMs: 700 });
  const account = { accountId: 'demo', projectId: 'demo', apiKey: 'stand-in', token: 'stand-in' };
  return serveRelay({
    ...settings,
    upstream: settings.upstream ?? polyai({ baseUrl: 'https://stand-in.invalid', ...account }),
    ...(!settings.upstream && { fetch: standIn.fetch }),
    port: 0,
    files: () => Promise.resolve(undefined),
  });
}
