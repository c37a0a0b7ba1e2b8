import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instructions, insert, rangeOf } from '@racho/isa';
import { hartOf, image, memoryOf, setCsr, setPc, setX } from './testing.ts';
import type { Hart } from './hart/hart.ts';
import { Machine } from './machine.ts';
import { attach, RunExit } from './raw.ts';
import { openMemory } from './sbi/hand-over.ts';

// Whatever is in memory, the machine goes on: no exception, no hang, and counts that add up.

const RAM = 0x8000_0000;
const SIZE = 8 << 20;
const CODE_BYTES = 0x4000;

/** Deterministic pseudo-random words (xorshift32). */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Code that is mostly legal: every instruction alike, operands at random. */
function mostlyLegal(next: () => number): number {
  if (next() % 16 === 0) return next();
  const row = instructions[next() % instructions.length]!;
  return row.fields.reduce((word, field) => {
    const { min, max, step } = rangeOf(field);
    return word | insert(field, min + (next() % ((max - min) / step + 1)) * step);
  }, row.match);
}

/** RAM of code, data and page tables that point at each other more often than chance would have it. */
function fill(machine: Machine, seed: number): void {
  const next = random(seed);
  const memory = memoryOf(machine);
  for (let address = RAM; address < RAM + CODE_BYTES; address += 4) memory.writeU32(address, mostlyLegal(next));
  for (let table = 0; table < 8; table++) {
    for (let entry = 0; entry < 512; entry++) {
      const frame = 0x8_0000 + (next() % 32);
      const address = RAM + 0x1_0000 + table * 4096 + entry * 8;
      memory.writeU32(address, (frame << 10) | (next() & 0xff));
      memory.writeU32(address + 4, next() % 64 === 0 ? next() : 0);
    }
  }
}

/** Memory is open to all, but sometimes for what entries about the code and the tables say. */
function randomProtection(hart: Hart, next: () => number): void {
  openMemory(hart.csrs);
  if (next() % 4 === 0) {
    for (const [entry, name] of (['pmpaddr0', 'pmpaddr1', 'pmpaddr2'] as const).entries()) {
      setCsr(hart, name, entry === 2 ? ~0n : BigInt((RAM + (next() % 0x1_8000)) >>> 2));
    }
    setCsr(hart, 'pmpcfg0', 0x1f_0000n | BigInt(next() & 0x9f9f));
  }
  hart.mmu.protect();
}

function randomState(machine: Machine, seed: number): void {
  const next = random(seed ^ 0x5bd1_e995);
  const hart = hartOf(machine);
  for (let register = 1; register < 32; register++) {
    const value = next() % 2 === 0 ? RAM + (next() % 0x1_8000) : next();
    setX(hart, register, BigInt(value) - (next() % 8 === 0 ? 1n << 40n : 0n));
  }
  for (const name of ['mtvec', 'stvec'] as const) setCsr(hart, name, BigInt(RAM + ((next() % CODE_BYTES) & ~2)));
  setCsr(hart, 'medeleg', BigInt(next() & 0xb3ff));
  setCsr(hart, 'mideleg', BigInt(next() & 0x222));
  setCsr(hart, 'mie', BigInt(next() & 0xaaa));
  setCsr(hart, 'mip', BigInt(next() & 0x222));
  setCsr(hart, 'mstatus', BigInt(next() & 0x7e_79aa));
  setCsr(hart, 'satp', (BigInt([0, 8, 9][next() % 3]!) << 60n) | BigInt(0x8_0010 + (next() % 8)));
  setCsr(hart, 'menvcfg', (BigInt(next() & 0xa000_0000) << 32n) | BigInt(next() & 0xd1));
  setCsr(hart, 'senvcfg', BigInt(next() & 0xd1));
  randomProtection(hart, next);
  hart.csrs.privilege = [0, 1, 3][next() % 3]!;
  hart.mmu.update();
  setPc(hart, BigInt(RAM + ((next() % CODE_BYTES) & ~1)));
}

test('random memory in any mode never throws, and every step ends', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const machine = new Machine({ memory: SIZE, clock: 'deterministic', bios: 'none', kernel: image('nop') });
      fill(machine, seed);
      randomState(machine, seed);
      for (let i = 0; i < 5; i++) {
        const before = machine.retired;
        const result = machine.step(5000);
        expect(result.retired).toBeLessThanOrEqual(5000);
        expect(machine.retired).toBe(before + result.retired);
        expect(machine.hart(0).x(0)).toBe(0n);
        expect([0, 1, 3]).toContain(machine.hart(0).privilege);
        expect(machine.hart(0).pc & 1n).toBe(0n);
      }
    }),
    { numRuns: 60 },
  );
});

test('random S-mode memory under the firmware and a supervisor never throws', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const machine = new Machine({ memory: SIZE, clock: 'deterministic', kernel: image('gate 1') });
      const { harts } = attach(machine);
      fill(machine, seed);
      randomState(machine, seed);
      const hart = hartOf(machine);
      setCsr(hart, 'medeleg', 0xb1ffn);
      setCsr(hart, 'mideleg', 0x222n);
      setCsr(hart, 'mie', 0n);
      hart.csrs.privilege = 1;
      hart.mmu.update();
      for (let i = 0; i < 20; i++) {
        const exit = harts[0]!.run(1000);
        expect(Object.values(RunExit)).toContain(exit);
        // With all of it delegated, M-mode is the firmware's alone.
        expect(machine.hart(0).privilege).toBeLessThan(3);
        if (exit === RunExit.Gate) harts[0]!.setArgument(0, i);
      }
    }),
    { numRuns: 40 },
  );
});
