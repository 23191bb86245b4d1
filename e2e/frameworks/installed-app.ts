// An app of a framework as its users have it: copied out of the repository, installed, given the packed chat, and built.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../support/world.ts';

export const project = join(import.meta.dirname, '../..');

/**
 * Each `package.json` pins what it names, and this day pins what that brings along: only what was out by then is taken.
 * To be moved on with the versions.
 */
const newest = '2026-11-22';

export interface InstalledApp {
  folder: string;
  /** Runs one of the app's scripts to its end. */
  run(script: string, env: Record<string, string>): void;
  /** Starts one of the app's scripts that serve, and waits until it answers. */
  serve(script: string, env: Record<string, string>, address: string): Promise<{ stop(): Promise<void> }>;
  remove(): void;
}

/**
 * @param name the folder beside this file
 * @param instead packages that are taken instead of what it pins, such as `react@18.3.1`
 */
export function installApp(name: string, instead: readonly string[] = []): InstalledApp {
  const folder = mkdtempSync(join(tmpdir(), `parley-${name}-`));
  const app = join(folder, 'app');
  cpSync(join(import.meta.dirname, name), app, { recursive: true });
  // What a server has just been killed over may still be written.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    must(project, ['pack', '--pack-destination', folder]);
    const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
    const how = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `--before=${newest}`];
    must(app, ['install', ...how, ...instead, join(folder, tarball)]);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder: app,
    run: (script, env) => must(app, ['run', script], env),
    serve: (script, env, address) => serve(app, script, env, address),
    remove,
  };
}

/** Nobody counts what the tests build. */
const quiet = { NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };

export function npm(folder: string, args: string[], env: Record<string, string> = {}) {
  return spawnSync('npm', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...quiet, ...env } });
}

function must(folder: string, args: string[], env?: Record<string, string>): void {
  const { status, stdout, stderr } = npm(folder, args, env);
  if (status !== 0) throw new Error(`npm ${args.join(' ')}\n${stdout}${stderr}`);
}

async function serve(folder: string, script: string, env: Record<string, string>, address: string) {
  // A group of its own, so that it can be ended with all that it has started.
  const server = spawn('npm', ['run', script], {
    cwd: folder,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let told = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (told += text));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    if (server.exitCode === null && server.pid) process.kill(-server.pid, 'SIGKILL');
    await ended;
  };
  for (const endsAt = Date.now() + 60_000; Date.now() < endsAt && server.exitCode === null;) {
    const isThere = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error(`npm run ${script} never answers\n${told}`);
}

/** Puts a built app onto the host page's server, each page under its path without `.html`. */
export function publishBuilt(world: World, built: string): void {
  for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
    if (!/\.\w+$/.test(name)) continue;
    const path = name.replace(/(^|\/)index\.html$/, '').replace(/\.html$/, '');
    world.publish(`/${path}`, readFileSync(join(built, name)));
  }
}
