/** What generated code, the interpreter's and that of regions, does of privileged instructions is what the handlers in JavaScript do, to the last bit of the hart's state. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { S, U } from '../hart/cause.ts';
import type { Hart } from '../hart/hart.ts';
import { F, NEXT, REGIMES, RESELECTED, SUPERVISED } from '../hart/layout.ts';
import { MSTATUS, MXR, SUM } from '../hart/mstatus.ts';
import { coreOf, type Machine } from '../machine.ts';
import { hartOf, image, machineFor, memoryOf, setCsr, setPc, setX } from '../testing.ts';

const RAM = 0x8000_0000;
const CODE = RAM + 0x1000;
const TABLE = RAM + 0x4000;
/** RAM as S-mode sees it; users see it where it is. */
const SUPERVISOR_VIEW = -0x4000_0000;
const SV39 = 8n << 60n;
const spaceOf = (asid: number): bigint => SV39 | (BigInt(asid) << 44n) | BigInt(TABLE >>> 12);
const spaces = [spaceOf(1), spaceOf(2)] as const;

interface Prepared {
  readonly machine: Machine;
  readonly hart: Hart;
  readonly run: (state: State) => void;
}

/** A machine whose hart has known both address spaces in every regime, or has forgotten that it did. */
function prepared(knows: 'known' | 'forgotten', jit: 'off' | 'eager'): Prepared {
  const machine = machineFor('nop', { jit });
  const core = coreOf(machine);
  core.supervised = true;
  const memory = memoryOf(machine);
  const hart = hartOf(machine);
  const { words } = hart.csrs;
  memory.writeU32(TABLE + 2 * 8, (RAM >>> 2) | 0xdf);
  memory.writeU32(TABLE + 1 * 8, (RAM >>> 2) | 0xcf);
  for (const satp of spaces) {
    for (const status of [0, SUM, MXR, SUM | MXR]) {
      for (const privilege of [U, S]) {
        setCsr(hart, 'satp', satp);
        setCsr(hart, 'mstatus', BigInt(status));
        hart.csrs.privilege = privilege;
        hart.mmu.update();
      }
    }
  }
  const run = (state: State): void => {
    memory.write(CODE, image(`${state.line}\nld a0, 0(a2)\nnop`, BigInt(CODE)));
    const view = state.privilege === U ? 0 : SUPERVISOR_VIEW;
    setPc(hart, BigInt(CODE + view));
    for (const register of [10, 11, 12]) setX(hart, register, state.operand);
    for (const name of ['mstatus', 'medeleg', 'mie', 'mip', 'stvec', 'sepc', 'satp'] as const) {
      setCsr(hart, name, state[name]);
    }
    hart.csrs.privilege = state.privilege;
    hart.mmu.update();
    if (knows === 'forgotten') words.fill(0, REGIMES >>> 2, RESELECTED >>> 2);
    words[SUPERVISED >>> 2] = knows === 'known' ? 1 : 0;
    for (let i = 0; i < 3; i++) core.run(hart, 1);
  };
  return { machine, hart, run };
}

/** The state but for what generated code and JavaScript tell each other. */
const stateOf = ({ csrs, retired, gate }: Hart): readonly unknown[] => {
  const words = csrs.words.slice(0, (F >>> 2) + 64);
  words.fill(0, REGIMES >>> 2, (RESELECTED >>> 2) + 1);
  words.fill(0, NEXT >>> 2, (NEXT >>> 2) + 2);
  words[SUPERVISED >>> 2] = 0;
  return [retired, gate, ...words];
};

const bits = (mask: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.constant(0n),
    fc.integer().map((value) => BigInt((value & mask) >>> 0)),
  );
const places = fc.constantFrom(CODE, CODE + SUPERVISOR_VIEW, CODE + 4, 0x1000).map(BigInt);
const satps = fc.constantFrom(
  ...spaces,
  spaceOf(3),
  spaceOf(17),
  spaceOf(1) | (1n << 60n),
  0n,
  spaceOf(1) | (5n << 60n),
);

const states = fc.record({
  line: fc.constantFrom(
    ...['ecall', 'sret', 'gate 5', 'gate -1', 'csrw satp, a1', 'csrrw a0, satp, a1', 'csrr a0, satp', 'csrs satp, a1'],
    ...['csrr a0, sstatus', 'csrrw a0, sstatus, a1', 'csrs sstatus, a1', 'csrc sstatus, a1', 'csrsi sstatus, 2'],
    ...['csrrw a0, stvec, a1', 'csrs stvec, a1'],
  ),
  privilege: fc.constantFrom(U, S),
  mstatus: bits(MSTATUS & ~0x1800),
  medeleg: fc.constantFrom(0n, 0x100n, 0xb1ffn),
  mie: bits(0xaaa),
  mip: bits(0x222),
  stvec: places,
  sepc: places,
  satp: fc.constantFrom(...spaces),
  operand: fc.oneof(satps, places, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
});
type State = typeof states extends fc.Arbitrary<infer T> ? T : never;

it('does the same, and what follows is the same', () => {
  const [known, forgotten, translated] = [
    prepared('known', 'off'),
    prepared('forgotten', 'off'),
    prepared('known', 'eager'),
  ];
  let fast = 0;
  fc.assert(
    fc.property(states, (state) => {
      known.run(state);
      forgotten.run(state);
      translated.run(state);
      expect(stateOf(known.hart)).toEqual(stateOf(forgotten.hart));
      expect(stateOf(translated.hart)).toEqual(stateOf(known.hart));
      // The next select of a set by JavaScript clears it.
      fast += known.hart.csrs.words[RESELECTED >>> 2]!;
    }),
    { numRuns: 3000 },
  );
  expect(fast).toBeGreaterThan(0);
  expect(coreOf(translated.machine).translator!.compiled).toBeGreaterThan(1000);
});
