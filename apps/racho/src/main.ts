#!/usr/bin/env node
/** The executable: hands the process to the command line and takes its exit status. */
import process from 'node:process';
import { main } from './cli.ts';

const interruption = new AbortController();
let status: number | undefined;
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.on(signal, () => {
    // The second time somebody means it.
    if (interruption.signal.aborted) process.exit(128 + number);
    status = 128 + number;
    interruption.abort();
  });
}

const ended = await main(process.argv.slice(2), {
  env: process.env,
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption.signal,
});
// Not process.exit(): what is written to a pipe must arrive.
process.exitCode = status ?? ended;
