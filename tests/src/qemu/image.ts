/** Cases as a bootable image: the driver, a descriptor for each of them, and its code in a slot of its own. */
import { assemble } from '@racho/isa/assembler';
import type { Program } from '@racho/isa/assembler';
import { driver } from './driver.ts';
import * as layout from './layout.ts';
import type { GivenCsr } from './record.ts';
import { FLOATS, givenCsrs, REGISTERS, usualCsrs } from './record.ts';
import { hex } from './values.ts';

/** A word of memory that a case starts with, such as a page-table entry; it is reported at the end and cleared. */
export interface Poke {
  readonly address: number;
  readonly value: bigint;
}

export interface TestCase {
  /** Assembly lines. The case ends behind the last one. */
  readonly body: readonly string[];
  /** The virtual address at which it sees the first byte of RAM; the physical one unless given. */
  readonly window?: bigint;
  /** x1 … x31. */
  readonly registers: readonly bigint[];
  /** f0 … f31 and fcsr; zeros unless given. */
  readonly floats?: readonly bigint[];
  /** What is not given is as usual. It starts at the privilege in MPP of `mstatus`, with the interrupt enable in MPIE. */
  readonly csrs: Readonly<Partial<Record<GivenCsr, bigint>>>;
  readonly pokes: readonly Poke[];
}

export interface Image {
  readonly cases: readonly TestCase[];
  readonly program: Program;
  /** For 0x8000_0000; entered at the first byte. */
  readonly bytes: Uint8Array;
}

const dwords = (values: readonly (bigint | number | string)[]): string =>
  `  .dword ${values.map((value) => (typeof value === 'string' ? value : hex(value))).join(', ')}`;

const noFloats = new Array<bigint>(FLOATS).fill(0n);

function descriptor(testCase: TestCase, index: number): string {
  const { window = BigInt(layout.RAM), registers, floats = noFloats, csrs, pokes } = testCase;
  const slot = layout.slotAddress(index);
  const entry = BigInt.asUintN(64, window + BigInt(slot - layout.RAM));
  if (registers.length !== REGISTERS)
    throw new RangeError(`a case has ${REGISTERS} registers, not ${registers.length}`);
  return [
    dwords([entry, slot, `end_${index}`, pokes.length]),
    dwords(givenCsrs.map((name) => csrs[name] ?? usualCsrs[name] ?? 0n)),
    dwords(registers),
    dwords(floats),
    ...(pokes.length > 0 ? [dwords(pokes.flatMap(({ address, value }) => [address, value]))] : []),
  ].join('\n');
}

function code({ body }: TestCase, index: number): string {
  const lines = ['  .option rvc', ...body.map((line) => `  ${line}`), '  .option norvc'];
  return [`  .section .slot_${index}, "ax"`, `case_${index}:`, ...lines, `end_${index}:`, '  ecall'].join('\n');
}

/** Assembles the image. Throws `AsmError` where a case is no valid source, `IsaError` where one is too large for its slot. */
export function buildImage(cases: readonly TestCase[]): Image {
  const descriptors = ['  .section .descriptors, "a"', ...cases.map(descriptor), dwords([0])];
  const program = assemble([driver, ...descriptors, ...cases.map(code)].join('\n'), {
    file: 'qemu-oracle.s',
    base: BigInt(layout.RAM),
    sections: {
      '.descriptors': { address: BigInt(layout.DESCRIPTORS) },
      ...Object.fromEntries(cases.map((_, i) => [`.slot_${i}`, { address: BigInt(layout.slotAddress(i)) }])),
    },
  });
  const bytes = new Uint8Array(layout.slotAddress(cases.length) - layout.RAM);
  for (const section of program.sections) bytes.set(section.bytes, Number(section.address) - layout.RAM);
  return { cases, program, bytes };
}
