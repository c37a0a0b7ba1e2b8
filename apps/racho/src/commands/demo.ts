/** `racho demo`: boots the kernel with four programs that share one hart. */
import { fileURLToPath } from 'node:url';
import { wrap } from '@racho/bytes/raw';
import { programs, programUrl } from '@racho/user';
import type { Command } from '../command.ts';
import { endingFields } from '../conclude.ts';
import { readBytes } from '../files.ts';
import { jitOptions } from '../jit.ts';
import { runKernel } from '../run-kernel.ts';

/** What the demo runs, in this order. */
const names = programs.filter(({ purpose }) => purpose === 'demo').map(({ name }) => name);

export const demo: Command = {
  name: 'demo',
  summary: 'boot the kernel with four programs that share one hart',
  details: `Boots, runs the boot tests, and then ${names.join(', ')} under a round-robin scheduler with a tick
of 10 ms, so that their lines interleave. With --quiet only the programs speak.`,
  operands: [],
  options: ['memory', 'deterministic', 'max-instructions', 'trace', 'no-harden', 'gdb', 'gdb-wait', ...jitOptions],
  afterFirstOperand: 'ours',
  json: endingFields,
  examples: ['racho demo', 'racho demo --deterministic --trace 2>trace.txt'],
  run: async (context) => {
    const modules = names.map(async (name) => ({
      name,
      bytes: wrap(await readBytes(fileURLToPath(programUrl(name)))),
    }));
    return runKernel(context, await Promise.all(modules), context.values.quiet ? 'quiet' : '');
  },
};
