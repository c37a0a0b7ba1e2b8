/** The instruction set of this machine: which tables of `@racho/isa` it executes, and how it says so. */
import { allInstructions, type ExtensionName, type Instruction } from '@racho/isa';

/** In the canonical order ("ISA Extension Naming Conventions"). All of Zihintpause is a FENCE, and so has no row. */
const extensions: readonly (ExtensionName | 'Zihintpause')[] = [
  ...(['I', 'M', 'A', 'F', 'D', 'C', 'Zicond', 'Zicsr', 'Zifencei', 'Zihintpause', 'Zba', 'Zbb', 'Zbs'] as const),
  ...(['privileged', 'Xracho'] as const),
];

/** The rows that are executed; all other words are illegal instructions. */
export const machineInstructions: readonly Instruction[] = allInstructions.filter((row) =>
  extensions.includes(row.extension),
);

const letters = extensions.filter((name) => name.length === 1).join('');
const named = extensions.filter((name) => name.startsWith('Z'));

/** As in a device tree: `rv64imafdc_zicond_zicsr_…`. */
export const ISA_STRING: string = ['rv64' + letters, ...named].join('_').toLowerCase();

/** The low half of `misa`: a bit for each letter, S- and U-mode among them. */
export const MISA_EXTENSIONS: number = Array.from(letters + 'SU').reduce(
  (bits, letter) => bits | (1 << (letter.charCodeAt(0) - 'A'.charCodeAt(0))),
  0,
);
