/** What a guest computes does not depend on the translator: random programs run without it, with it, and translated at once. */
import { instructions } from '@racho/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coreOf, type Machine } from '../machine.ts';
import { machineFor, MEMORY_MODES } from '../testing.ts';

const MODES = ['off', 'on', 'eager'] as const;
const LOOPS = 90;

/** Registers that the random part may write, and those that it may read besides: pointers to data and to code. */
const WRITABLE = ['a1', 'a2', 'a3', 'a4', 'a5', 't0', 't1', 'ra'];
const READABLE = [...WRITABLE, 's0', 'zero'];

const namesOf = (syntax: string, statement = 'set'): string[] =>
  instructions
    .filter((row) => row.syntax === syntax && row.semantics.every(({ kind }) => kind === statement))
    .map(({ name }) => name);

const rd = fc.constantFrom(...WRITABLE, 'zero');
const rs = fc.constantFrom(...READABLE);
const size = fc.constantFrom('w', 'd');
const place = fc.constantFrom('s0', 's4');
const near = fc.integer({ min: -2048, max: 2047 });
/** Mostly where pages meet, and naturally aligned more often than not. */
const offset = fc.oneof(
  fc.integer({ min: -64, max: 64 }),
  fc.integer({ min: -8, max: 8 }).map((n) => 8 * n),
  near,
);

const line: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...namesOf('rd, rs1, rs2')), rd, rs, rs)
      .map(([op, d, a, b]) => `${op} ${d}, ${a}, ${b}`),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...namesOf('rd, rs1, imm')), rd, rs, near)
      .map(([op, d, a, n]) => `${op} ${d}, ${a}, ${n}`),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...namesOf('rd, imm(rs1)', 'load')), rd, offset)
      .map(([op, d, n]) => `${op} ${d}, ${n}(s0)`),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...namesOf('rs2, imm(rs1)', 'store')), rs, offset)
      .map(([op, d, n]) => `${op} ${d}, ${n}(s0)`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('amoadd.w', 'amoswap.d', 'amomax.d'), rd, rs)
      .map(([op, d, b]) => `${op} ${d}, ${b}, (s0)`),
  },
  { weight: 1, arbitrary: fc.tuple(size, rd, place).map(([n, d, a]) => `lr.${n} ${d}, (${a})`) },
  { weight: 1, arbitrary: fc.tuple(size, rd, rs, place).map(([n, d, b, a]) => `sc.${n} ${d}, ${b}, (${a})`) },
  { weight: 1, arbitrary: fc.tuple(rd, rs).map(([d, b]) => `lr.d ${d}, (s4)\n sc.d ${d}, ${b}, (s4)`) },
  // Pointers that wander over page boundaries, off their alignment, and out of memory.
  { weight: 2, arbitrary: fc.constantFrom(8, -8, 64, 1000, 3).map((n) => `addi s0, s0, ${n}`) },
  { weight: 1, arbitrary: fc.tuple(rd, rs).map(([d, a]) => `ld ${d}, 0(${a})`) },
  { weight: 1, arbitrary: fc.tuple(rs, rs).map(([d, a]) => `sd ${d}, 0(${a})`) },
  // A word of the patched place is replaced by another instruction.
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map((n) => `lw t1, ${4 * n}(s3)\n sw t1, 0(s2)`) },
  {
    weight: 2,
    arbitrary: fc.tuple(rd, fc.constantFrom('instret', 'time', 'cycle')).map(([d, csr]) => `rd${csr} ${d}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('ecall', '.word 0', 'fence.i', 'ebreak', 'csrr a1, mepc') },
  { weight: 2, arbitrary: fc.constantFrom('call leaf', 'jalr ra, 0(s5)', 'call twice') },
  { weight: 1, arbitrary: fc.constant('patched:') },
);

/** Lines with branches over some of them, forwards, and short loops backwards. */
const body = fc
  .array(
    fc.tuple(
      line,
      fc.constantFrom('', '', '', 'beq', 'bne', 'blt', 'bgeu', 'j'),
      rs,
      rs,
      fc.integer({ min: 1, max: 5 }),
    ),
    {
      minLength: 5,
      maxLength: 40,
    },
  )
  .map((rows) => {
    const lines = rows.flatMap(([text, branch, a, b, distance], i) => {
      const target = `l${Math.min(i + distance, rows.length)}`;
      const jump = branch === '' ? [] : [branch === 'j' ? `j ${target}` : `${branch} ${a}, ${b}, ${target}`];
      return [`l${i}:`, ...(text === 'patched:' ? [] : [text]), ...jump];
    });
    return [...lines, `l${rows.length}:`].join('\n ');
  });

interface Surroundings {
  readonly period: number;
  readonly rvc: '' | '.option rvc';
  readonly memoryMode: keyof typeof MEMORY_MODES;
}

const program = (random: string, { period, rvc, memoryMode }: Surroundings): string => `
  ${rvc}
  ${MEMORY_MODES[memoryMode]}
  lla t0, trap
  csrw mtvec, t0
  li s0, 0x80200ff0
  li s4, 0x80200100
  lla s2, patch
  lla s3, words
  lla s5, leaf
  lla sp, frames
  li s1, ${LOOPS}
  call timer
  li t0, 0x80
  csrw mie, t0
  csrsi mstatus, 8
again:
patch: addi a1, a1, 1
  ${random}
  li t0, 0x80200ff0
  xor t1, s0, t0
  srli t1, t1, 14
  beqz t1, 1f
  mv s0, t0
1: addi s1, s1, -1
  bnez s1, again
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
leaf:
  addi a2, a2, 3
  ret
twice:
  addi sp, sp, -16
  sd ra, 8(sp)
  call leaf
  call leaf
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
timer:
  li t0, 0x200bff8
  ld t0, 0(t0)
  addi t0, t0, ${period}
  li t1, 0x2004000
  sd t0, 0(t1)
  ret
.align 2
trap:
  csrw mscratch, t2
  csrr t2, mcause
  bltz t2, 2f
  csrr t2, mepc
  lbu t2, 0(t2)
  andi t2, t2, 3
  addi t2, t2, -3
  beqz t2, 1f
  csrr t2, mepc
  addi t2, t2, 2
  csrw mepc, t2
  csrr t2, mscratch
  mret
1: csrr t2, mepc
  addi t2, t2, 4
  csrw mepc, t2
  csrr t2, mscratch
  mret
2: addi s6, s6, 1
  sd t0, -8(sp)
  sd t1, -16(sp)
  sd ra, -24(sp)
  call timer
  ld t0, -8(sp)
  ld t1, -16(sp)
  ld ra, -24(sp)
  csrr t2, mscratch
  mret
.align 3
words:
  addi a1, a1, 5
  xor a2, a2, a1
  addi s6, s6, 100
  .word 0
.fill 64, 8, 0
frames:
.fill 4, 8, 0
`;

const CSRS = ['mstatus', 'mepc', 'mcause', 'mtval', 'mip', 'minstret'];
const stateOf = (machine: Machine): unknown => {
  const hart = machine.hart(0);
  return {
    pc: hart.pc,
    x: Array.from({ length: 32 }, (_, n) => hart.x(n)),
    csrs: CSRS.map((name) => hart.csr(name)),
    retired: hart.retired,
    data: Buffer.from(machine.readMemory(0x8020_0000, 0x3000)).toString('latin1'),
    code: Buffer.from(machine.readMemory(0x8000_0000, 0x1000)).toString('latin1'),
  };
};

test('the same states at the same counts, in every mode', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 3, maxLength: 8 });
  const translated = { regions: 0, dropped: 0 };
  fc.assert(
    fc.property(
      body,
      fc.record<Surroundings>({
        period: fc.integer({ min: 3, max: 200 }),
        rvc: fc.constantFrom('', '.option rvc'),
        memoryMode: fc.constantFrom('flat', 'paged'),
      }),
      steps,
      (random, surroundings, budgets) => {
        const machines = MODES.map((jit) => machineFor(program(random, surroundings), { jit }));
        for (const budget of [...budgets, 1e6]) {
          const [first, ...others] = machines.map((machine) => ({
            result: machine.step(budget),
            state: stateOf(machine),
          }));
          for (const other of others) expect(other).toEqual(first);
        }
        for (const machine of machines) {
          expect(coreOf(machine).harts[0]!.mmu.flat).toBe(surroundings.memoryMode === 'flat');
          translated.regions += coreOf(machine).translator?.compiled ?? 0;
          translated.dropped += coreOf(machine).translator?.translations.dropped ?? 0;
        }
      },
    ),
    { numRuns: 60 },
  );
  // It was compared with translated code indeed, and some of that was changed under it.
  expect(translated.regions).toBeGreaterThan(100);
  expect(translated.dropped).toBeGreaterThan(10);
}, 600_000); // beside other suites it takes minutes
