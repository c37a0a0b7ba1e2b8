/** For tests: programs in assembly as images, and machines that run them. */
import { assemble } from '@racho/isa/assembler';
import { Machine } from './machine.ts';
import type { MachineOptions } from './options.ts';

/** The bytes of a program from `base` on, with zeros between its sections. */
export function image(source: string, base = 0x8000_0000n): Uint8Array {
  const { sections } = assemble(source, { base });
  const end = sections.reduce((last, { address, size }) => Math.max(last, Number(address - base) + size), 0);
  const bytes = new Uint8Array(end);
  for (const section of sections) bytes.set(section.bytes, Number(section.address - base));
  return bytes;
}

/** A small deterministic machine that starts the program in M-mode at 0x8000_0000. */
export const machineFor = (source: string, options: MachineOptions = {}): Machine =>
  new Machine({ memory: 8 << 20, clock: 'deterministic', bios: 'none', kernel: image(source), ...options });

/** Ends the machine with status 0. */
export const PASS = `
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
`;
