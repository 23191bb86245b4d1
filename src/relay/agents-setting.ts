// Several agents from one file: a JSON object of aliases, each with variables of its own. What an agent does not name, its
// region or the pages that may use it, is taken from the environment.
import { isAlias, type RelayAgent } from './agent-options.ts';
import { agentVariables, readAgentSettings } from './agent-settings.ts';
import type { Environment } from './setting-reader.ts';

/** Reads the contents of `AGENTS_FILE`; undefined where there are none. Faults never hold a value. */
export function readAgents(
  env: Environment,
  demoOrigins: string[] | undefined,
  faults: string[],
  warnings: string[],
): Record<string, RelayAgent> | undefined {
  const text = env['AGENTS'];
  if (!text) return undefined;
  const entries = readEntries(text);
  if (!entries || entries.length === 0) {
    faults.push(
      'AGENTS_FILE has to be a JSON object of aliases, such as {"shop": {"POLYAI_PROJECT_ID": "…"}}',
    );
    return undefined;
  }
  const agents: Record<string, RelayAgent> = {};
  for (const [index, [alias, own]] of entries.entries()) {
    if (!isAlias(alias)) {
      faults.push(
        `AGENTS_FILE: alias ${index + 1} has to be 1 to 32 letters, digits, - or _, and none of the relay's paths`,
      );
      continue;
    }
    const agentFaults: string[] = [];
    const agentWarnings: string[] = [];
    const surroundings = {
      alias,
      wantsAccount: true,
      demoOrigins,
      faults: agentFaults,
      warnings: agentWarnings,
    };
    const { upstream, ...settings } = readAgentSettings(toEnvironment(env, own, agentFaults), surroundings);
    const tell = (lines: string[], told: string[]) => {
      for (const line of lines) {
        const [variable = ''] = /^[A-Z_]*/.exec(line) ?? [];
        // What is wrong with all of them is told once, and not as if it stood in the file.
        const isShared = !(variable in own) && Boolean(env[variable]);
        told.push(isShared ? line : `AGENTS_FILE: ${alias}: ${line}`);
      }
    };
    tell(agentFaults, faults);
    tell(agentWarnings, warnings);
    if (upstream) agents[alias] = { ...settings, upstream };
  }
  return agents;
}

function readEntries(text: string): [string, Record<string, unknown>][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    return Object.entries(value).map(([alias, own]) => [alias, isObject(own) ? own : { '': own }]);
  } catch {
    return undefined;
  }
}

function toEnvironment(env: Environment, own: Record<string, unknown>, faults: string[]): Environment {
  const result: Environment = { ...env };
  // Either of the two is an agent's own choice.
  if ('POLYAI_BASE_URL' in own || 'POLYAI_REGION' in own) delete result['POLYAI_REGION'];
  if ('POLYAI_BASE_URL' in own || 'POLYAI_REGION' in own) delete result['POLYAI_BASE_URL'];
  for (const [index, [name, value]] of Object.entries(own).entries()) {
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    if (agentVariables.test(name) && isPlain) result[name] = String(value);
    else
      faults.push(
        `entry ${index + 1} has to be a text under the name of a variable that agents may have of their own`,
      );
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
