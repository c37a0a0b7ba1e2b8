/** Hands the process to the command line and takes its exit status. */
import process from 'node:process';
import { offerRelaxedSimd } from '@racho/machine';
import { hardenRealm } from '@racho/ostd/boot';
import { main } from './cli.ts';

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      // The second time somebody means it.
      if (controller.signal.aborted) process.exit(128 + number);
      controller.abort(128 + number);
    });
  }
  return controller.signal;
}

offerRelaxedSimd();

// Not process.exit(): what is written to a pipe must arrive.
process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interruption,
  hardenRealm,
});
