import { describe, expect, test } from 'vitest';
import { memoryOf, setCsr, setX, Workbench } from '../testing.ts';
import { M, S, U } from './cause.ts';
import { CBCFE, CBIE, CBZE } from './envcfg.ts';

const bench = new Workbench();
const { hart, view } = bench;
const DATA = 0x8000_2000n;
const illegal = { cause: 2, tval: expect.any(BigInt) as unknown };
const ADUE = 1n << 61n;

test('CBIE keeps its value when 2 is written', () => {
  for (const name of ['menvcfg', 'senvcfg']) {
    for (const legal of [0n, 1n, 3n]) {
      bench.write(name, legal << 4n);
      expect(bench.writeRead(name, (2n << 4n) | 1n)).toBe((legal << 4n) | 1n);
    }
  }
});

describe('CBO instructions', () => {
  test.each([
    ['cbo.inval', CBIE],
    ['cbo.inval', 1 << 4],
    ['cbo.clean', CBCFE],
    ['cbo.flush', CBCFE],
    ['cbo.zero', CBZE],
  ])('%s needs %d of menvcfg below M, and of senvcfg in U', (name, bits) => {
    const others = (CBIE | CBCFE | CBZE) & ~(name === 'cbo.inval' ? CBIE : bits);
    setX(hart, 11, DATA);
    for (const m of [others, others | bits]) {
      for (const s of [others, others | bits]) {
        setCsr(hart, 'menvcfg', ADUE | BigInt(m));
        setCsr(hart, 'senvcfg', BigInt(s));
        const [inM, inS] = [m !== others, s !== others];
        const legal = [M, S, U].map((level) => bench.execute(`${name} (a1)`, level) === 'retired');
        expect(legal).toEqual([true, inM, inM && inS]);
      }
    }
  });

  test('cbo.zero clears the 64 bytes about its address, and nothing else', () => {
    const memory = memoryOf(bench.machine);
    for (const offset of [64n, 65n, 100n, 127n]) {
      memory.write(Number(DATA), new Uint8Array(192).fill(0xa5));
      setX(hart, 11, DATA + offset);
      expect(bench.execute('cbo.zero (a1)')).toBe('retired');
      const bytes = [...memory.subarray(Number(DATA), 192)];
      expect(bytes).toEqual(bytes.map((_, i) => (i >= 64 && i < 128 ? 0 : 0xa5)));
    }
  });

  test('fault as stores do, with the address that rs1 has', () => {
    setX(hart, 11, 0x4000_0013n);
    expect(bench.execute('cbo.zero (a1)')).toEqual({ cause: 7, tval: 0x4000_0013n });
  });
});

describe('Svinval', () => {
  test.each(['sfence.w.inval', 'sfence.inval.ir'])('%s is for S and M, whatever TVM says', (line) => {
    for (const status of [0n, 1n << 20n]) {
      setCsr(hart, 'mstatus', status);
      expect([M, S].map((level) => bench.execute(line, level))).toEqual(['retired', 'retired']);
      expect(bench.execute(line, U)).toEqual(illegal);
    }
  });

  test('sinval.vma is taken from S-mode by TVM', () => {
    setCsr(hart, 'mstatus', 1n << 20n);
    expect(bench.execute('sinval.vma a0, a1', S)).toEqual(illegal);
    expect(bench.execute('sinval.vma a0, a1', M)).toBe('retired');
    setCsr(hart, 'mstatus', 0n);
    expect(bench.execute('sinval.vma a0, a1', S)).toBe('retired');
    expect(bench.execute('sinval.vma a0, a1', U)).toEqual(illegal);
  });
});

describe('Sstc', () => {
  const STCE = 1n << 63n;
  const STIP = 0x20n;

  test('stimecmp is for S-mode where menvcfg and mcounteren say so', () => {
    for (const environment of [0n, STCE]) {
      for (const counters of [0n, 2n, ~2n]) {
        setCsr(hart, 'menvcfg', environment);
        setCsr(hart, 'mcounteren', counters);
        setCsr(hart, 'stimecmp', 77n);
        expect(bench.read('stimecmp', S)).toEqual(environment !== 0n && counters === 2n ? 77n : illegal);
        expect(bench.read('stimecmp', M)).toBe(77n);
        expect(bench.read('stimecmp', U)).toEqual(illegal);
      }
    }
  });

  test('STIP is the comparison with time, and not writable, while STCE is set', () => {
    bench.write('menvcfg', 0n);
    bench.write('stimecmp', 0n);
    expect(bench.writeRead('mip', STIP)).toBe(STIP);
    expect(bench.writeRead('mip', 0n)).toBe(0n);
    bench.write('mip', STIP);
    bench.write('stimecmp', ~0n);
    bench.write('menvcfg', STCE);
    expect(bench.writeRead('mip', STIP)).toBe(0n);
    bench.write('stimecmp', 0n);
    expect(bench.read('mip')).toBe(STIP);
    expect(bench.writeRead('mip', 0n)).toBe(STIP);
    bench.write('stimecmp', ~0n);
    expect(bench.read('mip')).toBe(0n);
    bench.write('stimecmp', 0n);
    bench.write('menvcfg', 0n);
    expect(bench.read('mip')).toBe(0n);
  });

  test('interrupts at the deadline, exactly', () => {
    setCsr(hart, 'menvcfg', STCE);
    setCsr(hart, 'mcounteren', 2n);
    setCsr(hart, 'mideleg', STIP);
    setCsr(hart, 'mie', STIP);
    const now = bench.read('time') as bigint;
    bench.write('stimecmp', now + 3n, S);
    for (let i = 0; bench.execute('nop', U) === 'retired'; i++) expect(i).toBeLessThan(40);
    expect([view.csr('scause'), view.csr('time')]).toEqual([(1n << 63n) | 5n, now + 3n]);
    setCsr(hart, 'mie', 0n);
    setCsr(hart, 'mideleg', 0n);
  });
});

describe('ADUE', () => {
  const [V, R, W, A, D] = [1n, 2n, 4n, 64n, 128n];
  const ROOT = 0x8000_4000;
  const memory = memoryOf(bench.machine);
  const leaf = 0x2000_0000n | V | R | W;

  /** Loads and stores through a page of 1 GiB, on behalf of S-mode. */
  function accesses(flags: bigint): unknown[] {
    return ['ld a0, 0(a1)', 'sd a0, 0(a1)'].map((line) => {
      memory.writeU32(ROOT, Number(leaf | flags));
      setCsr(hart, 'satp', (8n << 60n) | (BigInt(ROOT) >> 12n));
      setCsr(hart, 'mstatus', (1n << 17n) | (1n << 11n));
      setX(hart, 11, 0x2000n);
      hart.mmu.flush(undefined, undefined);
      return bench.execute(line);
    });
  }

  test('without it, a page whose A or D is missing faults, and stays as it is', () => {
    bench.write('menvcfg', 0n);
    const [load, store] = [13, 15].map((cause) => ({ cause, tval: 0x2000n }));
    expect(accesses(0n)).toEqual([load, store]);
    expect(accesses(D)).toEqual([load, store]);
    expect(accesses(A)).toEqual(['retired', store]);
    expect(memory.readU32(ROOT)).toBe(Number(leaf | A));
    expect(accesses(A | D)).toEqual(['retired', 'retired']);
  });

  test('with it, they are set', () => {
    bench.write('menvcfg', ADUE);
    expect(accesses(0n)).toEqual(['retired', 'retired']);
    expect(memory.readU32(ROOT)).toBe(Number(leaf | A | D));
  });
});
