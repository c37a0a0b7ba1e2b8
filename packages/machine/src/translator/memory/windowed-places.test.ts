/** Code that was translated for windows does what the interpreter does when pages of its window go, change, or hold code. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coreOf, type Machine } from '../../machine.ts';
import { hartOf, machineFor, PASS } from '../../testing.ts';
import { Access } from '../../hart/page-walk.ts';

/** Rounds over the window: enough for the translator to be asked twice. */
const ROUNDS = 40;
const PAGES = 16;

/**
 * Runs `user` in U-mode, from 0x10000 on, with PAGES pages from 0x20000 (in `s0`; their end in `s1`) that lie in RAM one behind the other
 * from 0x80400000 on; behind them, in both, a page of code; and one page far off at 0x100000 (in `s2`). At its first ECALL `change`
 * is done in M-mode, which finds the entries of the pages at `a6`; at the second one it ends. An access that faults is passed over, and worth a
 * million in `s3`.
 */
const program = (user: string, change: string): string => `
  lla t0, trap
  csrw mtvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  lla t0, root
  lla t1, middle
  call link
  lla t0, middle
  lla t1, leaves
  call link
  lla a6, leaves
  addi a6, a6, 0x100
  # Code, then data, then a page of code behind it, then one that is far off.
  lla t0, user
  li t1, 0xdf
  li t2, 0x80
  li t3, 1
  call map
  li t0, 0x80400000
  li t1, 0xd7
  li t2, 0x100
  li t3, ${PAGES}
  call map
  li t0, ${0x8040_0000 + PAGES * 4096}
  li t1, 0xdf
  li t3, 1
  call map
  li t0, 0x80700000
  li t1, 0xd7
  li t2, 0x800
  li t3, 1
  call map
  # A function that adds s5 to a0.
  li t0, ${0x8040_0000 + PAGES * 4096}
  lla t1, adds
  lw t2, 0(t1)
  sw t2, 0(t0)
  lw t2, 4(t1)
  sw t2, 4(t0)
  fence.i
  lla t0, root
  srli t0, t0, 12
  li t1, 0x8000000000000000
  or t0, t0, t1
  csrw satp, t0
  sfence.vma
  li t0, 0x10000
  csrw mepc, t0
  li s0, 0x20000
  li s1, ${0x2_0000 + PAGES * 4096}
  li s2, 0x100000
  li s5, 1
  mret
link:
  srli t1, t1, 2
  ori t1, t1, 1
  sd t1, 0(t0)
  ret
map:
  # t3 pages from t0 on with the flags t1, by the entry at offset t2 and those behind it.
  lla t4, leaves
  add t4, t4, t2
1: srli t5, t0, 2
  or t5, t5, t1
  sd t5, 0(t4)
  addi t4, t4, 8
  addi t2, t2, 8
  li t5, 4096
  add t0, t0, t5
  addi t3, t3, -1
  bnez t3, 1b
  ret
  .balign 4
trap:
  csrw mscratch, t0
  csrr t0, mcause
  addi t0, t0, -8
  beqz t0, call
  li t0, 1000000
  add s3, s3, t0
  j back
call:
  bnez s4, end
  li s4, 1
  ${change}
back:
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  csrr t0, mscratch
  mret
end:
  ${PASS}
  .balign 4
adds:
  .word 0x01550533
  .word 0x00008067
.align 12
user:
  .option norvc
  ${user}
  ecall
  ${user}
  ecall
.align 12
root: .fill 512, 8, 0
middle: .fill 512, 8, 0
leaves: .fill 512, 8, 0
`;

/** Reads, adds, and writes all over the window, by way of more registers than the host has. */
const SWEEP = `
  li s6, ${ROUNDS}
1: mv t0, s0
2: ld t1, 0(t0)
  add a0, a0, t1
  add a1, a1, a0
  add a2, a2, a1
  xor a3, a3, a2
  sd a0, 8(t0)
  addi t0, t0, 64
  bltu t0, s1, 2b
  addi s6, s6, -1
  add a4, a4, a3
  add a5, a5, a4
  bnez s6, 1b
`;

/** Touches each page, so that there is a window. */
const TOUCH = `
  mv t0, s0
  li t1, 4096
3: sd zero, 0(t0)
  add t0, t0, t1
  blt t0, s1, 3b
`;

/** Calls the code behind the window, writes over all of the window and over that code, and calls it again. */
const PATCH = `
  li s6, ${ROUNDS}
1: li s7, 100
2: jalr ra, 0(s1)
  addi s7, s7, -1
  bnez s7, 2b
  mv t0, s0
3: lw t1, 0(t0)
  add a1, a1, t1
  sw t1, 0(t0)
  addi t0, t0, 4
  addi t2, t0, -4
  ble t2, s1, 3b
  fence.i
  # ADD a0, a0, s5 becomes SUB, and the other way.
  lw t1, 0(s1)
  li t2, 0x40000000
  xor t1, t1, t2
  sw t1, 0(s1)
  fence.i
  addi s6, s6, -1
  bnez s6, 1b
`;

/** Reads and writes around the end of the window, in pieces that straddle its end. */
const EDGE = `${TOUCH}  li s6, 8000
1: ld t1, -8(s1)
  addi a0, a0, 1
  sd a0, -8(s1)
  lw t1, -2(s1)
  add a0, a0, t1
  addi s6, s6, -1
  bnez s6, 1b
`;

/** One instruction that goes to the window, and to the page far off, in turns. */
const STRAY = `${TOUCH}  li s6, 12000
1: andi t0, s6, 1
  neg t0, t0
  sub t1, s2, s0
  and t1, t1, t0
  add t1, t1, s0
  ld t2, 0(t1)
  addi t2, t2, 3
  sd t2, 0(t1)
  add a0, a0, t2
  addi s6, s6, -1
  bnez s6, 1b
`;

const FENCE = 'li t0, 0x25000\n sfence.vma t0\n';
const changes: readonly (readonly [name: string, user: string, change: string])[] = [
  ['nothing happens', SWEEP, ''],
  ['a page is unmapped', SWEEP, `sd zero, 40(a6)\n ${FENCE}`],
  ['a page loses its right to be written', SWEEP, `ld t0, 40(a6)\n andi t0, t0, ~4\n sd t0, 40(a6)\n ${FENCE}`],
  ['a page is mapped elsewhere', SWEEP, `li t0, ${(0x8060_0000 >>> 2) | 0xd7}\n sd t0, 40(a6)\n ${FENCE}`],
  ['two pages change places', SWEEP, 'ld t0, 40(a6)\n ld t6, 48(a6)\n sd t6, 40(a6)\n sd t0, 48(a6)\n sfence.vma\n'],
  ['all of it is denied to users', SWEEP, `ld t0, 40(a6)\n andi t0, t0, ~16\n sd t0, 40(a6)\n sfence.vma\n`],
  ['code in it is written', PATCH, ''],
  ['code in it is written, and unmapped', PATCH, `sd zero, 40(a6)\n ${FENCE}`],
  ['its end is straddled', EDGE, ''],
  ['accesses stray from it', STRAY, ''],
];

const stateOf = (machine: Machine): unknown => {
  const { retired, pc, x } = machine.hart(0);
  return { retired, pc, registers: Array.from({ length: 32 }, (_, n) => x(n)) };
};

describe.each(changes)('%s', (_, user, change) => {
  test('in all ways of executing alike', () => {
    const machines = (['off', 'on', 'eager'] as const).map((jit) => machineFor(program(user, change), { jit }));
    for (const machine of machines) expect(machine.step(20_000_000)).toMatchObject({ reason: 'halt', status: 0 });
    const [off, ...translated] = machines;
    for (const machine of translated) {
      expect(stateOf(machine)).toEqual(stateOf(off!));
      expect(Buffer.compare(machine.snapshot(), off!.snapshot())).toBe(0);
      expect(coreOf(machine).translator!.translations.made('windowed')).toBeGreaterThan(0);
    }
  });
});

test('equal wherever a run is cut', () => {
  const [, sweep, unmapped] = changes[1]!;
  const modes = ['off', 'on', 'eager'] as const;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 30, maxLength: 60 }), (budgets) => {
      const machines = modes.map((jit) => machineFor(program(`${TOUCH}${sweep}`, unmapped), { jit }));
      // First all that becomes hot does so.
      for (const budget of [60_000, ...budgets, 300_000, ...budgets]) {
        const states = machines.map((machine) => [machine.step(budget), stateOf(machine)]);
        for (const state of states) expect(state).toEqual(states[0]);
      }
    }),
    { numRuns: 5 },
  );
});

/** An instruction of a random loop: arithmetic, and accesses in and around the window and the page far off, of which some fault. */
const registers = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 't1', 't2', 't3', 't4', 't5', 'sp'] as const;
const register = fc.constantFrom(...registers);
const offset = fc.oneof(fc.integer({ min: -16, max: 16 }), fc.integer({ min: -2048, max: 2047 }));
const memoryOp = fc.constantFrom('ld', 'lw', 'lhu', 'lb', 'sd', 'sw', 'sh', 'sb');
const randomOp = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('add', 'sub', 'xor', 'mul', 'addw', 'sltu', 'srl', 'mulhu'), register, register, register)
      .map(([name, ...operands]) => `${name} ${operands.join(', ')}`),
  },
  // A pointer that steps, and one that jumps about.
  {
    weight: 2,
    arbitrary: fc.tuple(memoryOp, register, offset).map(([op, x, at]) => `${op} ${x}, ${at}(s9)\n addi s9, s9, 24`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(memoryOp, register, register, offset, fc.constantFrom('s0', 's0', 's0', 's2'))
      .map(([op, x, index, at, base]) => `and t0, ${index}, s8\n add t0, t0, ${base}\n ${op} ${x}, ${at}(t0)`),
  },
  // Pointers beyond the half of the addresses that is the user's, canonical or not: the window compares all 64 bits.
  {
    weight: 1,
    arbitrary: fc
      .tuple(memoryOp, register, fc.integer({ min: 31, max: 63 }), fc.constantFrom('add', 'sub'))
      .map(([op, x, bit, by]) => `li t0, 1\n slli t0, t0, ${bit}\n ${by} t0, s0, t0\n ${op} ${x}, 8(t0)`),
  },
  // A reservation, mostly aligned, and what may break it before it is used.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.tuple(register, fc.constantFrom('s0', 's0', 's2'), fc.constantFrom(-8, -8, -8, -1)),
        fc.constantFrom('', '', 'sd a1, 0(t0)', 'sb a2, 3(t0)', 'amoadd.d a3, a4, (t0)', 'addi t0, t0, 8'),
        fc.tuple(fc.constantFrom('w', 'd', 'd'), fc.constantFrom('w', 'd', 'd'), register, register),
      )
      .map(([[index, base, align], between, [first, second, x, y]]) => {
        const pointer = `and t0, ${index}, s8\n add t0, t0, ${base}\n andi t0, t0, ${align}`;
        return `${pointer}\n lr.${first} ${x}, (t0)\n ${between}\n sc.${second} ${y}, ${x}, (t0)`;
      }),
  },
  {
    weight: 1,
    arbitrary: register.map((x) => `li t0, 0x80\n and t0, t0, ${x}\n beqz t0, 7f\n addi ${x}, ${x}, 5\n 7:`),
  },
);
const randomOps = fc.array(randomOp, { minLength: 1, maxLength: 10 }).map((ops) => ops.join('\n'));
const randomUser = fc.tuple(randomOps, randomOps, randomOps, fc.integer({ min: 1, max: 60 })).map(
  ([before, inner, behind, rounds]) => `${TOUCH}
      li s8, 0xffff
      li s6, 200
    1: mv s9, s0
      ${before}
      li s7, ${rounds}
    2: ${inner}
      addi s7, s7, -1
      bnez s7, 2b
      ${behind}
      addi s6, s6, -1
      bnez s6, 1b`,
);

test('random loops end alike, wherever they are cut', () => {
  let windowed = 0;
  const budgets = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 5, maxLength: 15 });
  fc.assert(
    fc.property(
      randomUser,
      fc.constantFrom(...changes.map(([, , change]) => change)),
      budgets,
      (user, change, cuts) => {
        const machines = (['off', 'on', 'eager'] as const).map((jit) => machineFor(program(user, change), { jit }));
        for (const budget of [30_000, ...cuts, 100_000, ...cuts, 2_000_000]) {
          const states = machines.map((machine) => [machine.step(budget), stateOf(machine)]);
          for (const state of states) expect(state).toEqual(states[0]);
        }
        const [off, ...translated] = machines;
        for (const machine of translated) {
          expect(Buffer.compare(machine.snapshot(), off!.snapshot())).toBe(0);
          windowed += coreOf(machine).translator!.translations.made('windowed');
        }
      },
    ),
    { numRuns: 30 },
  );
  expect(windowed).toBeGreaterThan(100);
});

test('a window is what was used of the pages', () => {
  const machine = machineFor(program(SWEEP, ''), { jit: 'on' });
  machine.step(200_000);
  const { mmu } = hartOf(machine);
  expect(mmu.window(Access.Store)).toMatchObject({ first: 0x20, pages: PAGES });
});

test('accesses that stray are looked up from then on', () => {
  const machine = machineFor(program(STRAY, ''), { jit: 'on' });
  machine.step(20_000_000);
  expect(coreOf(machine).translator!.strangers).toBeGreaterThan(0);
});
