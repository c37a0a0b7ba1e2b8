/** Runs a kernel, given as text, on ostd and a deterministic machine, to see how it ends. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Machine } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';
import { root } from '../workspace.ts';

// A module can only be imported from a file, and only below this package does @racho/ostd resolve.
const folder = join(root, 'tests', '.report', 'kernels');

/** The code of the error that ended the system; its message if it has none, and `undefined` if there was no error. */
export async function endOf(name: string, code: string): Promise<string | undefined> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${process.pid}.ts`);
  writeFileSync(file, code);
  try {
    const { kernelMain } = (await import(pathToFileURL(file).href)) as { kernelMain: () => void };
    let panic: unknown;
    const machine = new Machine({ clock: 'deterministic', kernel: kernelImage(), console: () => undefined });
    const system = boot(machine, { kernel: kernelMain, log: { level: 'off' }, onPanic: (error) => (panic = error) });
    try {
      for (let i = 0; i < 100 && panic === undefined && system.step(100_000).reason === 'budget'; i++);
    } catch (error) {
      panic = error; // of the machine: it says so itself, once and for all
    }
    if (!(panic instanceof Error)) return undefined;
    return 'code' in panic ? String(panic.code) : panic.message;
  } finally {
    rmSync(file, { force: true });
  }
}
