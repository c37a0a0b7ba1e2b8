/** The instruction set of this machine: which tables of `@racho/isa` it executes, and how it says so. */
import { instructions, type ExtensionName, type Instruction } from '@racho/isa';

/**
 * Extensions without a table: all of Zihintpause is a FENCE; Zicntr, Zihpm and Sstc are CSRs, and Svadu is a bit of `menvcfg`.
 */
type TablelessName = 'Zihintpause' | 'Zicntr' | 'Zihpm' | 'Sstc' | 'Svadu';

/** In the canonical order ("ISA Extension Naming Conventions"). Xracho is not told of: it means nothing to a guest. */
const announced: readonly (ExtensionName | TablelessName)[] = [
  ...(['I', 'M', 'A', 'F', 'D', 'C', 'Zicbom', 'Zicboz', 'Zicntr', 'Zicond', 'Zicsr', 'Zifencei'] as const),
  ...(['Zihintpause', 'Zihpm', 'Zba', 'Zbb', 'Zbs', 'Sstc', 'Svadu', 'Svinval'] as const),
];

const executed: readonly string[] = [...announced, 'Zcd', 'privileged', 'Xracho'];

/** The rows that are executed; all other words are illegal instructions. */
export const machineInstructions: readonly Instruction[] = instructions.filter((row) =>
  executed.includes(row.extension),
);

/** As in a device tree: `i`, `m`, …, `zicbom`, … */
export const EXTENSIONS: readonly string[] = announced.map((name) => name.toLowerCase());

/** Bytes that CBO instructions work on, as in QEMU. */
export const CACHE_BLOCK_SIZE = 64;

/** The low half of `misa`: a bit for each letter, S- and U-mode among them. */
export const MISA_EXTENSIONS: number = [...announced.filter((name) => name.length === 1), 'S', 'U'].reduce(
  (bits, letter) => bits | (1 << (letter.charCodeAt(0) - 'A'.charCodeAt(0))),
  0,
);

/** FENCE with fm, rd, rs1 and successors 0 and W before them (Zihintpause). */
export const PAUSE = 0x0100_000f;
