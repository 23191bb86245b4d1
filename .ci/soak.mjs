// Runs the soak from its sources, which Node 20 does not read by itself.
import { runnerImport } from 'vite';

await runnerImport('./e2e/delivery/soak.ts', { configFile: false, logLevel: 'warn' });
