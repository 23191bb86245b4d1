// Which seeds the histories run over: three unless `SEEDS` says how many, or `SEED` names the one to run again.

export const seeds = process.env['SEED']
  ? [Number(process.env['SEED'])]
  : Array.from({ length: Number(process.env['SEEDS'] ?? 3) }, (_, index) => index + 1);
