// What the bundle weighs, room by room, and what comes beside it. Fails where one of them outgrows its gate, or where the
// README states another figure.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { decode } from '@jridgewell/sourcemap-codec';

const gate = 24_000;
const localeGate = 2_500;
/** What stands between a conversation and the network: the client, and the readers of what it is answered (W-11). */
const transportGate = 2_048;
const code = readFileSync('dist/parley.js');
const bytes = compress(code);

function compress(buffer) {
  return brotliCompressSync(buffer, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** The room of a source file, or the package it comes from. */
function toRoom(source) {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source);
  return inPackage ? inPackage[1] : (/src\/([^/]+)/.exec(source)?.[1] ?? 'bundler');
}

/** The characters of the bundle that come from each room, by its source map. */
function measureRooms() {
  const map = JSON.parse(readFileSync('dist/parley.js.map', 'utf8'));
  const lines = code.toString().split('\n');
  const rooms = new Map();
  decode(map.mappings).forEach((segments, index) => {
    segments.forEach(([start, source], position) => {
      const end = segments[position + 1]?.[0] ?? lines[index].length;
      const room = source === undefined ? 'bundler' : toRoom(map.sources[source]);
      rooms.set(room, (rooms.get(room) ?? '') + lines[index].slice(start, end));
    });
  });
  return rooms;
}

const rooms = [...measureRooms()].map(([room, text]) => ({
  room,
  raw: text.length,
  alone: compress(Buffer.from(text)),
}));
const alone = rooms.reduce((sum, room) => sum + room.alone, 0);
console.log('room                     minified   brotli (its share of the whole)');
for (const { room, raw, alone: own } of rooms.sort((a, b) => b.alone - a.alone)) {
  const share = Math.round((own / alone) * bytes);
  console.log(`${room.padEnd(22)} ${String(raw).padStart(10)} ${String(share).padStart(8)}`);
}
console.log(
  `${'dist/parley.js'.padEnd(22)} ${String(code.length).padStart(10)} ${String(bytes).padStart(8)}`,
);

const extras = compress(readFileSync('dist/extras.js'));
console.log(`${'dist/extras.js'.padEnd(33)} ${String(extras).padStart(8)}`);
const locales = readdirSync('dist/locales')
  .map((name) => ({ name, own: compress(readFileSync(`dist/locales/${name}`)) }))
  .sort((a, b) => a.own - b.own);
const heaviest = locales.at(-1);
console.log(
  `${`dist/locales/${heaviest.name}, the heaviest`.padEnd(33)} ${String(heaviest.own).padStart(8)}`,
);

const transport = gzipSync(Buffer.from(measureRooms().get('protocol') ?? ''), { level: 9 }).length;
console.log(`${'protocol alone, in gzip'.padEnd(33)} ${String(transport).padStart(8)}`);

const faults = [];
if (transport > transportGate)
  faults.push(`src/protocol has ${transport} bytes (gzip) in parley.js, the gate is ${transportGate}`);
for (const { name, own } of locales)
  if (own > localeGate)
    faults.push(`dist/locales/${name} has ${own} bytes (brotli), the gate is ${localeGate}`);
if (bytes > gate) faults.push(`dist/parley.js has ${bytes} bytes (brotli), the gate is ${gate}`);
if (code.some((byte) => byte > 0x7f))
  faults.push('dist/parley.js is not ASCII: it breaks on pages without a charset');
const readme = readFileSync('README.md', 'utf8');
for (const [figure, size] of [
  [/([\d,.]+) kB \(brotli\)/, bytes],
  [/([\d,.]+) kB more/, extras],
]) {
  const stated = figure.exec(readme)?.[1];
  const actual = (size / 1000).toFixed(1);
  if (stated !== actual)
    faults.push(`README.md says ${stated ?? 'nothing'} where ${actual} kB are to be told: ${figure.source}`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
