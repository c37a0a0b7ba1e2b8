/** Where the MMU leads, page by page: modes, levels, rights, fences. One long file, since all of it walks tables of the same making. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hartOf, image, machineFor, memoryOf, setCsr, setPc, setX } from '../testing.ts';
import { Cause, M, S, U } from './cause.ts';
import * as bits from './mstatus.ts';

// SV39 and SV48 as the manual's steps say them, on BigInt, against the machine's own walk and TLB, through real instructions.

const RAM = 0x8000_0000n;
const RAM_SIZE = 8n << 20n;
const PAGE = 4096n;
const [V, R, W, X, USER, G, A, D] = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 128n];
const ROOT = RAM + 0x1_0000n;
const TOP = RAM + 0x1_3000n;
const TABLES = [RAM + 0x1_2000n, RAM + 0x1_1000n, ROOT, TOP]; // by level
const DATA = RAM + 0x2_0000n;
/** Code is at the top of the lower half of the address space, in a 1 GiB page that maps RAM. */
const CODE_INDEX = 255n;
const CODE = (CODE_INDEX << 30n) + 0x1000n;
const SV39 = 8n << 60n;
const SV48 = 9n << 60n;
/** With SV48 it is in a page of 512 GiB that maps all there is to where it is. */
const CODE_TOP_INDEX = 2n;
const CODE_48 = (CODE_TOP_INDEX << 39n) + RAM + 0x1000n;

const machine = machineFor('nop', { memory: Number(RAM_SIZE) });
const hart = hartOf(machine);
const view = machine.hart(0);
const ram = memoryOf(machine);

const inRam = (address: bigint): boolean => address >= RAM && address < RAM + RAM_SIZE;
const read64 = (address: bigint): bigint =>
  (BigInt(ram.readU32(Number(address) + 4)) << 32n) | BigInt(ram.readU32(Number(address)));
const write64 = (address: bigint, value: bigint): void => {
  ram.writeU32(Number(address), Number(value & 0xffff_ffffn));
  ram.writeU32(Number(address) + 4, Number((value >> 32n) & 0xffff_ffffn));
};
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const leaf = (address: bigint, flags: bigint): bigint => ((address >> 12n) << 10n) | flags;

type Kind = 'load' | 'store' | 'fetch';
interface Setting {
  readonly mode: number;
  readonly sum: boolean;
  readonly mxr: boolean;
}
type Result = { readonly physical: bigint } | { readonly fault: 'page' | 'access' };

/** Steps 1 to 10 of "Virtual Address Translation Process", with A and D set in memory. */
function model(va: bigint, kind: Kind, { mode, sum, mxr }: Setting, root: bigint, levels = 3): Result {
  const canonical = u64(BigInt.asIntN(12 + 9 * levels, va)) === va;
  if (!canonical) return { fault: 'page' };
  let table = root;
  for (let level = BigInt(levels) - 1n; level >= 0n; level--) {
    const entry = table + ((va >> (12n + 9n * level)) & 511n) * 8n;
    if (!inRam(entry)) return { fault: 'access' };
    const pte = read64(entry);
    const has = (bit: bigint): boolean => (pte & bit) !== 0n;
    const ppn = (pte >> 10n) & (2n ** 44n - 1n);
    if (!has(V) || (!has(R) && has(W)) || pte >> 54n !== 0n) return { fault: 'page' };
    if (!has(R) && !has(X)) {
      if (has(USER) || has(A) || has(D)) return { fault: 'page' };
      table = ppn * PAGE;
      continue;
    }
    const allowedMode = has(USER) ? mode === U || (sum && kind !== 'fetch') : mode === S;
    const allowed = { load: has(R) || (mxr && has(X)), store: has(W), fetch: has(X) }[kind];
    if (!allowedMode || !allowed || ppn % 512n ** level !== 0n) return { fault: 'page' };
    write64(entry, pte | A | (kind === 'store' ? D : 0n));
    const span = PAGE * 512n ** level;
    const physical = ppn * PAGE + (va % span);
    return inRam(physical) ? { physical } : { fault: 'access' };
  }
  return { fault: 'page' };
}

const lines: Readonly<Record<Kind, string>> = { load: 'ld a0, 0(a1)', store: 'sd a2, 0(a1)', fetch: 'nop' };
const words = Object.fromEntries(
  (Object.keys(lines) as Kind[]).map((kind) => [kind, new DataView(image(lines[kind]).buffer).getUint32(0, true)]),
) as Record<Kind, number>;
const causes: Readonly<Record<Kind, Record<'page' | 'access', number>>> = {
  load: { page: Cause.LoadPage, access: Cause.LoadAccess },
  store: { page: Cause.StorePage, access: Cause.StoreAccess },
  fetch: { page: Cause.FetchPage, access: Cause.FetchAccess },
};

/** Makes the access by an instruction in the mode; with `mprv` in M-mode on behalf of it. */
function access(va: bigint, kind: Kind, { mode, sum, mxr }: Setting, satp: bigint, mprv = false): Result {
  const status = (sum ? bits.SUM : 0) | (mxr ? bits.MXR : 0) | (mprv ? bits.MPRV | (mode << bits.MPP_SHIFT) : 0);
  setCsr(hart, 'mstatus', BigInt(status));
  setCsr(hart, 'satp', satp);
  setCsr(hart, 'mtvec', RAM + 0xf00n);
  hart.csrs.privilege = mprv ? M : mode;
  hart.mmu.update();
  ram.writeU32(Number(RAM) + 0x1000, words[kind]);
  const code = satp >> 60n === 9n ? CODE_48 : CODE;
  const pc = kind === 'fetch' ? va : mprv ? RAM + 0x1000n : code;
  setPc(hart, pc);
  setX(hart, 10, 0n);
  setX(hart, 11, va);
  setX(hart, 12, 0x5a5a_0000_1234_5678n);
  machine.step(1);
  if (view.pc === RAM + 0xf00n) {
    const cause = Number(view.csr('mcause'));
    expect([view.csr('mtval'), view.csr('mepc')]).toEqual([va, pc]);
    const fault = (['page', 'access'] as const).find((name) => causes[kind][name] === cause);
    expect(fault).toBeDefined();
    return { fault: fault! };
  }
  expect(view.pc).toBe(pc + 4n);
  // Where it went shows in the data: every 8 bytes of RAM that may be read hold their own address.
  if (kind === 'load') return { physical: view.x(10) };
  if (kind === 'fetch') return { physical: BigInt(machine.translate(0, va, 'fetch')!) };
  return { physical: BigInt(machine.translate(0, va, 'store')!) };
}

/** RAM with tables for the code and nothing else. */
function clear(mode: number): void {
  for (const table of TABLES) ram.subarray(Number(table), Number(PAGE)).fill(0);
  const flags = V | R | X | A | D | (mode === U ? USER : 0n);
  write64(ROOT + CODE_INDEX * 8n, leaf(RAM, flags));
  write64(TOP + CODE_TOP_INDEX * 8n, leaf(0n, flags));
}

const flag = (likely: number): fc.Arbitrary<boolean> => fc.nat(99).map((n) => n < likely);
const flagsArbitrary = (likely: readonly (readonly [bigint, number])[]): fc.Arbitrary<bigint> =>
  fc
    .tuple(...likely.map(([, percent]) => flag(percent)))
    .map((set) => set.reduce((all, on, i) => (on ? all | likely[i]![0] : all), 0n));

const leafFlags = flagsArbitrary([
  [V, 95],
  [R, 70],
  [W, 50],
  [X, 50],
  [USER, 50],
  [G, 20],
  [A, 50],
  [D, 50],
]);
const tableFlags = flagsArbitrary([
  [V, 97],
  [R, 3],
  [W, 3],
  [X, 3],
  [USER, 3],
  [G, 20],
  [A, 3],
  [D, 3],
]);
const reserved = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0n) },
  fc.nat(9).map((n) => 1n << BigInt(54 + n)),
);
const far = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0n) },
  fc.integer({ min: 20, max: 43 }).map((n) => 1n << BigInt(10 + n)),
);
const setting = fc.record({ mode: fc.constantFrom(U, S), sum: fc.boolean(), mxr: fc.boolean() });

const scenario = fc.record({
  setting,
  kind: fc.constantFrom<Kind>('load', 'store', 'fetch'),
  mprv: fc.boolean(),
  scheme: fc.constantFrom({ levels: 3, mode: SV39, root: ROOT }, { levels: 4, mode: SV48, root: TOP }),
  index: fc.tuple(
    fc.constantFrom(0n, 1n, 255n, 256n, 511n),
    fc.constantFrom(0n, 1n, 2n, 254n, 256n, 511n),
    fc.constantFrom(0n, 1n, 511n),
    fc.constantFrom(0n, 32n, 511n),
  ),
  offset: fc.nat(510).map((n) => BigInt(n) * 8n),
  level: fc.constantFrom(0n, 0n, 1n, 2n, 3n),
  target: fc.constantFrom(
    DATA,
    RAM,
    RAM + RAM_SIZE - PAGE,
    RAM + RAM_SIZE,
    RAM - PAGE,
    0x9000_0000n,
    2n ** 32n,
    2n ** 33n,
  ),
  aligned: flag(70),
  flags: leafFlags,
  tables: fc.tuple(tableFlags, tableFlags, tableFlags),
  odd: fc.tuple(reserved, far),
  canonical: flag(95),
});

test('every combination of rights, levels and modes does what the manual says', () => {
  fc.assert(
    fc.property(scenario, (s) => {
      clear(s.setting.mode);
      hart.mmu.flush(undefined, undefined);
      for (let at = DATA; at < DATA + PAGE; at += 8n) write64(at, at);
      const top = BigInt(s.scheme.levels) - 1n;
      const leafLevel = s.level < top ? s.level : top;
      const span = PAGE * 512n ** leafLevel;
      const target = s.aligned ? (s.target / span) * span : s.target;
      const indices = s.index.toReversed();
      for (let level = top; level > leafLevel; level--) {
        const pte = leaf(TABLES[Number(level) - 1]!, s.tables[Number(level) - 1]!);
        write64(TABLES[Number(level)]! + indices[Number(level)]! * 8n, pte);
      }
      const entry = TABLES[Number(leafLevel)]! + indices[Number(leafLevel)]! * 8n;
      write64(entry, leaf(target, s.flags) | s.odd[0] | s.odd[1]);
      const low = indices.reduce((sum, index, level) => sum | (index << (12n + 9n * BigInt(level))), s.offset);
      const va = u64(BigInt.asIntN(12 + 9 * s.scheme.levels, low)) ^ (s.canonical ? 0n : 1n << 54n);
      const mprv = s.mprv && s.kind !== 'fetch';
      const satp = s.scheme.mode | (s.scheme.root >> 12n);

      const start = TABLES.map((table) => ram.subarray(Number(table), Number(PAGE)).slice());
      const expected = model(va, s.kind, s.setting, s.scheme.root, s.scheme.levels);
      const tables = TABLES.map((table) => ram.subarray(Number(table), Number(PAGE)).slice());
      for (const [i, table] of TABLES.entries()) ram.write(Number(table), start[i]!);

      // What a load gives, and what a fetch executes, lies at the physical address.
      if ('physical' in expected && s.kind === 'load' && expected.physical >= RAM + 0x1_4000n) {
        write64(expected.physical, expected.physical);
      }
      if ('physical' in expected && s.kind === 'fetch') ram.writeU32(Number(expected.physical), words.fetch);
      const overTables = 'physical' in expected && expected.physical < RAM + 0x1_4000n;
      fc.pre(!overTables);
      expect(access(va, s.kind, s.setting, satp, mprv)).toEqual(expected);
      if (s.kind === 'store' && 'physical' in expected) {
        expect(read64(expected.physical)).toBe(0x5a5a_0000_1234_5678n);
      }
      expect(TABLES.map((table) => Buffer.from(ram.subarray(Number(table), Number(PAGE))).toString('hex'))).toEqual(
        tables.map((table) => Buffer.from(table).toString('hex')),
      );
    }),
    { numRuns: 4000 },
  );
});

describe('the TLB', () => {
  // Two address spaces with roots of their own; each has the four pages PAGES in a table of its own.
  const spaces = [
    { root: RAM + 0x4_0000n, middle: RAM + 0x4_1000n, last: RAM + 0x4_2000n, asid: 1n },
    { root: RAM + 0x4_4000n, middle: RAM + 0x4_5000n, last: RAM + 0x4_6000n, asid: 0xffffn },
  ] as const;
  const CODE_TABLES = [RAM + 0x4_8000n, RAM + 0x4_9000n] as const;
  const satpOf = (space: number): bigint => SV39 | (spaces[space]!.asid << 44n) | (spaces[space]!.root >> 12n);
  /** The second has the row of the first in every table, and the last straddles into it. */
  const PAGES = [0x10_0000n, 0x20_0000n - PAGE, 0x11_0000n, 0x12_0000n];
  const ptePlace = (space: number, page: number): bigint => spaces[space]!.last + ((PAGES[page]! >> 12n) & 511n) * 8n;

  /** Code in a page of 4 KiB: with a superpage about, a fence may forget more than the page it names. */
  function mapCode(root: bigint, mode: number): void {
    write64(root + CODE_INDEX * 8n, leaf(CODE_TABLES[0], V));
    write64(CODE_TABLES[0], leaf(CODE_TABLES[1], V));
    write64(CODE_TABLES[1] + 8n, leaf(RAM + PAGE, V | R | X | A | D | (mode === U ? USER : 0n)));
  }

  function build(mode: number): void {
    hart.mmu.flush(undefined, undefined);
    for (const { root, middle, last } of spaces) {
      for (const table of [root, middle, last]) ram.subarray(Number(table), Number(PAGE)).fill(0);
      write64(root, leaf(middle, V));
      write64(middle, leaf(last, V));
      mapCode(root, mode);
    }
    for (let page = 0n; page < 8n; page++) write64(DATA + page * PAGE, DATA + page * PAGE);
  }

  // Few different accesses and mostly fences of one page, so that rows live long enough to become stale.
  const step = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('map' as const),
        space: fc.nat(1),
        page: fc.nat(3),
        frame: fc.nat(7),
        flags: fc.oneof(fc.constant(V | R | W | X | USER), leafFlags),
        fence: fc.constantFrom(0, 1, 1, 1, 1, 2, 3, 3, 3, 3),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('access' as const),
        space: fc.nat(1),
        page: fc.nat(3),
        kind: fc.constantFrom<Kind>('load', 'store', 'fetch'),
        sum: flag(80),
        mxr: flag(20),
      }),
    },
  );

  /** One of the four forms of SFENCE.VMA that must make the change of a page's entry visible. */
  function fence(form: number, va: bigint, asid: bigint): void {
    setX(hart, 11, va);
    setX(hart, 12, asid);
    const line = ['sfence.vma x0, x0', 'sfence.vma a1, x0', 'sfence.vma x0, a2', 'sfence.vma a1, a2'][form]!;
    ram.write(Number(RAM) + 0x1000, image(line));
    hart.csrs.privilege = M;
    hart.mmu.update();
    setPc(hart, RAM + 0x1000n);
    machine.step(1);
    expect(view.pc).toBe(RAM + 0x1004n);
  }

  test.each([U, S])('shows a change after the fence for it, and rights in force at once (mode %i)', (mode) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 150 }), (steps) => {
        build(mode);
        for (const s of steps) {
          const va = PAGES[s.page]!;
          if (s.do === 'map') {
            const flags = s.flags | A | D;
            write64(ptePlace(s.space, s.page), leaf(DATA + BigInt(s.frame) * PAGE, flags));
            // Fences by ASID are not for global entries.
            const global = (flags & G) !== 0n;
            fence(global ? s.fence & 1 : s.fence, va, spaces[s.space]!.asid);
            continue;
          }
          const setting = { mode, sum: s.sum, mxr: s.mxr };
          const expected = model(va, s.kind, setting, spaces[s.space]!.root);
          if ('physical' in expected && s.kind !== 'store') {
            write64(expected.physical, s.kind === 'load' ? expected.physical : BigInt(words.fetch));
          }
          expect(access(va, s.kind, setting, satpOf(s.space))).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  // Translated code may have been run from a page whose row nobody has entered.
  test.each([0, 2])('forgets code that was run from a set with no row: fence %i', (form) => {
    const user = { mode: U, sum: true, mxr: false };
    for (let times = 0; times < 8; times++) {
      for (const page of [0, 1, 2, 3]) {
        build(U);
        const place = DATA + BigInt(page) * PAGE;
        write64(ptePlace(0, page), leaf(place, V | R | X | USER | A | D));
        write64(place, BigInt(words.fetch));
        fence(0, 0n, 0n);
        expect(access(PAGES[page]!, 'fetch', user, satpOf(0))).toEqual({ physical: place });
        write64(ptePlace(0, page), leaf(place, V | R | USER | A | D));
        fence(form, 0n, spaces[0].asid);
        expect(access(PAGES[page]!, 'fetch', user, satpOf(0))).toEqual({ fault: 'page' });
      }
    }
  });

  test('keeps more address spaces apart than it has room for', () => {
    const count = 80n;
    const table = (space: bigint, level: bigint): bigint => RAM + 0x10_0000n + (3n * space + level) * PAGE;
    const frame = (space: bigint): bigint => RAM + 0x20_0000n + space * PAGE;
    hart.mmu.flush(undefined, undefined);
    for (let space = 0n; space < count; space++) {
      for (const level of [0n, 1n, 2n]) ram.subarray(Number(table(space, level)), Number(PAGE)).fill(0);
      write64(table(space, 2n), leaf(table(space, 1n), V));
      write64(table(space, 2n) + CODE_INDEX * 8n, leaf(RAM, V | R | X | A | D));
      write64(table(space, 1n), leaf(table(space, 0n), V));
      write64(table(space, 0n), leaf(frame(space), V | R | A));
      write64(frame(space), frame(space));
    }
    for (const ahead of [1n, 7n, 31n, 79n]) {
      for (let i = 0n; i < count; i++) {
        const space = (i * ahead) % count;
        const satp = SV39 | (space << 44n) | (table(space, 2n) >> 12n);
        expect(access(0n, 'load', { mode: S, sum: false, mxr: false }, satp)).toEqual({ physical: frame(space) });
      }
    }
  });

  test.each([0, 31, 33, 511])('forgets all of a superpage when page %d of it is fenced', (fenced) => {
    clear(S);
    hart.mmu.flush(undefined, undefined);
    const satp = SV39 | (ROOT >> 12n);
    const data = { mode: S, sum: false, mxr: false };
    mapCode(ROOT, S);
    write64(ROOT, leaf(TABLES[1]!, V));
    write64(TABLES[1]!, leaf(RAM, V | R | A | D));
    write64(DATA, DATA);
    const va = DATA - RAM; // page 32
    expect(access(va, 'load', data, satp)).toEqual({ physical: DATA });
    write64(TABLES[1]!, 0n);
    hart.mmu.flush(undefined, fenced);
    expect(access(va, 'load', data, satp)).toEqual({ fault: 'page' });
  });
});

describe('accesses of two pages', () => {
  const satp = SV39 | (ROOT >> 12n);
  const boundary = 0x1000n;

  /** Two pages side by side in S-mode, each a frame of its own with its own rights. */
  function map(first: bigint, second: bigint): void {
    clear(S);
    hart.mmu.flush(undefined, undefined);
    write64(ROOT, leaf(TABLES[1]!, V));
    write64(TABLES[1]!, leaf(TABLES[0]!, V));
    write64(TABLES[0]!, leaf(DATA + 4n * PAGE, first));
    write64(TABLES[0]! + 8n, leaf(DATA, second));
  }

  function run(line: string, address: bigint): { readonly cause: bigint; readonly tval: bigint } | 'retired' {
    setCsr(hart, 'mstatus', 0n);
    setCsr(hart, 'satp', satp);
    setCsr(hart, 'mtvec', RAM + 0xf00n);
    hart.csrs.privilege = S;
    hart.mmu.update();
    ram.write(Number(RAM) + 0x1000, image(line));
    setPc(hart, CODE);
    setX(hart, 11, address);
    machine.step(1);
    return view.pc === RAM + 0xf00n ? { cause: view.csr('mcause')!, tval: view.csr('mtval')! } : 'retired';
  }

  test('move every byte, wherever the boundary is', () => {
    map(V | R | W | A | D, V | R | W | A | D);
    for (const [size, load, store] of [
      [2, 'lhu', 'sh'],
      [4, 'lwu', 'sw'],
      [8, 'ld', 'sd'],
    ] as const) {
      for (let before = 1; before < size; before++) {
        const address = boundary - BigInt(before);
        const value = 0x1122_3344_5566_7788n & (2n ** BigInt(8 * size) - 1n);
        setX(hart, 10, value);
        expect(run(`${store} a0, 0(a1)`, address)).toBe('retired');
        const bytes = Array.from({ length: size }, (_, i) =>
          ram.readU8(Number(i < before ? DATA + 5n * PAGE : DATA) + i - before),
        );
        expect(bytes).toEqual(Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn)));
        setX(hart, 10, 0n);
        expect(run(`${load} a0, 0(a1)`, address)).toBe('retired');
        expect(view.x(10)).toBe(value);
      }
    }
  });

  test('fault where the page is that faults, and write nothing', () => {
    const rw = V | R | W | A | D;
    const address = boundary - 4n;
    for (const [first, second, tval] of [
      [rw, 0n, boundary],
      [0n, rw, address],
      [0n, 0n, address],
      [rw, V | R | A, boundary],
    ] as const) {
      map(first, second);
      write64(DATA + 5n * PAGE - 8n, 0n);
      setX(hart, 10, -1n);
      expect(run('sd a0, 0(a1)', address)).toEqual({ cause: 15n, tval });
      expect(read64(DATA + 5n * PAGE - 8n)).toBe(0n);
    }
    map(rw, 0n);
    expect(run('ld a0, 0(a1)', address)).toEqual({ cause: 13n, tval: boundary });
  });

  test('are refused where either page is a device', () => {
    for (const [first, second] of [
      [DATA, 0x1000_0000n],
      [0x1000_0000n, DATA],
    ] as const) {
      map(0n, 0n);
      write64(TABLES[0]!, leaf(first, V | R | W | A | D));
      write64(TABLES[0]! + 8n, leaf(second, V | R | W | A | D));
      const tval = first === DATA ? boundary : boundary - 2n;
      expect(run('lw a0, 0(a1)', boundary - 2n)).toEqual({ cause: 5n, tval });
      expect(run('sw a0, 0(a1)', boundary - 2n)).toEqual({ cause: 7n, tval });
    }
  });
});

test('device registers are reached through the page tables', () => {
  clear(S);
  hart.mmu.flush(undefined, undefined);
  write64(ROOT, leaf(TABLES[1]!, V));
  write64(TABLES[1]!, leaf(TABLES[0]!, V));
  write64(TABLES[0]!, leaf(0x200_4000n, V | R | W)); // mtimecmp
  const satp = SV39 | (ROOT >> 12n);
  access(0n, 'store', { mode: S, sum: false, mxr: false }, satp);
  expect(access(0n, 'load', { mode: S, sum: false, mxr: false }, satp)).toEqual({ physical: 0x5a5a_0000_1234_5678n });
  expect(read64(TABLES[0]!) & (A | D)).toBe(A | D);
});

test('looking at a translation changes nothing', () => {
  clear(S);
  hart.mmu.flush(undefined, undefined);
  write64(ROOT, leaf(RAM, V | R | W | X));
  setCsr(hart, 'satp', SV39 | (ROOT >> 12n));
  hart.csrs.privilege = S;
  hart.mmu.update();
  expect(machine.translate(0, 0x1234n, 'store')).toBe(0x8000_1234);
  expect(machine.translate(0, 0x1234n)).toBe(0x8000_1234);
  expect(machine.translate(0, 1n << 39n)).toBe(undefined);
  expect(read64(ROOT)).toBe(leaf(RAM, V | R | W | X));
});
