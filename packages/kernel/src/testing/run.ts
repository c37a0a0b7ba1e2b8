/** For tests: the whole system with a few programs, run to its end on a deterministic machine. */
import { readFileSync } from 'node:fs';
import { Bytes } from '@racho/bytes';
import { wrap } from '@racho/bytes/raw';
import { writeElf, PF, SHF, type ElfRequest } from '@racho/elf';
import { assemble } from '@racho/isa/assembler';
import { Machine } from '@racho/machine';
import { Shadow } from '@racho/machine/checked';
import { boot, kernelImage, type TraceEvent } from '@racho/ostd/boot';
import { programUrl, type ProgramName } from '@racho/user';
import { kernelMain } from '../main.ts';

/** A program to run. */
export interface Module {
  readonly name: string;
  readonly bytes: Bytes;
  readonly args?: readonly string[];
}

export function prebuilt(name: ProgramName, ...args: readonly string[]): Module {
  return { name, bytes: Bytes.from(readFileSync(programUrl(name))), args };
}

/** An ELF of the racho personality from assembly: code at 0x1_0000, data behind it at 0x1_1000. */
export function assembled(source: string, change: Partial<ElfRequest> = {}): Bytes {
  const placed = { '.text': { address: 0x1_0000n }, '.data': { address: 0x1_1000n } };
  const { sections } = assemble(`.data\n.dword 0\n.text\n_start:\n${source}`, { sections: placed });
  const section = (name: string): Bytes => wrap(sections.find((each) => each.name === name)!.bytes);
  return writeElf({
    entry: 0x1_0000,
    osabi: 255,
    sections: [
      { name: '.text', address: 0x1_0000, contents: section('.text'), flags: SHF.ALLOC | SHF.EXECINSTR },
      { name: '.data', address: 0x1_1000, contents: section('.data'), flags: SHF.ALLOC | SHF.WRITE },
    ],
    segments: [
      { sections: ['.text'], flags: PF.R | PF.X },
      { sections: ['.data'], flags: PF.R | PF.W },
    ],
    ...change,
  });
}

/** Runs `modules` with the kernel command line `bootargs` until the machine ends or `budget` is used up. */
export function run(
  modules: readonly Module[],
  bootargs = '',
  budget = 500_000_000,
): { output: string; status: number | undefined; reason: string; panic: unknown; trace: readonly TraceEvent[] } {
  const printed: Bytes[] = [];
  const trace: TraceEvent[] = [];
  let panic: unknown;
  // In a run of the tests on the checked machine.
  const shadow = process.env['RACHO_CHECKED'] === '1' ? new Shadow() : undefined;
  const machine = new Machine({
    ...(shadow === undefined ? {} : { checker: shadow }),
    clock: 'deterministic',
    memory: 16 * 2 ** 20,
    kernel: kernelImage(),
    bootargs,
    console: (bytes) => printed.push(Bytes.from(bytes)),
  });
  const system = boot(machine, {
    kernel: kernelMain,
    modules,
    trace: (event) => trace.push(event),
    onPanic: (error) => (panic = error),
  });
  const { reason, status } = system.step(budget);
  if (shadow?.violation !== undefined) throw shadow.violation;
  return { output: Bytes.concat(...printed).toText(), status, reason, panic, trace };
}
