// The commands of the bin: what they read, what they print, and the exit code they come to. Node only.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import process from 'node:process';
import { polyai } from '../protocol/upstream.ts';
import { runCheck } from './check-command.ts';
import {
  type CommandSurroundings,
  exitConfig,
  readConfiguration,
  type Surroundings,
} from './configuration.ts';
import type { LogEntry } from './log-entry.ts';
import { createLogLines } from './log-lines.ts';
import { readSecretFiles } from './read-secret-files.ts';
import type { RelayOptions } from './relay-options.ts';
import { type ServedRelay, serveRelay, type ServeRelayOptions } from './serve.ts';
import { readSettings, type RelaySettings } from './settings.ts';
import { findBuiltFolder, readSite, readVersion, readWidgetFiles } from './widget-files.ts';

// sysexits.h
const exitUsage = 64;

/** How many ports the demo tries where nobody has named one. */
const demoPorts = 20;

const help = `Usage: parley-chat <command>

  relay          serve the relay and the widget; settings come from the environment
  relay --demo   the same with a demo page, and with a stand-in agent where no POLYAI_* is set
  check          start one conversation and say in plain words what is wrong, if anything
  --version      print the version
  --help         print this`;

/** Runs one command to its end, and answers with the exit code. */
export async function runCommand(args: readonly string[], given: CommandSurroundings): Promise<number> {
  const { env, faults: unreadable } = readSecretFiles(given.env ?? process.env);
  const at: Surroundings = {
    folder: findBuiltFolder(),
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
    onStop(listener) {
      // SIGHUP too: there is nothing to read anew without a restart, and its default would break turns off.
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, listener);
    },
    exit: (code) => process.exit(code),
    ...given,
    env,
    unreadable,
  };
  switch (args.join(' ')) {
    case 'relay':
      return runRelay(at);
    case 'relay --demo':
      return runDemo(at);
    case 'check':
      return runCheck(at);
    case '--version':
      at.print(readVersion());
      return 0;
    case '--help':
    case 'relay --help':
    case 'check --help':
      at.print(help);
      return 0;
    default:
      at.warn(help);
      return exitUsage;
  }
}

async function runRelay(at: Surroundings): Promise<number> {
  const settings = await readConfiguration(at);
  if (!settings) return exitConfig;
  for (const line of readSettings(at.env).warnings) at.warn(line);
  const { host, port, basePath, logLevel } = settings;
  const log = createLogLines({ level: logLevel, write: at.print });
  const served = await listenOn([port], at, () => ({ ...settings, log, warn: at.warn }));
  if (!served) return exitConfig;
  // Not on stdout, where nothing but the log's JSON lines shall be.
  at.warn(`The relay listens at ${served.url} (${host}) and speaks for ${listAgents(settings)}.`);
  if (served.adminPort)
    at.warn(`Port ${served.adminPort} tells /healthz, /readyz and /metrics; keep it from the public.`);
  at.warn('Put it behind https, and this line into each page that shall have the chat:');
  at.warn(`  <script async src="https://YOUR-RELAY${basePath === '/' ? '' : basePath}/parley.js"></script>`);
  return stopWhenAsked(at, served);
}

async function runDemo(at: Surroundings): Promise<number> {
  const settings = await readConfiguration(at, { demo: true });
  if (!settings) return exitConfig;
  for (const line of readSettings(at.env, { demo: true }).warnings) at.warn(line);
  const ports = at.env['PORT']
    ? [settings.port || (await findFreePort())]
    : Array.from({ length: demoPorts }, (_, step) => settings.port + step);
  const site = at.folder && readSite(new URL('demo/', at.folder));
  const agent = settings.upstream ? { upstream: settings.upstream } : toStandIn(at);
  const served = await listenOn(ports, at, (port) => ({
    ...settings,
    // The page's own origin has the port in it, which may not be the first one.
    ...readSettings({ ...at.env, PORT: String(port) }, { demo: true }).settings,
    secrets: settings.secrets,
    ...agent,
    ...(site && { site }),
    warn: at.warn,
    log: (entry) => reportFailure(at, entry),
  }));
  if (!served) return exitConfig;
  if (settings.port !== 0 && settings.port !== served.port)
    at.print(`Port ${settings.port} is taken, so this is the next free one.`);
  const who = settings.upstream
    ? `The agent is PolyAI’s, at ${new URL(settings.upstream.base).host}.`
    : 'The agent is a stand-in: no account, no key, nothing leaves this machine.';
  at.print(`\n  Parley is ready.  Open ${served.url}${site ? '/' : '/parley.js'}\n`);
  at.print(`  ${who}`);
  if (!site) at.print('  There is no demo page in this build; any page may load the script above.');
  at.print('  Stop with Ctrl+C.\n');
  return stopWhenAsked(at, served);
}

/** The hosts of all agents, with their aliases. */
function listAgents({ upstream, agents = {} }: RelaySettings): string {
  const named = Object.entries(agents).map(
    ([alias, agent]) => `${new URL(agent.upstream.base).host} (${alias})`,
  );
  return [...(upstream ? [new URL(upstream.base).host] : []), ...named].join(', ');
}

/** The stand-in behind an address that exists nowhere: were its fetch ever left out, nothing could leave the machine. */
function toStandIn(at: Surroundings): Required<Pick<RelayOptions, 'upstream' | 'fetch'>> {
  const account = { accountId: 'demo', projectId: 'demo', apiKey: 'stand-in', token: 'stand-in' };
  return {
    upstream: polyai({ baseUrl: 'https://stand-in.invalid', ...account }),
    fetch: at.standIn().fetch,
  };
}

/** The page's own origin is among those allowed, so the demo has to know its port before it listens. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Serves on the first port that is free, or says why there is none. */
async function listenOn(
  ports: readonly number[],
  at: Surroundings,
  toOptions: (port: number) => ServeRelayOptions,
): Promise<ServedRelay | undefined> {
  for (const port of ports) {
    try {
      const files = readWidgetFiles(at.folder);
      return await serveRelay({ ...toOptions(port), port, files });
    } catch (error) {
      const { code, message, port: wanted = port } = error as NodeJS.ErrnoException & { port?: number };
      if (code === 'EADDRINUSE' && wanted === port && port !== ports.at(-1)) continue;
      const name = wanted === port ? 'PORT' : 'ADMIN_PORT';
      if (code === 'EADDRINUSE') at.warn(`${name}: ${wanted} is taken by another program`);
      else if (code === 'EACCES') at.warn(`${name}: ${wanted} needs more rights than this process has`);
      else if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
        at.warn('HOST has to be an address of this machine');
      else at.warn(message);
      return undefined;
    }
  }
  return undefined;
}

/** The first request to stop lets the turns under way end; the second does not wait for them. */
async function stopWhenAsked(at: Surroundings, served: ServedRelay): Promise<number> {
  await new Promise<void>((resolve) => {
    let isAsked = false;
    at.onStop(() => {
      if (isAsked) at.exit(130);
      isAsked = true;
      resolve();
    });
  });
  await served.close();
  return 0;
}

/** In the demo the console stays quiet, unless a turn fails: a browser's search for icons is none. */
function reportFailure(at: Surroundings, { status, route, code, ms }: LogEntry): void {
  if (status >= 400 && route !== 'other') at.warn(`${route} failed: ${status} ${code ?? ''} after ${ms} ms`);
}
