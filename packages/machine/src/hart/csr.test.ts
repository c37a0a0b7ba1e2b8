import { csrs } from '@racho/isa';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { setCsr, Workbench } from '../testing.ts';
import { M, S, U } from './cause.ts';
import { csrTable } from './csr-table.ts';

const ALL = 2n ** 64n - 1n;
const illegal = expect.objectContaining({ cause: 2 }) as unknown;
const levelName = ['U', 'S', '', 'M'];

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});

describe('access', () => {
  test('a register that does not exist is an illegal instruction, in every mode', () => {
    const existing = new Set(csrTable.map((row) => row.number));
    for (let number = 0; number < 4096; number++) {
      if (existing.has(number)) continue;
      expect(bench.read(`0x${number.toString(16)}`), number.toString(16)).toEqual(illegal);
    }
  });

  test('every register has its name and number in the ISA table, once', () => {
    for (const row of csrTable) expect(csrs).toContainEqual({ name: row.name, number: row.number });
    expect(new Set(csrTable.map((row) => row.name)).size).toBe(csrTable.length);
  });

  test.each(csrTable.map((row) => row.name))('%s is for its privilege and those above', (name) => {
    for (const counteren of ['mcounteren', 'scounteren'] as const) setCsr(bench.hart, counteren, ALL);
    setCsr(bench.hart, 'mstatus', 1n << 13n); // floating point is on
    setCsr(bench.hart, 'menvcfg', 1n << 63n); // stimecmp is S-mode's
    const { privilege } = csrTable.find((row) => row.name === name)!;
    for (const level of [U, S, M]) {
      const readable = typeof bench.read(name, level) === 'bigint';
      expect(readable, `${name} in ${levelName[level]!}-mode`).toBe(level >= privilege);
    }
  });

  test('a read-only register refuses writes, but not csrrs and csrrc without bits to change', () => {
    for (const row of csrTable.filter(({ readOnly }) => readOnly)) {
      expect(bench.write(row.name, 0n), row.name).toEqual(illegal);
      expect(bench.execute(`csrrs a0, ${row.name}, a1`)).toEqual(illegal);
      expect(bench.execute(`csrrsi a0, ${row.name}, 1`)).toEqual(illegal);
      expect(bench.execute(`csrrwi a0, ${row.name}, 0`)).toEqual(illegal);
      for (const form of ['csrrs a0, NAME, x0', 'csrrc a0, NAME, x0', 'csrrsi a0, NAME, 0', 'csrrci a0, NAME, 0']) {
        expect(bench.execute(form.replace('NAME', row.name)), form).toBe('retired');
      }
    }
  });

  test('an illegal access reports the word and leaves rd alone', () => {
    expect(bench.execute('csrrwi a0, 0x7c0, 11')).toEqual({ cause: 2, tval: 0x7c05_d573n });
    expect(bench.read('mstatus', U)).toEqual({ cause: 2, tval: 0x3000_2573n });
    expect(bench.view.x(10)).toBe(0xdead_beefn);
  });

  test('TVM takes satp from S-mode, and only from there', () => {
    bench.write('mstatus', 1n << 20n);
    expect([bench.read('satp', S), bench.write('satp', 0n, S)]).toEqual([illegal, illegal]);
    expect(bench.read('satp', M)).toBe(0n);
    bench.write('mstatus', 0n);
    expect(bench.read('satp', S)).toBe(0n);
  });

  test.each([
    ['cycle', 0],
    ['time', 1],
    ['instret', 2],
    ['hpmcounter3', 3],
    ['hpmcounter31', 31],
  ])('%s needs its bit of mcounteren below M, and that of scounteren in U', (name, bit) => {
    for (const [m, s] of [
      [0n, 0n],
      [0n, ALL],
      [ALL, 0n],
      [ALL, ALL],
      [ALL ^ (1n << BigInt(bit)), ALL],
    ] as const) {
      setCsr(bench.hart, 'mcounteren', m);
      setCsr(bench.hart, 'scounteren', s);
      const [inM, inS] = [((m >> BigInt(bit)) & 1n) === 1n, ((s >> BigInt(bit)) & 1n) === 1n];
      const readable = [M, S, U].map((level) => typeof bench.read(name, level) === 'bigint');
      expect(readable).toEqual([true, inM, inM && inS]);
    }
  });
});

describe('the six instructions', () => {
  const u64 = fc.bigInt({ min: 0n, max: ALL });

  test('write, set and clear, from a register', () => {
    fc.assert(
      fc.property(u64, u64, fc.constantFrom('csrrw', 'csrrs', 'csrrc'), (before, operand, name) => {
        setCsr(bench.hart, 'mscratch', before);
        bench.write('mscratch', operand, M, `${name} a0,`);
        const after = { csrrw: operand, csrrs: before | operand, csrrc: before & ~operand }[name];
        expect([bench.view.x(10), bench.view.csr('mscratch')]).toEqual([before, after]);
      }),
    );
  });

  test('write, set and clear, from five bits of the instruction', () => {
    fc.assert(
      fc.property(u64, fc.nat(31), fc.constantFrom('csrrwi', 'csrrsi', 'csrrci'), (before, operand, name) => {
        setCsr(bench.hart, 'mscratch', before);
        bench.execute(`${name} a0, mscratch, ${operand}`);
        const bits = BigInt(operand);
        const after = { csrrwi: bits, csrrsi: before | bits, csrrci: before & ~bits }[name];
        expect([bench.view.x(10), bench.view.csr('mscratch')]).toEqual([before, after]);
      }),
    );
  });

  test('rd and rs1 may be the same register, and rd may be x0', () => {
    setCsr(bench.hart, 'mscratch', 5n);
    bench.write('mscratch', 7n, M, 'csrrw a1,');
    expect([bench.view.x(11), bench.view.csr('mscratch')]).toEqual([5n, 7n]);
    bench.execute('csrrw x0, mscratch, x0');
    expect([bench.view.x(0), bench.view.csr('mscratch')]).toEqual([0n, 0n]);
  });
});

describe('legal values', () => {
  test.each([
    ['mstatus', ALL, 0x8000_000a_007e_79aan],
    ['sstatus', ALL, 0x8000_0002_000c_6122n],
    ['misa', 0n, 0x8000_0000_0014_112dn],
    ['medeleg', ALL, 0xb3ffn],
    ['mideleg', ALL, 0x222n],
    ['mie', ALL, 0xaaan],
    ['mip', ALL, 0x222n],
    ['mcounteren', ALL, 0xffff_ffffn],
    ['scounteren', ALL, 0xffff_ffffn],
    ['mcountinhibit', ALL, 0b101n],
    ['mepc', ALL, ALL - 1n],
    ['sepc', ALL, ALL - 1n],
    ['mtvec', 0x8000_0001n, 0x8000_0001n],
    ['mcause', ALL, ALL],
    ['scause', ALL, ALL],
    ['mtval', ALL, ALL],
    ['stval', ALL, ALL],
    ['mscratch', ALL, ALL],
    ['sscratch', ALL, ALL],
    ['menvcfg', ALL, 0xa000_0000_0000_00f1n],
    ['senvcfg', ALL, 0xf1n],
    ['stimecmp', ALL, ALL],
    ['pmpcfg2', 0x1f7f_0203_0405_0607n, 0x1f1f_0003_0405_0007n],
    ['pmpaddr15', ALL, 0x003f_ffff_ffff_ffffn],
    ['mhpmcounter3', ALL, 0n],
    ['mhpmevent31', ALL, 0n],
    ['tselect', ALL, 0n],
    ['tdata1', 2n << 60n, 0n],
    ['tdata2', ALL, 0n],
    ['tinfo', ALL, 1n],
    ['satp', 0x8123_4000_0008_0000n, 0x8123_4000_0008_0000n],
    ['satp', (8n << 60n) | (2n ** 60n - 1n), (8n << 60n) | (2n ** 60n - 1n)],
  ])('%s written with %x', (name, value, legal) => {
    expect(bench.writeRead(name, value)).toBe(legal);
  });

  test('information that software cannot change', () => {
    for (const name of ['mvendorid', 'marchid', 'mimpid', 'mhartid', 'mconfigptr']) expect(bench.read(name)).toBe(0n);
  });

  test('MPP keeps its value when 2 is written', () => {
    for (const mpp of [0n, 1n, 3n]) {
      bench.write('mstatus', mpp << 11n);
      expect(bench.writeRead('mstatus', 2n << 11n)).toBe(0xa_0000_0000n | (mpp << 11n));
    }
  });

  test('an unsupported trap vector mode leaves the register as it was', () => {
    for (const name of ['mtvec', 'stvec']) {
      bench.write(name, 0x1001n);
      expect(bench.writeRead(name, 0x2002n)).toBe(0x1001n);
      expect(bench.writeRead(name, 0x2003n)).toBe(0x1001n);
      expect(bench.writeRead(name, 0x2000n)).toBe(0x2000n);
      // The bench finds traps by the vector.
      setCsr(bench.hart, 'mtvec', 0x8000_0f00n);
    }
  });

  test('a satp with an unsupported mode has no effect at all', () => {
    for (const mode of [9n, 8n]) {
      expect(bench.writeRead('satp', (mode << 60n) | 0x12345n)).toBe((mode << 60n) | 0x12345n);
    }
    for (const mode of [1n, 7n, 10n, 11n, 15n]) {
      expect(bench.writeRead('satp', (mode << 60n) | 0x777n)).toBe((8n << 60n) | 0x12345n);
    }
    expect(bench.writeRead('satp', 0x777n)).toBe(0x777n);
  });

  test('sie and sip are what mideleg lets through of mie and mip', () => {
    bench.write('mideleg', 0x020n);
    bench.write('mie', ALL);
    expect(bench.read('sie')).toBe(0x020n);
    bench.write('sie', 0n, S);
    expect(bench.read('mie')).toBe(0xa8an);
    bench.write('mie', 0n);
    bench.write('mip', ALL);
    expect(bench.read('sip')).toBe(0x020n);
    // STIP is not for S-mode to clear, and SSIP only where it is delegated.
    bench.write('sip', 0n, S);
    expect(bench.read('mip')).toBe(0x222n);
    bench.write('mideleg', 0x222n);
    bench.write('sip', 0n, S);
    expect(bench.read('mip')).toBe(0x220n);
    bench.write('sip', 2n, S);
    expect(bench.read('mip')).toBe(0x222n);
  });

  test('setting bits of mip does not latch what devices hold up', () => {
    bench.hart.setLine(0x200, 1);
    bench.write('mip', 0x002n, M, 'csrs');
    expect(bench.read('mip')).toBe(0x202n);
    bench.hart.setLine(0x200, 0);
    expect(bench.read('mip')).toBe(0x002n);
    // Nor can software clear them.
    bench.hart.setLine(0x808, 1);
    bench.write('mip', ALL, M, 'csrc');
    expect(bench.read('mip')).toBe(0x808n);
  });

  test('sstatus is a part of mstatus', () => {
    bench.write('mstatus', ALL);
    bench.write('sstatus', 0n, S);
    expect(bench.read('mstatus')).toBe(0xa_0072_1888n);
  });
});

describe('counters', () => {
  test('minstret counts what retires, and a write is what the next instruction reads', () => {
    bench.write('minstret', 1000n);
    expect([bench.read('minstret'), bench.read('minstret'), bench.read('instret')]).toEqual([1000n, 1001n, 1002n]);
    bench.execute('ecall');
    expect(bench.read('minstret')).toBe(1003n);
    bench.write('mcycle', ALL);
    expect([bench.read('mcycle'), bench.read('cycle')]).toEqual([ALL, 0n]);
  });

  test('all 64 bits can be written, and carry', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: ALL }), (value) => {
        bench.write('minstret', value);
        bench.execute('nop');
        expect(bench.read('minstret')).toBe(BigInt.asUintN(64, value + 1n));
      }),
    );
  });

  test('mcountinhibit stops each of them where it is', () => {
    bench.write('mcycle', 500n);
    bench.write('minstret', 100n);
    bench.write('mcountinhibit', 0b100n);
    bench.execute('nop');
    expect([bench.read('minstret'), bench.read('minstret')]).toEqual([101n, 101n]);
    expect(bench.read('mcycle')).toBe(505n);
    bench.write('minstret', 7n);
    expect(bench.read('minstret')).toBe(7n);
    bench.write('mcountinhibit', 0n);
    expect([bench.read('minstret'), bench.read('minstret')]).toEqual([7n, 8n]);
  });

  test('time is a tenth of the instructions in deterministic mode', () => {
    for (let i = 0; i < 50; i++) expect(bench.read('time')).toBe(BigInt(Math.floor((bench.hart.retired - 1) / 10)));
  });
});
