/** The page: runs the program here and in a worker, and puts the traces of both where the test finds them. */
import { run, type Trace } from './run.ts';

/** Of the browser, what this page uses: the workspace compiles without its types. */
interface Browser {
  traces?: Promise<{ readonly page: readonly Trace[]; readonly worker: readonly Trace[] }>;
  readonly Worker: new (
    url: string,
    options: { type: 'module' },
  ) => {
    onmessage: (event: { readonly data: readonly Trace[] }) => void;
    onerror: (event: { readonly message: string }) => void;
  };
}
const browser = globalThis as unknown as Browser;

const worker = new Promise<readonly Trace[]>((resolve, reject) => {
  const started = new browser.Worker('worker.js', { type: 'module' });
  started.onmessage = ({ data }) => resolve(data);
  started.onerror = ({ message }) => reject(new Error(message));
});
browser.traces = Promise.all([run(), worker]).then(([page, inWorker]) => ({ page, worker: inWorker }));
