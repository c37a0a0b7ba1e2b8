/** The worker: runs the program and sends its traces. */
import { run, type Trace } from './run.ts';

const worker = globalThis as unknown as { readonly postMessage: (traces: readonly Trace[]) => void };
worker.postMessage(await run());
