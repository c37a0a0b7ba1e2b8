/** Floating point does not depend on the translator: random programs in all states of FS, modes and flags, on awkward numbers. */
import { effectsOf, encode, instructions, type Instruction } from '@racho/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { F } from '../../hart/layout.ts';
import { coreOf, type Machine } from '../../machine.ts';
import { hartOf, machineFor } from '../../testing.ts';
import { doubles, singles } from '../../testing/numbers.ts';

const MODES = ['off', 'on', 'eager'] as const;
const LOOPS = 80;
const NUMBERS = 64;

const arithmetic = instructions.filter((row) => effectsOf(row).float && !effectsOf(row).touchesMemory);

/** Registers: few floating-point ones, so that results are operands again, and integers that may be any. */
const REGISTERS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  ...Object.fromEntries(['frd', 'frs1', 'frs2', 'frs3'].map((field) => [field, fc.integer({ min: 0, max: 5 })])),
  rd: fc.constantFrom(0, 11, 12, 13),
  rs1: fc.constantFrom(0, 11, 12, 13, 14),
  // Dynamic for the most part.
  rm: fc.oneof({ weight: 6, arbitrary: fc.constant(7) }, fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4)),
};

const wordOf = (row: Instruction): fc.Arbitrary<string> =>
  fc
    .record(Object.fromEntries(row.fields.map(({ name }) => [name, REGISTERS[name]!])))
    .map((operands) => `.word ${encode(row, operands)}`);

/** A reserved mode. */
const illegal = fc.constantFrom(5, 6).map((rm) => `.word ${0x02c5_8553 | (rm << 12)}`);

const register = fc.integer({ min: 0, max: 5 });
const offset = fc.integer({ min: -8, max: 40 }).map((n) => 4 * n);
const memory = fc
  .tuple(fc.constantFrom('flw', 'fsw', 'fld', 'fsd', 'fld', 'flw'), register, offset, fc.constantFrom('s0', 's0', 's2'))
  .map(([name, f, n, base]) => `${name} f${f}, ${n}(${base})`);

const state = fc.oneof(
  fc.constantFrom('fsflags zero', 'frflags a1', 'frcsr a2', 'fsflagsi 16', 'fsflagsi 1', 'fsflags a1'),
  fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5, 7).map((mode) => `fsrmi ${mode}`),
  // FS: off, initial, clean.
  fc.constantFrom(0, 0x2000, 0x4000).map((fs) => `li t1, 0x6000\n csrc mstatus, t1\n li t1, ${fs}\n csrs mstatus, t1`),
);
const family = (pattern: RegExp): fc.Arbitrary<string> =>
  fc.constantFrom(...arithmetic.filter(({ name }) => pattern.test(name))).chain(wordOf);
const line = (numbers: RegExp): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: family(numbers) },
    { weight: 2, arbitrary: family(/./) },
    { weight: 5, arbitrary: memory },
    { weight: 1, arbitrary: fc.oneof({ weight: 9, arbitrary: state }, illegal) },
    { weight: 1, arbitrary: fc.constantFrom('addi s0, s0, 8', 'addi s0, s0, 24', 'ld a4, 0(s0)', 'addi a4, a4, 1') },
  );

/** Lines with branches over some of them, and short loops backwards that end by a count. */
const body = fc.constantFrom(/\.s$|\.s\./, /\.d$|\.d\./, /./).chain((numbers) =>
  fc
    .array(fc.tuple(line(numbers), fc.constantFrom('', '', '', 'beq', 'bne', 'blt'), fc.integer({ min: 1, max: 5 })), {
      minLength: 4,
      maxLength: 30,
    })
    .map((rows) => {
      const lines = rows.flatMap(([text, branch, distance], i) => [
        `l${i}: ${text}`,
        ...(branch === '' ? [] : [`${branch} a1, a2, l${Math.min(i + distance, rows.length)}`]),
      ]);
      return [...lines, `l${rows.length}:`].join('\n ');
    }),
);

const program = (random: string, numbers: readonly bigint[], fcsr: number, rvc: string): string => `
  ${rvc}
  lla t0, trap
  csrw mtvec, t0
  li t0, 0x6000
  csrs mstatus, t0
  lla s0, numbers
  li s2, 0x80200ff0
${Array.from({ length: 6 }, (_, n) => ` fld f${n}, ${8 * n}(s0)`).join('\n')}
  csrwi fcsr, ${fcsr}
  li s1, ${LOOPS}
again:
  ${random}
  li t1, 4
  beqz t1, again
  lla t0, numbers
  sub t1, s0, t0
  addi t1, t1, -${8 * (NUMBERS - 8)}
  bltz t1, 1f
  mv s0, t0
1: addi s1, s1, -1
  bnez s1, again
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
.align 2
trap:
  # What is illegal is skipped; every fourth time floating point is made possible again.
  csrr t2, mepc
  addi s6, s6, 1
  lbu t1, 0(t2)
  andi t1, t1, 3
  addi t1, t1, -3
  addi t2, t2, 2
  bnez t1, 1f
  addi t2, t2, 2
1: csrw mepc, t2
  andi t2, s6, 3
  bnez t2, 1f
  li t2, 0x2000
  csrs mstatus, t2
  fsrmi 0
1: mret
.align 3
.fill 8, 8, 0
numbers:
${numbers.map((bits) => `.dword ${bits}`).join('\n')}
.fill 16, 8, 0
`;

const CSRS = ['mstatus', 'mepc', 'mcause', 'mtval', 'fcsr', 'minstret'];
const stateOf = (machine: Machine): unknown => {
  const hart = machine.hart(0);
  const { words } = hartOf(machine).csrs;
  return {
    pc: hart.pc,
    x: Array.from({ length: 32 }, (_, n) => hart.x(n)),
    f: Array.from({ length: 64 }, (_, n) => (words[(F >>> 2) + n]! >>> 0).toString(16)),
    csrs: CSRS.map((name) => hart.csr(name)),
    retired: hart.retired,
    data: Buffer.from(machine.readMemory(0x8000_0000, 0x1000)).toString('latin1'),
    more: Buffer.from(machine.readMemory(0x8020_0f00, 0x200)).toString('latin1'),
  };
};

test('the same states at the same counts, in every mode', () => {
  const numbers = fc.array(fc.oneof(doubles, singles), { minLength: NUMBERS, maxLength: NUMBERS });
  const steps = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 3, maxLength: 8 });
  let regions = 0;
  fc.assert(
    fc.property(
      body,
      numbers,
      fc.constantFrom(0, 1, 1, 1, 5),
      fc.constantFrom('', '.option rvc'),
      steps,
      (random, data, fcsr, rvc, budgets) => {
        const machines = MODES.map((jit) => machineFor(program(random, data, fcsr, rvc), { jit }));
        for (const budget of [...budgets, 1e5]) {
          const [first, ...others] = machines.map((machine) => ({
            result: machine.step(budget),
            state: stateOf(machine),
          }));
          for (const other of others) expect(other).toEqual(first);
        }
        for (const machine of machines) regions += coreOf(machine).translator?.compiled ?? 0;
      },
    ),
    { numRuns: 150 },
  );
  expect(regions).toBeGreaterThan(300);
});
