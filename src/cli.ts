#!/usr/bin/env node
// The bin `parley-chat`: hands the stand-in agent to the relay's commands, which know nothing of it.
import process from 'node:process';
import { createAgent } from './agent/create-agent.ts';
import { runCommand } from './relay/command.ts';

// Who reads the log may go away; the relay stays.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await runCommand(process.argv.slice(2), {
  standIn: () => createAgent({ persona: 'demo', delayMs: 700 }),
});
// A turn whose visitor has left may still be waiting for its answer: the command's end is the process's end.
process.exit(code);
