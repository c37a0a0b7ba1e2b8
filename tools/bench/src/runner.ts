/**
 * Runs one program on racho: `runner.mjs user|bare on|off|eager FILE`, as a process of the kernel or in M-mode of the bare machine.
 * The guest's console is stdout. What it took goes to descriptor 4 if somebody listens there: a line of JSON.
 *
 * It is bundled before it is measured (`bundle.ts`), so that Node loads one file and compiles no TypeScript.
 */
import { readFileSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Bytes } from '@racho/bytes';
import { kernelMain } from '@racho/kernel';
import { Machine, offerRelaxedSimd, type MachineOptions, type StepResult } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';

/** Some milliseconds of translated code. */
const SLICE = 10_000_000;
/** More than any of the programs takes. */
const SLOT = 64 << 20;

// As the command does.
offerRelaxedSimd();

const [mode, jit, file = ''] = process.argv.slice(2);
const program = readFileSync(file);
const begin = performance.now();
const common: MachineOptions = {
  jit: jit as 'on' | 'off' | 'eager',
  console: (bytes) => void writeSync(1, bytes),
};

function started(): { step: (budget: number) => StepResult } {
  if (mode === 'bare') return new Machine({ ...common, bios: 'none', kernel: program });
  const machine = new Machine({ ...common, kernel: kernelImage(), bootargs: `quiet init=program slot=${SLOT}` });
  return boot(machine, { kernel: kernelMain, modules: [{ name: 'program', bytes: Bytes.from(program) }] });
}

const guest = started();
let retired = 0;
for (;;) {
  const step = guest.step(SLICE);
  retired += step.retired;
  if (step.reason === 'halt') {
    process.exitCode = step.status ?? 0;
    break;
  }
  await setImmediate();
}
const report = { seconds: (performance.now() - begin) / 1000, retired };
try {
  writeSync(4, `${JSON.stringify(report)}\n`);
} catch {
  // Nobody listens.
}
