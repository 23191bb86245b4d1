// Reading one variable after the other, and noting what is wrong with each instead of stopping at the first.

/** Environment variables by name. */
export type Environment = Record<string, string | undefined>;

/**
 * Reads one variable; where it is missing, empty or wrong, the fallback stands in.
 *
 * @param rule what it has to be, in the words of the fault; never its value
 */
export type ReadSetting = <T>(
  name: string,
  rule: string,
  fallback: T,
  parse: (text: string) => T | undefined,
  bounds?: [number, number],
) => T;

export function createSettingReader(env: Environment, faults: string[]): ReadSetting {
  return (name, rule, fallback, parse, bounds) => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    const isWithin = !bounds || (typeof value === 'number' && value >= bounds[0] && value <= bounds[1]);
    if (value === undefined || !isWithin) faults.push(`${name} has to be ${rule}`);
    return value ?? fallback;
  };
}
