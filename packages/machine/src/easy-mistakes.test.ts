/** What emulators of RISC-V are known to get wrong, one test for each mistake; `easy-float-mistakes.test.ts` has those of F and D. */
import { expand } from '@racho/isa';
import { describe, expect, test } from 'vitest';
import { M, S, U } from './hart/cause.ts';
import { memoryOf, setCsr, setX, Workbench } from './testing.ts';

const bench = new Workbench();
const { hart, view } = bench;
const memory = memoryOf(bench.machine);
const DATA = 0x8000_2000n;

/** Executes a word that the assembler may not know. */
const executeWord = (word: number, privilege = M): unknown => bench.execute(`.word ${word >>> 0}`, privilege);
const executeHalf = (half: number): unknown => bench.execute(`.half ${half}`);
const illegal = expect.objectContaining({ cause: 2 }) as unknown;

describe('encodings', () => {
  test('ZEXT.H is PACKW by x0; other PACKs are of an extension that is not there', () => {
    setX(hart, 11, 0x1234_5678_9abc_def0n);
    expect(executeWord(0x0805_c53b)).toBe('retired');
    expect(view.x(10)).toBe(0xdef0n);
    expect(executeWord(0x08c5_c53b)).toEqual(illegal); // packw a0, a1, a2
    expect(executeWord(0x08c5_c533)).toEqual(illegal); // pack a0, a1, a2
    expect(executeWord(0x0805_c533)).toEqual(illegal); // RV32's zext.h
  });

  test('shifts by an immediate of the W forms have five bits', () => {
    expect(executeWord(0x0205_951b)).toEqual(illegal); // slliw by 32
    expect(executeWord(0x0205_d51b)).toEqual(illegal); // srliw by 32
    expect(executeWord(0x4205_d51b)).toEqual(illegal); // sraiw by 32
    expect(executeWord(0x03f5_9513)).toBe('retired'); // slli by 63
    expect(executeWord(0x0405_9513)).toEqual(illegal);
  });

  test('reserved compressed forms are illegal', () => {
    const reserved = {
      'all zeros': 0x0000,
      'c.addi4spn by 0': 0x0004,
      'c.addiw to x0': 0x2001,
      'c.addi16sp by 0': 0x6101,
      'c.lui by 0': 0x6081,
      'c.lwsp to x0': 0x4002,
      'c.ldsp to x0': 0x6002,
      'c.jr x0': 0x8002,
      'between c.addw and c.mv': 0x9c41,
      'quadrant 0, funct3 100': 0x8000,
    };
    for (const [name, half] of Object.entries(reserved)) {
      expect([name, expand(half)]).toEqual([name, 0]);
      expect(executeHalf(half)).toEqual(illegal);
    }
  });

  test('C.LUI to x0 is a hint, and to x2 another instruction', () => {
    expect(executeHalf(0x6005)).toBe('retired'); // c.lui x0, 1
    expect(view.x(0)).toBe(0n);
    setX(hart, 2, 0x100n);
    expect(executeHalf(0x6141)).toBe('retired'); // c.addi16sp sp, 16
    expect(view.x(2)).toBe(0x110n);
    expect(executeHalf(0x757d)).toBe('retired'); // c.lui a0, 0xfffff
    expect(view.x(10)).toBe(0xffff_ffff_ffff_f000n);
  });

  test('other hints change nothing', () => {
    setX(hart, 10, 77n);
    // c.nop 0 and 1, c.li x0, c.slli x0, c.mv x0, c.add x0, c.srli a0 by 0
    for (const half of [0x0001, 0x0005, 0x4001, 0x0002, 0x8006, 0x9006, 0x8101]) {
      expect(executeHalf(half)).toBe('retired');
      expect([half, view.x(0), view.x(10)]).toEqual([half, 0n, 77n]);
    }
  });

  test('C.JALR by ra goes where ra was, and links behind two bytes', () => {
    setX(hart, 1, 0x8000_1100n);
    memory.writeU32(0x8000_1100, 0x0000_0013);
    executeHalf(0x9082); // c.jalr ra
    expect([view.pc, view.x(1)]).toEqual([0x8000_1100n, 0x8000_1002n]);
  });

  test('JALR by its own rd goes where that was, with bit 0 cleared', () => {
    setX(hart, 10, 0x8000_1101n);
    bench.execute('jalr a0, 0(a0)');
    expect([view.pc, view.x(10)]).toEqual([0x8000_1100n, 0x8000_1004n]);
  });
});

describe('CSRs', () => {
  test('setting no bits by an immediate or x0 does not write, by a register that is zero it does', () => {
    setX(hart, 11, 0n);
    for (const line of [
      'csrrsi a0, mhartid, 0',
      'csrrci a0, mhartid, 0',
      'csrrs a0, mhartid, x0',
      'csrrc a0, mhartid, x0',
    ]) {
      expect(bench.execute(line)).toBe('retired');
    }
    for (const line of [
      'csrrwi a0, mhartid, 0',
      'csrrw a0, mhartid, x0',
      'csrrs a0, mhartid, a1',
      'csrrsi a0, mhartid, 1',
    ]) {
      expect(bench.execute(line)).toMatchObject({ cause: 2 });
    }
  });

  test('U-mode has none but its own, S-mode none of M-mode', () => {
    for (const name of ['sstatus', 'satp', 'sscratch', 'mstatus', 'mscratch', 'pmpcfg0']) {
      expect(bench.read(name, U)).toMatchObject({ cause: 2 });
    }
    for (const name of ['mstatus', 'mscratch', 'pmpaddr0', 'menvcfg']) {
      expect(bench.read(name, S)).toMatchObject({ cause: 2 });
    }
    expect(bench.execute('csrr a0, sscratch', S)).toBe('retired');
  });

  test('rd gets the old value where it is the source', () => {
    setCsr(hart, 'mscratch', 5n);
    setX(hart, 10, 7n);
    bench.execute('csrrw a0, mscratch, a0');
    expect([view.x(10), view.csr('mscratch')]).toEqual([5n, 7n]);
  });
});

describe('memory', () => {
  test('SC without a reservation fails at address 0, where no reservation is', () => {
    const fresh = new Workbench();
    setX(fresh.hart, 11, 0n);
    setX(fresh.hart, 12, 1n);
    expect(fresh.execute('sc.d a0, a2, (a1)')).toBe('retired');
    expect(fresh.view.x(10)).toBe(1n);
  });

  test('AMOs of words sign-extend what they read, and compare words', () => {
    memory.writeU32(Number(DATA), 0x8000_0000);
    setX(hart, 11, DATA);
    setX(hart, 12, 1n);
    bench.execute('amominu.w a0, a2, (a1)');
    expect([view.x(10), memory.readU32(Number(DATA))]).toEqual([0xffff_ffff_8000_0000n, 1]);
  });

  test('AMOs fault as stores, LR as loads', () => {
    setX(hart, 11, 0x4000_0000n);
    expect(bench.execute('amoadd.w a0, a2, (a1)')).toMatchObject({ cause: 7 });
    expect(bench.execute('lr.w a0, (a1)')).toMatchObject({ cause: 5 });
    setX(hart, 11, DATA + 2n);
    expect(bench.execute('amoadd.w a0, a2, (a1)')).toMatchObject({ cause: 6 });
    expect(bench.execute('lr.w a0, (a1)')).toMatchObject({ cause: 4 });
  });

  test('a load to x0 faults all the same', () => {
    setX(hart, 11, 0x4000_0000n);
    expect(bench.execute('lw x0, 0(a1)')).toMatchObject({ cause: 5 });
  });

  test('code that was executed and then written is what is executed next', () => {
    for (const [line, value] of [
      ['li a0, 1', 1n],
      ['li a0, 2', 2n],
    ] as const) {
      bench.execute(line);
      expect(view.x(10)).toBe(value);
    }
  });
});

describe('division', () => {
  test('by zero and out of range traps nowhere', () => {
    const least = 1n << 63n;
    const all = (1n << 64n) - 1n;
    for (const [line, a, b, result] of [
      ['div', 7n, 0n, all],
      ['divu', 7n, 0n, all],
      ['rem', 7n, 0n, 7n],
      ['remu', 7n, 0n, 7n],
      ['div', least, all, least],
      ['rem', least, all, 0n],
      ['divw', 0x8000_0000n, all, 0xffff_ffff_8000_0000n],
      ['remw', 0x8000_0000n, all, 0n],
      ['divuw', 1n, 0n, all],
      ['remuw', 0x8000_0000n, 0n, 0xffff_ffff_8000_0000n],
    ] as const) {
      setX(hart, 11, a);
      setX(hart, 12, b);
      expect(bench.execute(`${line} a0, a1, a2`)).toBe('retired');
      expect([line, view.x(10)]).toEqual([line, result]);
    }
  });
});
