/** For tests of the platform: small programs in assembly, run until they end. */
import { viewOf, wrap } from '@racho/bytes/raw';
import { PF, SHF, writeElf } from '@racho/elf';
import { assemble } from '@racho/isa/assembler';
import { Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { image } from '../testing.ts';

export const KERNEL = 0x8020_0000n;
export const MEMORY: number = 8 << 20;
/** Far more than any of these programs needs. */
export const BUDGET = 1_000_000;

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export interface Outcome {
  readonly machine: Machine;
  readonly output: string;
  /** `halt 0`, or why it did not end. */
  readonly end: string;
}

/** Runs a machine until it halts, goes idle or the budget is used up; `input` is there from the start. */
export function run(options: MachineOptions, input = ''): Outcome {
  let output = '';
  const console = (bytes: Uint8Array): void => {
    output += String.fromCharCode(...bytes);
  };
  const machine = new Machine({ memory: MEMORY, clock: 'deterministic', console, ...options });
  machine.send(ascii(input));
  const { reason, status } = machine.step(BUDGET);
  return { machine, output, end: status === undefined ? reason : `${reason} ${status}` };
}

/** In M-mode, without firmware. */
export const bare = (source: string, input?: string): Outcome => run({ bios: 'none', kernel: image(source) }, input);
/** In S-mode, above the built-in SBI. */
export const supervisor = (source: string, input?: string): Outcome => run({ kernel: image(source, KERNEL) }, input);

/** As an ELF with all its symbols. */
export function elf(source: string): Uint8Array {
  const { sections, symbols } = assemble(source);
  const [text] = sections;
  return viewOf(
    writeElf({
      entry: Number(text!.address),
      sections: [{ name: '.text', contents: wrap(text!.bytes), address: Number(text!.address), flags: SHF.ALLOC }],
      segments: [{ sections: ['.text'], flags: PF.R | PF.W | PF.X }],
      symbols: [...symbols].map(([name, { address }]) => ({ name, address: Number(address) })),
    }),
  );
}

export const FINISH = `
finish:
  li t0, 0x100000
  sw a0, 0(t0)
  j .
`;
export const PASS: string = `
  li a0, 0x5555
  j finish
  ${FINISH}
`;

/** Prints the string at a0 through the UART. */
export const PUTS = `
puts:
  li t0, 0x10000000
1: lbu t1, 0(a0)
  beqz t1, 3f
2: lbu t2, 5(t0)
  andi t2, t2, 0x20
  beqz t2, 2b
  sb t1, 0(t0)
  addi a0, a0, 1
  j 1b
3: ret
`;

/** An SBI call; arguments are in a0 … already. */
export const sbi = (eid: number, fid = 0): string => `
  li a6, ${fid}
  li a7, ${eid}
  ecall
`;
export const TIME = 0x5449_4d45;
export const SRST = 0x5352_5354;
export const DBCN = 0x4442_434e;
/** Which there is not. */
export const PMU = 0x50_4d55;
export const SHUTDOWN: string = `
  li a0, 0
  li a1, 0
  ${sbi(SRST)}
  j .
`;
