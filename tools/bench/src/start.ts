/**
 * Boots the kernel with one program: `start.mjs FILE`, up to the program's first system call. Tells, as a line of JSON on
 * descriptor 4, the seconds from the making of the machine, and the instructions of the boot.
 */
import { readFileSync, writeSync } from 'node:fs';
import { Bytes } from '@racho/bytes';
import { kernelMain } from '@racho/kernel';
import { Machine } from '@racho/machine';
import { boot, kernelImage, type TraceEvent } from '@racho/ostd/boot';

const bytes = Bytes.from(readFileSync(process.argv[2] ?? ''));
const begin = performance.now();
let told = false;
const trace = ({ at, kind }: TraceEvent): void => {
  if (told || kind !== 'syscall') return;
  told = true;
  writeSync(4, `${JSON.stringify({ seconds: (performance.now() - begin) / 1000, retired: at })}\n`);
};
const machine = new Machine({ kernel: kernelImage(), bootargs: 'quiet init=program' });
const system = boot(machine, { kernel: kernelMain, modules: [{ name: 'program', bytes }], trace });
while (system.step(1_000_000).reason !== 'halt') continue;
