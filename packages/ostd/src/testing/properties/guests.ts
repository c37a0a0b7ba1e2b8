/** Hostile guests: U-mode programs of instructions that try what users may not do, and of words that may be no instructions. */
import { assemble } from '@racho/isa/assembler';
import fc from 'fast-check';
import { Bytes } from '@racho/bytes';

/** What a0 and a1 are, the kernel sets; here they are addresses, values for CSRs, or both. */
const lines = [
  ...['ecall', 'ebreak', 'sret', 'mret', 'wfi', 'fence.i', 'sfence.vma', 'sfence.vma a0, a1'],
  ...[
    'csrr a2, sstatus',
    'csrw sstatus, a1',
    'csrs sstatus, a1',
    'csrw satp, a1',
    'csrw stvec, a0',
    'csrw sscratch, a0',
  ],
  ...['csrw sepc, a0', 'csrw sie, a1', 'csrr a2, satp', 'csrw mstatus, a1', 'csrw medeleg, a1', 'csrw pmpcfg0, a1'],
  ...['csrr a2, cycle', 'csrr a2, time', 'csrw fcsr, a1', 'fadd.d f1, f2, f3', 'fmv.d.x f4, a1'],
  ...['ld a2, 0(a0)', 'sd a1, 0(a0)', 'jr a0', 'jalr a2, 0(a0)', 'amoadd.d a2, a1, (a0)', 'lr.d a2, (a0)'],
  ...['sc.d a2, a1, (a0)', 'add a0, a0, a1', 'mv sp, a0', 'mv tp, a1', 'slli a1, a1, 1', 'li a7, 93', 'xor ra, ra, a0'],
] as const;

/** The custom-0 opcode, by which S-mode code calls its supervisor. */
const GATE = 0x0b;

const encoded = lines.map((line) => {
  const { sections } = assemble(`.option norvc\n${line}`, { base: 0n });
  return Bytes.from(sections[0]!.bytes).u32(0);
});

const instruction: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...encoded) },
  { weight: 1, arbitrary: fc.nat(0xfff).map((bits) => bits * 2 ** 20 + GATE) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
);

/** The words of a program. Behind them are zeros, which are no instruction. */
export const guest: fc.Arbitrary<readonly number[]> = fc.array(instruction, { minLength: 1, maxLength: 12 });

export function codeOf(words: readonly number[]): Bytes {
  const code = Bytes.alloc(4096);
  words.forEach((word, i) => code.setU32(4 * i, word));
  return code;
}
