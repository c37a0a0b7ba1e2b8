/** Our floating-point arithmetic against QEMU's: one program runs every instruction of F and D on many operands in all modes. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assemble } from './assembler.ts';
import { effectsOf } from './effects.ts';
import { encode } from './encoding.ts';
import { disassemble } from './disassembler.ts';
import { execute } from './evaluator.ts';
import type { Memory } from './evaluator.ts';
import type { Instruction } from './instruction.ts';
import { instructions } from './table.ts';

const TUPLES = 300;
const modes = [0, 1, 2, 3, 4];
/** What stands in `rm` for the mode of `frm`. */
const DYN = 7;
const box = 0xffff_ffff_0000_0000n;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'racho-float-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A repeatable sequence of 64-bit numbers (xorshift64). */
function* numbers(seed: bigint): Generator<bigint, never> {
  for (let state = seed; ;) {
    state ^= BigInt.asUintN(64, state << 13n);
    state ^= state >> 7n;
    state ^= BigInt.asUintN(64, state << 17n);
    yield state;
  }
}
const random = numbers(0x9e37_79b9_7f4a_7c15n);
const below = (count: number): number => Number(random.next().value % BigInt(count));
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

/** A number of a format, often one where something happens: special values, powers of two and their neighbours. */
function operand(width: bigint, fraction: bigint): bigint {
  const any = BigInt.asUintN(Number(width), random.next().value);
  const sign = (any & 1n) << (width - 1n);
  const top = (1n << (width - 1n - fraction)) - 1n;
  const bias = top >> 1n;
  const last = (1n << fraction) - 1n;
  const of = (exponent: bigint, trailing: bigint): bigint => sign | (exponent << fraction) | (trailing & last);
  const near = (): bigint => bias + BigInt(below(140) - 70);
  const trailing = pick([0n, 1n, last, last - 1n, 1n << (fraction - 1n), (1n << (fraction - 1n)) + 1n, any >> 8n]);
  switch (below(8)) {
    case 0:
      return any;
    case 1:
      return of(0n, pick([0n, 0n, trailing]));
    case 2:
      return of(top, pick([0n, 0n, 1n, 1n << (fraction - 1n), any >> 8n]));
    case 3:
      return of(pick([1n, 2n, fraction, top - 1n, top - 2n, top - fraction]), trailing);
    case 4:
      // An integer and a half, to be converted.
      return of(bias + BigInt(below(66)), any << pick([0n, fraction - 8n, fraction - 30n > 0n ? fraction - 30n : 0n]));
    default:
      return of(near(), trailing);
  }
}

type Tuple = readonly [bigint, bigint, bigint];

function tuple(row: Instruction): Tuple {
  const single = row.name.includes('.s') || row.name.endsWith('.w');
  const one = (): bigint => {
    if (row.name === 'fcvt.s.d' || !single) return operand(64n, 52n);
    // Now and then a double where a single should be, which is not NaN-boxed.
    return below(20) === 0 ? operand(64n, 52n) : box | operand(32n, 23n);
  };
  const [a, b, c] = [one(), one(), one()];
  // Integers, of which many convert exactly or to ties.
  if (effectsOf(row).reads.includes('rs1'))
    return [BigInt.asUintN(64, BigInt.asIntN(64, a) >> BigInt(below(64))), 0n, 0n];
  return [a, below(6) === 0 ? a : b, below(6) === 0 ? a : c];
}

/** One instruction of the program, in one mode. */
interface Variant {
  readonly word: number;
  /** `fcsr` before it. */
  readonly fcsr: number;
}

function variantsOf(row: Instruction): readonly Variant[] {
  const registers: Readonly<Record<string, number>> = { rd: 10, frd: 10, rs1: 11, frs1: 11, frs2: 12, frs3: 13 };
  const wordWith = (rm: number): number =>
    encode(row, Object.fromEntries(row.fields.map(({ name }) => [name, name === 'rm' ? rm : registers[name]!])));
  if (!row.fields.some(({ name }) => name === 'rm')) return [{ word: wordWith(0), fcsr: pick(modes) << 5 }];
  return modes.flatMap((mode) => [
    { word: wordWith(DYN), fcsr: mode << 5 },
    // Its own mode wins, and flags that are set stay.
    { word: wordWith(mode), fcsr: (((mode + 1) % 5) << 5) | below(32) },
  ]);
}

/** Runs the variants on each operand tuple; writes fa0, a0 and fcsr after each. */
const code = (variants: readonly Variant[], index: number): string => `
        la s0, operands${index}
        la s2, results
        li s1, ${TUPLES}
${index}:      fld fa1, 0(s0)
        fld fa2, 8(s0)
        fld fa3, 16(s0)
        ld a1, 0(s0)
${variants
  .map(
    ({ word, fcsr }, variant) => `
        li t0, ${fcsr}
        fscsr t0
        fmv.d.x fa0, zero
        li a0, 0
        .word ${word}
        frcsr t1
        fsd fa0, ${variant * 24}(s2)
        sd a0, ${variant * 24 + 8}(s2)
        sd t1, ${variant * 24 + 16}(s2)`,
  )
  .join('\n')}
        addi s2, s2, ${variants.length * 24}
        addi s0, s0, 24
        addi s1, s1, -1
        bnez s1, ${index}b
        la a1, results
        sub a2, s2, a1
        call write`;

const write = `
write:  li a0, 1
        li a7, 64
        ecall
        blt a0, zero, fail
        add a1, a1, a0
        sub a2, a2, a0
        bnez a2, write
        ret
fail:   li a0, 1
        li a7, 93
        ecall`;

const base = 0x10_0000n;

/** A static Linux executable: a header and one segment that may be read, written and executed. */
function executable(source: string): Uint8Array {
  const { sections } = assemble(source, { base });
  const size = Math.max(...sections.map(({ address, bytes }) => Number(address - base) + bytes.length));
  const headers = 0x1000;
  const file = new Uint8Array(headers + size);
  for (const { address, bytes } of sections) file.set(bytes, headers + Number(address - base));
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true); // ET_EXEC
  view.setUint16(18, 243, true); // EM_RISCV
  view.setUint32(20, 1, true);
  view.setBigUint64(24, base, true);
  view.setBigUint64(32, 64n, true);
  view.setUint32(48, 5, true); // double-float ABI, RVC
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true); // PT_LOAD
  view.setUint32(68, 7, true);
  view.setBigUint64(72, BigInt(headers), true);
  for (const field of [80, 88]) view.setBigUint64(field, base, true);
  for (const field of [96, 104]) view.setBigUint64(field, BigInt(size), true);
  view.setBigUint64(112, 0x1000n, true);
  return file;
}

const noMemory: Memory = { load: () => 0n, store: () => undefined };
const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** The three numbers that the program writes, as we have them. */
function ours({ word, fcsr }: Variant, [a, b, c]: Tuple): string {
  const zeros = Array.from({ length: 32 }, () => 0n);
  const outcome = execute(word, {
    ...{ pc: 0n, x: zeros.with(11, a), memory: noMemory },
    float: { f: zeros.with(11, a).with(12, b).with(13, c), fcsr },
  });
  if (outcome.kind !== 'retired') return outcome.kind;
  return [outcome.float!.f[10]!, outcome.x[10]!, BigInt(outcome.float!.fcsr)].map(hex).join(' ');
}

test('every instruction gives the result and the flags that QEMU gives', () => {
  const rows = instructions.filter((row) => effectsOf(row).float && !effectsOf(row).touchesMemory);
  expect(rows.length).toBe(58);
  const cases = rows.map((row) => ({
    variants: variantsOf(row),
    tuples: Array.from({ length: TUPLES }, () => tuple(row)),
  }));
  const source = [
    '_start:',
    ...cases.map(({ variants }, index) => code(variants, index)),
    '        li a0, 0\n        li a7, 93\n        ecall',
    write,
    '        .data\n        .balign 8',
    ...cases.map(
      ({ tuples }, index) => `operands${index}:\n${tuples.map((t) => `.dword ${t.map(hex).join(', ')}`).join('\n')}`,
    ),
    `results: .zero ${TUPLES * 10 * 24}`,
  ].join('\n');
  const program = join(folder, 'float');
  writeFileSync(program, executable(source));
  chmodSync(program, 0o755);
  const output = execFileSync('qemu-riscv64', [program], { maxBuffer: 2 ** 28 });
  const theirs = new DataView(output.buffer, output.byteOffset, output.byteLength);
  const differences: string[] = [];
  let offset = 0;
  for (const { variants, tuples } of cases) {
    for (const operands of tuples) {
      for (const variant of variants) {
        const wanted = [0, 8, 16].map((at) => hex(theirs.getBigUint64(offset + at, true))).join(' ');
        offset += 24;
        const got = ours(variant, operands);
        if (got === wanted) continue;
        const instruction = `${disassemble(variant.word)} with ${operands.map(hex).join(' ')}, fcsr ${variant.fcsr}`;
        if (differences.length < 20) differences.push(`${instruction}: ours ${got}, QEMU's ${wanted}`);
      }
    }
  }
  expect(offset).toBe(output.length);
  expect(differences).toEqual([]);
});
