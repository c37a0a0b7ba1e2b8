import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { image, memoryOf, setCsr, setPc, setX, Workbench } from '../testing.ts';
import { M, S, U } from './cause.ts';
import * as bits from './mstatus.ts';

const ALL = 2n ** 64n - 1n;
const CODE = 0x8000_1000n;
const NO_RAM = 0x9000_0000n;

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});

const csr = (name: string): bigint => bench.view.csr(name)!;

/** Instructions that trap: cause and value, with a1 = NO_RAM and a2 = CODE + 1. */
const exceptions: readonly (readonly [line: string, privilege: number, cause: number, tval: bigint])[] = [
  ['ecall', U, 8, 0n],
  ['ecall', S, 9, 0n],
  ['ecall', M, 11, 0n],
  ['ebreak', U, 3, CODE],
  ['.half 0x9002', S, 3, CODE], // C.EBREAK
  ['.word 0xffffffff', U, 2, 0xffff_ffffn],
  ['.word 0', S, 2, 0n],
  ['.half 0x6101; .half 0xffff', M, 2, 0x6101n], // C.ADDI16SP with a zero immediate
  ['.word 0x0000007f', U, 2, 0x7fn],
  ['mret', S, 2, 0x3020_0073n],
  ['sret', U, 2, 0x1020_0073n],
  ['wfi', U, 2, 0x1050_0073n],
  ['sfence.vma', U, 2, 0x1200_0073n],
  ['gate 3', S, 2, 0x0030_000bn],
  ['gate 3', M, 2, 0x0030_000bn],
  ['lw a0, 4(a1)', U, 5, NO_RAM + 4n],
  ['ld a0, 0(x0)', S, 5, 0n],
  ['sd a0, -8(a1)', U, 7, NO_RAM - 8n],
  ['lr.w a0, (a2)', S, 4, CODE + 1n],
  ['lr.d a0, (a1)', U, 5, NO_RAM],
  ['sc.w a0, a0, (a2)', S, 6, CODE + 1n],
  ['amoadd.d a0, a0, (a2)', U, 6, CODE + 1n],
  ['amoswap.w a0, a0, (a1)', M, 7, NO_RAM],
  ['lh a0, 1(a3)', U, 5, 0x1000_0001n], // the UART has no misaligned registers
  ['amoor.w a0, a0, (a3)', U, 7, 0x1000_0000n], // nor atomic ones
  ['lr.w a0, (a3)', U, 5, 0x1000_0000n],
];

describe('exceptions', () => {
  const prepare = (): void => {
    setX(bench.hart, 11, NO_RAM);
    setX(bench.hart, 12, CODE + 1n);
    setX(bench.hart, 13, 0x1000_0000n);
  };

  test.each(exceptions)('%s in mode %i has cause %i', (line, privilege, cause, tval) => {
    prepare();
    setCsr(bench.hart, 'mstatus', 0x8n); // MIE
    const before = bench.hart.retired;
    expect(bench.execute(line.replace(';', '\n'), privilege)).toEqual({ cause, tval });
    expect(bench.view.privilege).toBe(M);
    expect([csr('mepc'), csr('mcause')]).toEqual([CODE, BigInt(cause)]);
    expect(csr('mstatus')).toBe(0xa_0000_0080n | (BigInt(privilege) << 11n));
    expect(bench.hart.retired).toBe(before);
  });

  test.each(exceptions)('%s in mode %i goes to S-mode if it is delegated', (line, privilege, cause, tval) => {
    prepare();
    setCsr(bench.hart, 'medeleg', 1n << BigInt(cause));
    setCsr(bench.hart, 'mstatus', 0xan); // MIE, SIE
    expect(bench.execute(line.replace(';', '\n'), privilege)).toEqual({ cause, tval });
    expect(bench.view.privilege).toBe(privilege === M ? M : S);
    if (privilege === M) return;
    expect([csr('sepc'), csr('scause'), csr('stval'), csr('mcause')]).toEqual([CODE, BigInt(cause), tval, 0n]);
    expect(csr('mstatus')).toBe(0xa_0000_0028n | (privilege === S ? 0x100n : 0n));
  });

  test('the handler is at the base also where interrupts are vectored', () => {
    setCsr(bench.hart, 'mtvec', 0x8000_0401n);
    bench.execute('ecall');
    expect(bench.view.pc).toBe(0x8000_0400n);
  });
});

describe('interrupts', () => {
  const numbers = [11, 3, 7, 9, 1, 5];

  /** The manual's rules as they are written, on sets of interrupt numbers. */
  function due(s: {
    pending: bigint;
    enabled: bigint;
    deleg: bigint;
    mode: number;
    mie: boolean;
    sie: boolean;
  }): number {
    const has = (set: bigint, n: number): boolean => ((set >> BigInt(n)) & 1n) === 1n;
    const candidates = numbers.filter((n) => has(s.pending, n) && has(s.enabled, n));
    const forM = candidates.filter((n) => !has(s.deleg, n) && (s.mode < M || s.mie));
    const forS = candidates.filter((n) => has(s.deleg, n) && (s.mode < S || (s.mode === S && s.sie)));
    return forM[0] ?? forS[0] ?? -1;
  }

  const someOf = (choice: readonly number[]): fc.Arbitrary<bigint> =>
    fc.subarray([...choice]).map((set) => set.reduce((mask, n) => mask | (1n << BigInt(n)), 0n));

  test('are taken by privilege, enables, delegation and priority', () => {
    fc.assert(
      fc.property(
        fc.record({
          lines: someOf([11, 3, 9]),
          soft: someOf([1, 5, 9]),
          enabled: someOf(numbers),
          deleg: someOf([1, 5, 9]),
          mode: fc.constantFrom(U, S, M),
          mie: fc.boolean(),
          sie: fc.boolean(),
          vectored: fc.boolean(),
        }),
        ({ lines, soft, mode, vectored, ...s }) => {
          const { hart, view } = bench;
          hart.setLine(-1, 0);
          hart.setLine(Number(lines), 1);
          setCsr(hart, 'mip', soft);
          setCsr(hart, 'mie', s.enabled);
          setCsr(hart, 'mideleg', s.deleg);
          setCsr(hart, 'mstatus', BigInt((s.mie ? bits.MIE : 0) | (s.sie ? bits.SIE : 0)));
          setCsr(hart, 'mtvec', 0x8000_0400n | (vectored ? 1n : 0n));
          setCsr(hart, 'stvec', 0x8000_0800n | (vectored ? 1n : 0n));
          for (let i = 0; i < 0x300; i++) memoryOf(bench.machine).writeU32(0x8000_0400 + 4 * i, 0x13);
          const expected = due({ ...s, pending: lines | soft, mode });
          const before = hart.retired;
          bench.execute('nop', mode);
          expect(hart.retired).toBe(before + 1);
          if (expected < 0) {
            expect([view.pc, view.privilege]).toEqual([CODE + 4n, mode]);
            return;
          }
          const toS = ((s.deleg >> BigInt(expected)) & 1n) === 1n;
          const base = toS ? 0x8000_0800n : 0x8000_0400n;
          // The one instruction is the handler's first.
          expect(view.pc).toBe(base + (vectored ? 4n * BigInt(expected) : 0n) + 4n);
          expect(view.privilege).toBe(toS ? S : M);
          const [cause, epc, tval] = toS ? ['scause', 'sepc', 'stval'] : ['mcause', 'mepc', 'mtval'];
          expect([csr(cause), csr(epc), csr(tval)]).toEqual([(1n << 63n) | BigInt(expected), CODE, 0n]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['csrsi mstatus, 8', 'mstatus.MIE', 0n, 0x800n],
    ['csrs mie, a1', 'mie', 8n, 0n],
  ])('%s lets one in before the next instruction', (line, _, mstatus, mie) => {
    setX(bench.hart, 11, 0x800n);
    setCsr(bench.hart, 'mstatus', mstatus);
    setCsr(bench.hart, 'mie', mie);
    bench.hart.setLine(0x800, 1);
    expect(bench.execute(line)).toMatchObject({ cause: Number(0x8000_0000_0000_000bn) });
    expect([csr('mepc'), csr('mcause')]).toEqual([CODE + 4n, (1n << 63n) | 11n]);
  });

  test('mret lets one in at the place it returns to', () => {
    setCsr(bench.hart, 'mie', 0x800n);
    setCsr(bench.hart, 'mepc', 0x8000_2000n);
    setCsr(bench.hart, 'mstatus', 0n); // to U-mode
    bench.hart.setLine(0x800, 1);
    bench.execute('mret');
    expect([csr('mepc'), csr('mcause'), (csr('mstatus') >> 11n) & 3n]).toEqual([0x8000_2000n, (1n << 63n) | 11n, 0n]);
  });

  test('a vector beyond the end of the low half carries', () => {
    setCsr(bench.hart, 'mtvec', 0x1_ffff_fff1n);
    setCsr(bench.hart, 'mie', 0x800n);
    setCsr(bench.hart, 'mstatus', 8n);
    bench.hart.setLine(0x800, 1);
    bench.execute('nop');
    // The handler is nowhere, so its first instruction traps at the vector's base.
    expect(csr('mepc')).toBe(0x2_0000_001cn);
  });
});

describe('returns', () => {
  test.each([U, S, M])('mret to mode %i', (to) => {
    setCsr(bench.hart, 'mepc', 0x1234_5678_9abc_def0n);
    setCsr(bench.hart, 'mstatus', BigInt(bits.MPRV | bits.MPIE) | (BigInt(to) << 11n));
    expect(bench.execute('mret')).toBe('retired');
    expect([bench.view.pc, bench.view.privilege]).toEqual([0x1234_5678_9abc_def0n, to]);
    expect(csr('mstatus')).toBe(0xa_0000_0000n | BigInt(bits.MPIE | bits.MIE | (to === M ? bits.MPRV : 0)));
  });

  test.each([U, S])('sret to mode %i', (to) => {
    setCsr(bench.hart, 'sepc', 0x8000_2000n);
    setCsr(bench.hart, 'mstatus', BigInt(bits.MPRV | bits.SIE | (to === S ? bits.SPP : 0)));
    expect(bench.execute('sret', S)).toBe('retired');
    expect([bench.view.pc, bench.view.privilege]).toEqual([0x8000_2000n, to]);
    expect(csr('mstatus')).toBe(0xa_0000_0000n | BigInt(bits.SPIE));
  });

  test('TSR, TW and TVM trap what S-mode does, not what M-mode does', () => {
    for (const [bit, line] of [
      [bits.TSR, 'sret'],
      [bits.TW, 'wfi'],
      [bits.TVM, 'sfence.vma'],
    ] as const) {
      setCsr(bench.hart, 'mstatus', BigInt(bit));
      expect(bench.execute(line, S), line).toMatchObject({ cause: 2 });
      setCsr(bench.hart, 'mstatus', BigInt(bit));
      // A timer that is due later lets WFI wait for it.
      bench.hart.setMachineTimer(1000);
      setCsr(bench.hart, 'mie', 0x80n);
      expect(bench.execute(line, M), line).toBe('retired');
    }
  });

  test('wfi goes on when an interrupt is pending that only mstatus keeps from being taken', () => {
    setCsr(bench.hart, 'mip', 2n);
    setCsr(bench.hart, 'mie', 2n);
    memoryOf(bench.machine).writeU32(Number(CODE) + 4, 0x0000_006f); // j .
    expect([bench.execute('wfi'), bench.view.pc]).toEqual(['retired', CODE + 4n]);
    expect(bench.machine.step(5)).toEqual({ reason: 'budget', retired: 5 });
  });
});

test('a trap vector where nothing can be fetched neither hangs nor retires', () => {
  const { hart, machine, view } = bench;
  setCsr(hart, 'mtvec', 0n);
  memoryOf(machine).write(Number(CODE), image('ecall', CODE));
  setPc(hart, CODE);
  expect(machine.step(100_000)).toEqual({ reason: 'budget', retired: 0 });
  expect([view.pc, csr('mcause'), csr('mtval')]).toEqual([0n, 1n, 0n]);
});

test('every register and all of memory are as they were before an instruction that trapped', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...exceptions),
      fc.array(fc.bigInt({ min: 0n, max: ALL }), { minLength: 32, maxLength: 32 }),
      ([line, privilege], x) => {
        for (let i = 1; i < 32; i++) setX(bench.hart, i, x[i]!);
        setX(bench.hart, 11, NO_RAM);
        setX(bench.hart, 12, CODE + 1n);
        setX(bench.hart, 13, 0x1000_0000n);
        const state = (): bigint[] => x.map((_, i) => bench.view.x(i));
        const before = state();
        expect(bench.execute(line.replace(';', '\n'), privilege)).not.toBe('retired');
        expect(state()).toEqual(before);
      },
    ),
  );
});
