// How long something takes beside a baseline of the same run: machines differ, and are busy, but both are so alike.

/** What is told of one row, in microseconds; medians over the rounds. */
export interface Figure {
  name: string;
  takesUs: number;
  /** The fastest round: what others on a busy machine took from the median is not in it. */
  bestUs: number;
  baseline: string;
  baselineUs: number;
  /** The median of each round's own. */
  ratio: number;
  targetUs: number;
}

export interface Race {
  name: string;
  run: () => unknown;
  targetUs: number;
  baseline: string;
  runBaseline: () => unknown;
  /** How often each is done in a round. */
  times: number;
  /** @default 40 */
  rounds?: number;
}

export async function compare({
  name,
  run,
  targetUs,
  baseline,
  runBaseline,
  times,
  rounds = 40,
}: Race): Promise<Figure> {
  const takes: number[] = [];
  const baselines: number[] = [];
  // The first rounds are for the compiler.
  for (let round = -5; round < rounds; round += 1) {
    const baselineUs = await measure(runBaseline, times);
    const takesUs = await measure(run, times);
    if (round < 0) continue;
    takes.push(takesUs);
    baselines.push(baselineUs);
  }
  return sum({ name, baseline, targetUs }, takes, baselines);
}

/** The figure of the rounds, in microseconds; each has a time of both. */
export function sum(
  row: Pick<Race, 'name' | 'baseline' | 'targetUs'>,
  takes: number[],
  baselines: number[],
): Figure {
  const ratios = takes.map((takesUs, index) => takesUs / (baselines[index] ?? NaN));
  return {
    ...row,
    takesUs: median(takes),
    bestUs: Math.min(...takes),
    baselineUs: median(baselines),
    ratio: median(ratios),
  };
}

async function measure(run: () => unknown, times: number): Promise<number> {
  const startedAt = performance.now();
  for (let count = 0; count < times; count += 1) await run();
  return ((performance.now() - startedAt) * 1000) / times;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
