// What a command is told: its surroundings, and the settings in them, or every fault on a line of its own.
import { findKeyFault } from './identity.ts';
import type { RelayOptions } from './relay-options.ts';
import type { Environment } from './setting-reader.ts';
import { readSettings, type RelaySettings } from './settings.ts';

/** What the commands need from outside. All but the stand-in default to the process's own. */
export interface CommandSurroundings {
  /** Makes the agent that speaks in the demo where there is no account. */
  standIn: () => { fetch: NonNullable<RelayOptions['fetch']> };
  env?: Environment;
  /** Where the built files are. */
  folder?: URL | undefined;
  /** Reaches the agent in `check`. */
  fetch?: NonNullable<RelayOptions['fetch']>;
  /** Writes one line to stdout. */
  print?: (line: string) => void;
  /** Writes one line to stderr. */
  warn?: (line: string) => void;
  /** Calls back each time somebody asks the process to stop. */
  onStop?: (listener: () => void) => void;
  /** Ends the process at once. */
  exit?: (code: number) => void;
}

/** The same with what was not given, and what is wrong with files of secrets. */
export type Surroundings = Required<Omit<CommandSurroundings, 'fetch'>> &
  Pick<CommandSurroundings, 'fetch'> & { unreadable: string[] };

/** sysexits.h: a wrong configuration. */
export const exitConfig = 78;

/** The settings, or nothing after every fault has been told on a line of its own. */
export async function readConfiguration(at: Surroundings, options = {}): Promise<RelaySettings | undefined> {
  const { settings, faults } = readSettings(at.env, options);
  // A file that cannot be read also leaves its variable empty; that needs no second line.
  const names = at.unreadable.map((line) => line.split('_FILE')[0] ?? '');
  const others = faults.filter((line) => !names.some((name) => line.startsWith(`${name} is missing`)));
  const unusable = settings ? await findUnusableKeys(settings) : [];
  for (const line of [...at.unreadable, ...others, ...unusable]) at.warn(line);
  return at.unreadable.length + unusable.length > 0 ? undefined : settings;
}

async function findUnusableKeys({ identity, agents = {} }: RelaySettings): Promise<string[]> {
  const named = Object.entries(agents).map(
    ([alias, agent]) => [`AGENTS_FILE: ${alias}: `, agent.identity] as const,
  );
  const faults = [['', identity] as const, ...named].map(async ([prefix, one]) => {
    const fault = one && (await findKeyFault(one));
    return fault && `${prefix}IDENTITY_JWT_KEY: ${fault}`;
  });
  return (await Promise.all(faults)).filter((fault) => fault !== undefined);
}
