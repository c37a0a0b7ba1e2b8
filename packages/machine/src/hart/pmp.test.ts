import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryOf, setCsr, setX, Workbench } from '../testing.ts';
import { M, S, U } from './cause.ts';

// "Physical Memory Protection" as the manual says it, byte by byte on BigInt, against real accesses.

const bench = new Workbench();
const { hart } = bench;
const memory = memoryOf(bench.machine);
/** Two pages whose protection is varied. */
const DATA = 0x8001_0000n;

interface Entry {
  readonly config: number;
  readonly address: bigint;
}

const [R, W, X, TOR, NA4, NAPOT, L] = [1, 2, 4, 1 << 3, 2 << 3, 3 << 3, 1 << 7];

/** Whether an entry matches a byte. */
function matchesByte(entries: readonly Entry[], i: number, byte: bigint): boolean {
  const { config, address } = entries[i]!;
  const word = byte >> 2n;
  switch (config & NAPOT) {
    case TOR:
      return word < address && word >= (i === 0 ? 0n : entries[i - 1]!.address);
    case NA4:
      return word === address;
    case NAPOT: {
      // Bits up to the lowest 0 of the address, and that 0, do not count.
      const ignored = address ^ (address + 1n);
      return (word | ignored) === (address | ignored);
    }
    default:
      return false;
  }
}

function permits(entries: readonly Entry[], start: bigint, size: number, right: number, privilege: number): boolean {
  const bytes = Array.from({ length: size }, (_, i) => start + BigInt(i));
  const first = entries.findIndex((_, i) => bytes.some((byte) => matchesByte(entries, i, byte)));
  if (first < 0) return privilege === M;
  if (!bytes.every((byte) => matchesByte(entries, first, byte))) return false;
  const { config } = entries[first]!;
  return (privilege === M && (config & L) === 0) || (config & right) !== 0;
}

/** Sets the registers behind the instructions' back, so that what is locked can be changed again. */
function protect(entries: readonly Entry[]): void {
  const configs = [0n, 0n];
  for (let i = 0; i < 16; i++) {
    const { config, address } = entries[i] ?? { config: 0, address: 0n };
    configs[i >> 3]! |= BigInt(config) << BigInt(8 * (i % 8));
    setCsr(hart, `pmpaddr${i}` as 'pmpaddr0', address);
  }
  setCsr(hart, 'pmpcfg0', configs[0]!);
  setCsr(hart, 'pmpcfg2', configs[1]!);
  hart.mmu.protect();
}

/** All of RAM below DATA, which the bench runs in. */
const codeEntries: readonly Entry[] = [
  { config: 0, address: 0x8000_0000n >> 2n },
  { config: TOR | R | W | X, address: DATA >> 2n },
];

const nearby = fc.oneof(
  { weight: 4, arbitrary: fc.nat(0x800).map((n) => (DATA >> 2n) + BigInt(n)) },
  { weight: 2, arbitrary: fc.nat(10).map((ones) => (DATA >> 2n) | ((1n << BigInt(ones)) - 1n)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0n, (1n << 54n) - 1n, 0x2000_ffffn, (DATA >> 2n) + 0x400n, (DATA >> 2n) + 0x800n),
  },
);
const entry = fc.record({
  config: fc
    .tuple(
      fc.constantFrom(0, R, X, R | W, R | X, R | W | X),
      fc.constantFrom(0, TOR, NA4, NAPOT, NAPOT),
      fc.constantFrom(0, 0, L),
    )
    .map(([rights, mode, lock]) => rights | mode | lock),
  address: nearby,
});
const accesses = [
  ...([1, 2, 4, 8] as const).map((size) => ({
    line: `l${'bhwd'[Math.log2(size)]!} a0, 0(a1)`,
    size,
    right: R,
    cause: 5,
  })),
  ...([1, 2, 4, 8] as const).map((size) => ({
    line: `s${'bhwd'[Math.log2(size)]!} a0, 0(a1)`,
    size,
    right: W,
    cause: 7,
  })),
  { line: 'amoadd.w a0, a0, (a1)', size: 4, right: W, cause: 7 },
  { line: 'lr.d a0, (a1)', size: 8, right: R, cause: 5 },
];

test('every access is allowed, or an access fault, as the manual says', () => {
  const access = fc.record({
    kind: fc.constantFrom(...accesses),
    offset: fc.oneof(fc.nat(0x1ff8), fc.nat(0x40)),
    privilege: fc.constantFrom(U, S, M),
  });
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 14 }),
      fc.array(access, { minLength: 8, maxLength: 24 }),
      (tried, wanted) => {
        const entries = [...codeEntries, ...tried];
        protect(entries);
        for (const { kind, offset, privilege } of wanted) {
          const within = BigInt(offset - (offset % kind.size));
          setX(hart, 11, DATA + within);
          const allowed = permits(entries, DATA + within, kind.size, kind.right, privilege);
          expect(bench.execute(kind.line, privilege)).toEqual(
            allowed ? 'retired' : { cause: kind.cause, tval: DATA + within },
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a misaligned access that only a part of an entry matches fails, in M-mode too', () => {
  protect([
    ...codeEntries,
    { config: NA4 | R | W, address: DATA >> 2n },
    { config: NAPOT | R | W | X, address: (1n << 54n) - 1n },
  ]);
  for (const privilege of [U, S, M]) {
    setX(hart, 11, DATA + 2n);
    expect(bench.execute('lw a0, 0(a1)', privilege)).toEqual({ cause: 5, tval: DATA + 2n });
    expect(bench.execute('lh a0, 0(a1)', privilege)).toBe('retired');
    setX(hart, 11, DATA + 4n);
    expect(bench.execute('ld a0, 0(a1)', privilege)).toBe('retired');
  }
});

test('code runs word by word where a page is not all executable', () => {
  protect([
    ...codeEntries,
    { config: 0, address: (DATA + 8n) >> 2n },
    { config: TOR | R | W, address: (DATA + 12n) >> 2n },
    { config: NAPOT | R | W | X, address: (1n << 54n) - 1n },
  ]);
  // Two ADDI a0, a0, 1 before what can't be executed; C.NOP and the first half of an ADDI before it, in the second round.
  const addi = 0x0015_0513;
  for (const [words, steps, tval] of [
    [[addi, addi, addi], 2, DATA + 8n],
    [[addi, 0x0513_0001, 0x0000_0015], 2, DATA + 8n],
  ] as const) {
    words.forEach((word, i) => memory.writeU32(Number(DATA) + 4 * i, word));
    setX(hart, 10, 0n);
    hart.csrs.privilege = S;
    hart.csrs.setPc(Number(DATA) | 0, 0);
    hart.mmu.update();
    expect(bench.machine.step(steps + 1).retired).toBe(steps);
    expect([bench.view.csr('mcause'), bench.view.csr('mtval')]).toEqual([1n, tval]);
    expect(bench.view.csr('mepc')).toBe(words[1] === addi ? DATA + 8n : DATA + 6n);
  }
});

describe('locked entries', () => {
  test('keep their byte and their address, and what starts a range its address', () => {
    protect([
      ...codeEntries,
      { config: L | NA4 | R, address: 5n },
      { config: 0, address: 6n },
      { config: L | TOR, address: 7n },
    ]);
    const before = bench.read('pmpcfg0') as bigint;
    bench.write('pmpcfg0', (0x1fn << 40n) | (0x1fn << 24n) | (before & 0xffffn));
    expect(bench.read('pmpcfg0')).toBe((before & 0xff_00ff_ffffn) | (0x1fn << 40n) | (0x1fn << 24n));
    for (const [name, kept] of [
      ['pmpaddr2', 5n],
      ['pmpaddr3', 6n],
      ['pmpaddr4', 7n],
    ] as const) {
      expect(bench.writeRead(name, 99n)).toBe(kept);
    }
    expect(bench.writeRead('pmpaddr5', 99n)).toBe(99n);
  });
});

test('a change of the registers is in force at once', () => {
  const open = { config: NAPOT | R | W | X, address: (1n << 54n) - 1n };
  protect([...codeEntries, open]);
  setX(hart, 11, DATA);
  expect(bench.execute('ld a0, 0(a1)', S)).toBe('retired');
  const config = bench.read('pmpcfg0') as bigint;
  bench.write('pmpcfg0', config & ~(1n << 16n));
  // What takes R away leaves W, which is reserved: the rights stay.
  expect(bench.read('pmpcfg0')).toBe(config);
  bench.write('pmpcfg0', config & ~(3n << 16n));
  setX(hart, 11, DATA);
  expect(bench.execute('ld a0, 0(a1)', S)).toEqual({ cause: 5, tval: DATA });
});

test('without entries only M-mode has access', () => {
  protect([]);
  expect(bench.execute('nop', M)).toBe('retired');
  expect(bench.execute('nop', S)).toEqual({ cause: 1, tval: expect.any(BigInt) as unknown });
  expect(bench.execute('nop', U)).toEqual({ cause: 1, tval: expect.any(BigInt) as unknown });
});

describe('page tables', () => {
  const ROOT = 0x8002_0000n;
  const everything = { config: NAPOT | R | W | X, address: (1n << 54n) - 1n };
  const pte = (flags: number): number => 0x2000_0000 | flags;

  function load(entryConfig: number, flags: number, line = 'ld a0, 0(a1)'): unknown {
    protect([...codeEntries, { config: entryConfig | NAPOT, address: (ROOT >> 2n) | 0x1ffn }, everything]);
    memory.writeU32(Number(ROOT), pte(flags));
    setCsr(hart, 'satp', (8n << 60n) | (ROOT >> 12n));
    setCsr(hart, 'mstatus', (1n << 17n) | (1n << 11n));
    setX(hart, 11, 0x3000n);
    hart.mmu.flush(undefined, undefined);
    const outcome = bench.execute(line);
    setCsr(hart, 'mstatus', 0n);
    setCsr(hart, 'satp', 0n);
    return outcome;
  }

  test('are read as S-mode reads, and written where A or D is missing', () => {
    const [read, stored] = [5, 7].map((cause) => ({ cause, tval: 0x3000n }));
    expect(load(R, 0xc7)).toBe('retired');
    expect(load(X, 0xc7)).toEqual(read);
    expect(load(R, 0x07)).toEqual(read);
    expect(memory.readU32(Number(ROOT))).toBe(pte(0x07));
    expect(load(R, 0x47, 'sd a0, 0(a1)')).toEqual(stored);
    expect(load(R | W, 0x07)).toBe('retired');
    expect(memory.readU32(Number(ROOT))).toBe(pte(0x47));
  });
});
