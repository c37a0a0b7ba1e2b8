/** The worker: runs the program and sends its trace. */
import { run, type Trace } from './run.ts';

const worker = globalThis as unknown as { readonly postMessage: (trace: Trace) => void };
worker.postMessage(await run());
