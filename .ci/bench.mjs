// Runs the bench from its sources, which Node 20 does not read by itself.
import { runnerImport } from 'vite';

await runnerImport('./e2e/bench/bench.ts', { configFile: false, logLevel: 'warn' });
