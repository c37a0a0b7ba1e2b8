/** `racho run FILE [ARGS…]`: one user program under the kernel, whose exit status becomes ours. */
import { basename } from 'node:path';
import type { Command } from '../command.ts';
import { endingFields } from '../conclude.ts';
import { readElf } from '../elf-file.ts';
import { jitOptions } from '../jit.ts';
import { runKernel } from '../run-kernel.ts';

export const run: Command = {
  name: 'run',
  summary: 'run one user program under the kernel',
  details: `FILE is a static RV64 program of racho's own ABI (see packages/user). Its output goes to stdout, and its exit
status becomes the command's. What stands after FILE belongs to the program, options too. Without -v the kernel
keeps quiet unless the program is killed.`,
  operands: [
    { name: 'FILE', need: 'required', summary: 'the program, an ELF' },
    { name: 'ARGS', need: 'any number', summary: 'its arguments' },
  ],
  options: ['memory', 'deterministic', 'max-instructions', 'trace', 'no-harden', 'gdb', 'gdb-wait', ...jitOptions],
  afterFirstOperand: 'guest',
  json: endingFields,
  examples: ['racho run hello.elf', 'racho run --deterministic --max-instructions 1000000 loop.elf'],
  run: async (context) => {
    const [path = '', ...args] = context.operands;
    // The kernel would refuse a bad image too, but only after it has booted.
    const { bytes } = await readElf(path, 'A program is an ELF; for flat images there is "racho machine".');
    const name = moduleName(path);
    const bootargs = context.values.verbose ? `init=${name}` : `quiet init=${name}`;
    return runKernel(context, [{ name, bytes, args }], bootargs);
  },
};

/** The file's name as a word of the kernel's command line. */
function moduleName(path: string): string {
  return basename(path).replaceAll(/[^A-Za-z0-9._-]/g, '_');
}
