import { compressed, decode, insert, rangeOf, type Encoding } from '@racho/isa';
import { execute, type Memory, type Outcome, type Trap } from '@racho/isa/evaluator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cause } from '../hart/cause.ts';
import { machineInstructions } from '../isa.ts';
import { coreOf } from '../machine.ts';
import { hartOf, machineFor, memoryOf, setCsr, setPc, setX } from '../testing.ts';

// Every instruction but the system handlers, one at a time and in sequences, against the evaluator of the semantics.

const RAM = 0x8000_0000n;
const SIZE = 8n << 20n;
const PAGE = 4096n;
/** The part of RAM that programs and data are in: four pages. */
const WINDOW = RAM + 0x10_0000n;
const WINDOW_SIZE = 0x4000n;

const machine = machineFor('nop', { memory: Number(SIZE) });
const hart = hartOf(machine);
const view = machine.hart(0);
const ram = memoryOf(machine);

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** RAM as the model has it, from the same bytes. */
function modelMemory(bytes: Uint8Array): Memory {
  const inRam = (address: bigint): boolean => address >= RAM && address < RAM + SIZE;
  const fault = (address: bigint, size: number, cause: number): Trap | undefined => {
    if (!inRam(address)) return { kind: 'trap', cause, value: address };
    const last = u64(address + BigInt(size) - 1n);
    return inRam(last) ? undefined : { kind: 'trap', cause, value: (last / PAGE) * PAGE };
  };
  const at = (address: bigint): number => Number(address - RAM);
  return {
    load: (address, size, access) => {
      const trap = fault(address, size, access === 'load' ? Cause.LoadAccess : Cause.StoreAccess);
      if (trap !== undefined) return trap;
      let value = 0n;
      for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at(address) + i]!);
      return value;
    },
    store: (address, size, value) => {
      const trap = fault(address, size, Cause.StoreAccess);
      if (trap !== undefined) return trap;
      for (let i = 0; i < size; i++) bytes[at(address) + i] = Number((value >> BigInt(8 * i)) & 0xffn);
      return undefined;
    },
  };
}

const near = (address: bigint, distance: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: -distance, max: distance }).map((offset) => u64(address + BigInt(offset)));

/** Register values: numbers where arithmetic is delicate, and addresses where accesses are. */
const value = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 63n, 2n ** 63n - 1n, 2n ** 32n, 2n ** 32n - 1n).map(u64),
  near(0n, 100),
  near(WINDOW + 2n * PAGE, 16),
  near(WINDOW + PAGE, 2100),
  near(RAM + SIZE, 16),
  near(RAM, 16),
);

const has = new Set(machineInstructions);
const isPlain = (row: (typeof machineInstructions)[number]): boolean =>
  has.has(row) && row.semantics.every((stmt) => stmt.kind !== 'system');

/** Words of the row with any operands, also those that make them reserved or another row's. */
const wordOf = (row: Encoding): fc.Arbitrary<number> =>
  fc
    .tuple(
      ...row.fields.map((field) => {
        const { min, max, step } = rangeOf(field);
        return fc.integer({ min: 0, max: (max - min) / step }).map((n) => insert(field, min + n * step));
      }),
    )
    .map((parts) => parts.reduce((word, part) => word | part, row.match) >>> 0);

const plain = [
  ...machineInstructions.filter(isPlain),
  ...compressed.filter((row) => isPlain(row.expansion.instruction)),
];
const anyRow = fc.constantFrom(...plain).chain(wordOf);
const anyWord = fc.oneof({ weight: 20, arbitrary: anyRow }, fc.integer({ min: 0, max: 0xffff }), fc.nat(0xffff_ffff));

const registers = fc.array(value, { minLength: 32, maxLength: 32 }).map((x) => x.with(0, 0n));

/** What the evaluator says, to which the tables that the machine leaves out are instructions as well. */
function model(word: number, pc: bigint, x: readonly bigint[], bytes: Uint8Array): Outcome {
  const instruction = decode(word)?.instruction;
  if (instruction !== undefined && !has.has(instruction)) {
    return {
      kind: 'trap',
      cause: Cause.IllegalInstruction,
      value: BigInt((word & 3) === 3 ? word >>> 0 : word & 0xffff),
    };
  }
  return execute(word, { pc, x, memory: modelMemory(bytes) });
}

/** Whether an access reaches a device, of which the model has none. */
const reachesDevice = ({ cause, value }: Extract<Outcome, { kind: 'trap' }>): boolean =>
  (cause === Cause.LoadAccess || cause === Cause.StoreAccess) &&
  coreOf(machine).bus.devices.some(({ base, size }) => value > BigInt(base - 8) && value < BigInt(base + size));

/** Executes one instruction on both sides and compares all that can differ. Gives the state after it, if they could be compared. */
function compare(word: number, pc: bigint, x: readonly bigint[], bytes: Uint8Array): Outcome | undefined {
  const expected = model(word, pc, x, bytes);
  if (expected.kind === 'system') return expected;
  if (expected.kind === 'trap' && reachesDevice(expected)) return undefined;
  hart.csrs.privilege = 3;
  setPc(hart, pc);
  for (const [register, content] of x.entries()) setX(hart, register, content);
  setCsr(hart, 'mcause', 0n);
  const before = hart.retired;
  machine.step(1);
  const actual = x.map((_, register) => view.x(register));
  if (expected.kind === 'retired') {
    expect([view.pc, ...actual]).toEqual([expected.pc, ...expected.x]);
    expect(hart.retired).toBe(before + 1);
  } else {
    const trap = ['mcause', 'mtval', 'mepc'].map((name) => view.csr(name));
    expect(trap).toEqual([BigInt(expected.cause), expected.value, pc]);
    expect(actual).toEqual(x);
    expect(hart.retired).toBe(before);
  }
  return expected;
}

const windowAt = Number(WINDOW - RAM);

/** What the model starts from: the machine's RAM, its window filled. */
function freshMemory(seed: number): Uint8Array {
  const bytes = new Uint8Array(Number(SIZE));
  for (let i = 0; i < Number(WINDOW_SIZE); i++) bytes[windowAt + i] = Math.imul(i + seed, 0x9e37_79b1) >>> 24;
  ram.write(Number(RAM), bytes);
  return bytes;
}

function write(bytes: Uint8Array, pc: bigint, word: number): void {
  const length = (word & 3) === 3 ? 4 : 2;
  for (let i = 0; i < length; i++) bytes[Number(pc - RAM) + i] = word >>> (8 * i);
  ram.write(Number(pc), bytes.subarray(Number(pc - RAM), Number(pc - RAM) + length));
}

const sameMemory = (bytes: Uint8Array): void =>
  expect(Buffer.compare(machine.readMemory(Number(RAM), Number(SIZE)), bytes)).toBe(0);

test.each(plain.map((row) => [row.name, row] as const))('%s does what its semantics says', (_, row) => {
  const bytes = freshMemory(1);
  fc.assert(
    fc.property(wordOf(row), registers, fc.constantFrom(WINDOW + 0x800n, WINDOW + PAGE - 2n, WINDOW), (word, x, pc) => {
      write(bytes, pc, word);
      compare(word, pc, x, bytes);
    }),
    { numRuns: 60 },
  );
  sameMemory(bytes);
});

test('any word does what its semantics says, or is illegal', () => {
  const bytes = freshMemory(2);
  fc.assert(
    fc.property(anyWord, registers, fc.constantFrom(WINDOW + 0x100n, WINDOW + PAGE - 2n), (word, x, pc) => {
      write(bytes, pc, word);
      compare(word, pc, x, bytes);
    }),
    { numRuns: 5000 },
  );
  sameMemory(bytes);
});

test('sequences of instructions, with jumps, across pages and over themselves', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 40, maxLength: 80 }), registers, fc.nat(1000), (words, first, seed) => {
      const bytes = freshMemory(seed);
      let at = WINDOW + PAGE - 60n;
      for (const word of words) {
        write(bytes, at, word);
        at += (word & 3) === 3 ? 4n : 2n;
      }
      let [pc, x]: [bigint, readonly bigint[]] = [WINDOW + PAGE - 60n, first];
      for (let i = 0; i < 100; i++) {
        if (pc < WINDOW || pc > WINDOW + WINDOW_SIZE - 4n) break;
        const offset = Number(pc - RAM);
        const word =
          bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24);
        const outcome = compare(word, pc, x, bytes);
        if (outcome === undefined || outcome.kind === 'system') break;
        [pc, x] = outcome.kind === 'retired' ? [outcome.pc, outcome.x] : [u64(pc + 4n), x];
      }
      sameMemory(bytes);
    }),
    { numRuns: 100 },
  );
});

test('a fetch from where there is no RAM is an access fault', () => {
  for (const pc of [0n, RAM - 2n, RAM + SIZE, 1n << 32n, u64(-2n)]) {
    setPc(hart, pc);
    hart.csrs.privilege = 3;
    machine.step(1);
    expect(['mcause', 'mtval', 'mepc'].map((name) => view.csr(name))).toEqual([BigInt(Cause.FetchAccess), pc, pc]);
  }
});

test('an instruction whose second half cannot be fetched faults there', () => {
  const pc = RAM + SIZE - 2n;
  ram.writeU16(Number(pc), 0x0013);
  setPc(hart, pc);
  machine.step(1);
  expect(['mcause', 'mtval', 'mepc'].map((name) => view.csr(name))).toEqual([BigInt(Cause.FetchAccess), pc + 2n, pc]);
});
