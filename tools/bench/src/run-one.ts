/** Runs one kernel under racho in this process, and prints how long it took: `{ seconds, retired, status }`. */
import { Bytes } from '@racho/bytes';
import { kernelMain } from '@racho/kernel';
import { Machine } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';
import { kernelElf } from './kernels.ts';

const name = process.argv[2] ?? '';
const bytes = Bytes.from(kernelElf(name));
const begin = performance.now();
const machine = new Machine({ kernel: kernelImage(), bootargs: 'quiet init=program' });
const system = boot(machine, { kernel: kernelMain, modules: [{ name: 'program', bytes }] });
let retired = 0;
for (;;) {
  const step = system.step(10_000_000);
  retired += step.retired;
  if (step.reason !== 'halt') continue;
  const seconds = (performance.now() - begin) / 1000;
  console.log(JSON.stringify({ seconds, retired, status: step.status }));
  break;
}
