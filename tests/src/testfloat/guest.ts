/** The program on the machine that does an operation on all records, and says how many did not give what was expected. */
import { assemble } from '@racho/isa/assembler';
import { Machine } from '@racho/machine';
import { RECORD_BYTES } from './vectors.ts';

/** Where a raw image starts without firmware, and where the records lie behind its code. */
const CODE = 0x8000_0000;
const RECORDS = CODE + 4096;

/** An instruction as the guest executes it. */
export interface Work {
  /** From f1 … f3, or t0 for an integer, to f0, or t0 for an integer. */
  readonly code: string;
  readonly toInteger: boolean;
  readonly mode: number;
}

/** What came of it. */
export interface Outcome {
  readonly records: number;
  readonly wrong: number;
  /** The first record that was wrong, with what came out: a sentence for people. */
  readonly first?: string;
}

const program = ({ code, toInteger, mode }: Work, end: number): string => `
    li    t0, 0x6000            # mstatus.FS
    csrs  mstatus, t0
    fsrmi ${mode}
    li    s0, ${RECORDS}
    li    s1, ${end}
  each:
    fld   f1, 0(s0)
    fld   f2, 8(s0)
    fld   f3, 16(s0)
    ld    t0, 0(s0)
    ld    s2, 24(s0)
    ld    s3, 32(s0)
    fsflagsi 0
    ${code}
    frflags t1
    ${toInteger ? '' : 'fmv.x.d t0, f0'}
    bne   t0, s2, wrong
    bne   t1, s3, wrong
  next:
    addi  s0, s0, ${RECORD_BYTES}
    bltu  s0, s1, each
    li    t6, 0x100000          # the test finisher: pass
    li    t5, 0x5555
    sw    t5, 0(t6)
  wrong:
    bnez  a0, again
    mv    a1, s0
    mv    a2, t0
    mv    a3, t1
  again:
    addi  a0, a0, 1
    j     next
`;

/** Runs `work` on `records` (of which there is at least one). */
export function check(work: Work, records: Uint8Array): Outcome {
  const count = records.length / RECORD_BYTES;
  const { sections } = assemble(program(work, RECORDS + records.length), { base: BigInt(CODE) });
  const kernel = new Uint8Array(RECORDS - CODE + records.length);
  kernel.set(sections[0]!.bytes);
  kernel.set(records, RECORDS - CODE);
  const memory = Math.ceil(kernel.length / 2 ** 20 + 8) * 2 ** 20;
  const machine = new Machine({ bios: 'none', kernel, memory, clock: 'deterministic' });
  const { reason } = machine.step(100 + 40 * count);
  const { x } = machine.hart(0);
  if (reason !== 'halt') throw new Error(`the guest did not end: ${reason} at pc ${machine.hart(0).pc.toString(16)}`);
  const wrong = Number(x(10));
  if (wrong === 0) return { records: count, wrong };
  const at = Number(x(11)) - RECORDS;
  const view = new DataView(records.buffer, records.byteOffset + at, RECORD_BYTES);
  const [a, b, c, result, flags] = [0, 8, 16, 24, 32].map((offset) => view.getBigUint64(offset, true).toString(16));
  const got = `${x(12).toString(16)} flags ${x(13).toString(16)}`;
  return { records: count, wrong, first: `${a} ${b} ${c}: ${got} instead of ${result} flags ${flags}` };
}
