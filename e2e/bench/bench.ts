// What is promised to cost little, measured: `npm run bench`. Nothing fails here, since machines differ; the ratios to the
// baselines are what can be compared.
import { measureCarrying } from './carrying.ts';
import { measureReading } from './reading.ts';
import { measureRemembering } from './remembering.ts';
import { measureSaving } from './saving.ts';

const remembering = await measureRemembering();
const { figures: saving, messages, bytes } = await measureSaving();
const reading = await measureReading();

const show = (us: number) =>
  us < 1000 ? `${us.toFixed(us < 10 ? 1 : 0)} µs` : `${(us / 1000).toFixed(2)} ms`;
const head = ['', 'median', 'fastest', 'target', 'beside a baseline'];
const rows = [...remembering, ...saving, ...reading].map((figure) => [
  figure.name,
  show(figure.takesUs),
  show(figure.bestUs),
  `< ${show(figure.targetUs)} ${figure.takesUs < figure.targetUs ? 'met' : 'missed'}`,
  `${figure.ratio.toFixed(1)} × ${figure.baseline} (${show(figure.baselineUs)})`,
]);
const table = [head, ...rows];
const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
console.log(`\nSaved: ${messages} messages in ${(bytes / 1000).toFixed(0)} kB of JSON.`);

const { BENCH_TURNS: turns = '20000' } = process.env;
console.log('\nA turn through the relay');
for (const line of await measureCarrying(Number(turns))) console.log(line);
