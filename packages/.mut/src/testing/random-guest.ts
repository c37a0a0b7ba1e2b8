/** For tests: machines with random code, page tables and registers, which point at each other and at devices more often than chance would have it. */
import { instructions, insert, rangeOf } from '@racho/isa';
import type { Hart } from '../hart/hart.ts';
import { coreOf, Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { openMemory } from '../sbi/hand-over.ts';
import { image, memoryOf, setCsr, setPc, setX } from '../testing.ts';

const RAM = 0x8000_0000;
const CODE_BYTES = 0x4000;
const TABLES = RAM + 0x1_0000;

/** Deterministic pseudo-random words (xorshift32). */
export function random(seed: number): () => number {
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

/** An address in a device's window, or right behind it. */
function deviceAddress(machine: Machine, next: () => number): number {
  const { devices } = coreOf(machine).bus;
  const { base, size } = devices[next() % devices.length]!;
  return base + (next() % 2 === 0 ? (next() % 64) * 4 : next() % (size + 8));
}

function fill(machine: Machine, seed: number): void {
  const next = random(seed);
  const memory = memoryOf(machine);
  for (let address = RAM; address < RAM + CODE_BYTES; address += 4) memory.writeU32(address, mostlyLegal(next));
  for (let table = 0; table < 8; table++) {
    for (let entry = 0; entry < 512; entry++) {
      const frame = next() % 16 === 0 ? deviceAddress(machine, next) >>> 12 : 0x8_0000 + (next() % 32);
      const address = TABLES + table * 4096 + entry * 8;
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

function randomState(machine: Machine, hart: Hart, seed: number): void {
  const next = random(seed ^ 0x5bd1_e995);
  for (let register = 1; register < 32; register++) {
    const value = [next(), RAM + (next() % 0x1_8000), RAM + (next() % 0x1_8000), deviceAddress(machine, next)][
      next() % 4
    ]!;
    setX(hart, register, BigInt(value) - (next() % 8 === 0 ? 1n << 40n : 0n));
  }
  for (const name of ['mtvec', 'stvec'] as const) setCsr(hart, name, BigInt(RAM + ((next() % CODE_BYTES) & ~2)));
  setCsr(hart, 'medeleg', BigInt(next() & 0xb3ff));
  setCsr(hart, 'mideleg', BigInt(next() & 0x222));
  setCsr(hart, 'mie', BigInt(next() & 0xaaa));
  setCsr(hart, 'mip', BigInt(next() & 0x222));
  setCsr(hart, 'mstatus', BigInt(next() & 0x7e_79aa));
  const mode = [0n, 8n, 8n, 9n][next() % 4]!;
  setCsr(hart, 'satp', (mode << 60n) | BigInt((TABLES >>> 12) + (next() % 8)));
  setCsr(hart, 'menvcfg', (BigInt(next() & 0xa000_0000) << 32n) | BigInt(next() & 0xd1));
  setCsr(hart, 'senvcfg', BigInt(next() & 0xd1));
  randomProtection(hart, next);
  hart.csrs.privilege = [0, 1, 3][next() % 3]!;
  hart.mmu.update();
  setPc(hart, BigInt(RAM + ((next() % CODE_BYTES) & ~1)));
}

/** A deterministic machine without firmware whose memory and harts follow from the seed. */
export function randomGuest(seed: number, options: MachineOptions): Machine {
  const machine = new Machine({ clock: 'deterministic', bios: 'none', kernel: image('nop'), ...options });
  fill(machine, seed);
  coreOf(machine).harts.forEach((hart, i) => randomState(machine, hart, seed + i * 0x9e37_79b1));
  return machine;
}
