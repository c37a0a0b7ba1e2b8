import { describe, expect, test } from 'vitest';
import { coreOf } from '../machine.ts';
import { memoryOf, setCsr, setX, Workbench } from '../testing.ts';
import { M, U } from './cause.ts';

const WORD = 0x8000_2000n;
const OTHER = 0x8000_2008n;

/** A bench whose a1 is the address of a 64-bit word with a value, and a2 what is to be stored. */
function prepared(value = 5): Workbench {
  const bench = new Workbench();
  memoryOf(bench.machine).writeNumber(Number(WORD), value);
  memoryOf(bench.machine).writeNumber(Number(OTHER), value);
  setX(bench.hart, 11, WORD);
  setX(bench.hart, 12, 9n);
  setX(bench.hart, 13, OTHER);
  return bench;
}

const word = (bench: Workbench): number => memoryOf(bench.machine).readNumber(Number(WORD));

/** The entropy device writes 8 bytes to `address`, with its queue far from them. */
function writeByDevice({ machine }: Workbench, address: number): void {
  const memory = memoryOf(machine);
  const [table, driver, device] = [0x8001_0000, 0x8001_1000, 0x8001_2000];
  memory.writeU32(table, address);
  memory.writeU32(table + 8, 8);
  memory.writeU32(table + 12, 2);
  memory.writeU32(driver, 1 << 16);
  for (const [register, value] of [
    ...([
      [0x70, 0],
      [0x70, 3],
      [0x24, 1],
      [0x20, 1],
      [0x70, 11],
      [0x38, 4],
    ] as const),
    ...([
      [0x80, table],
      [0x90, driver],
      [0xa0, device],
      [0x44, 1],
      [0x70, 15],
    ] as const),
  ]) {
    coreOf(machine).bus.write(0x1000_1000 + register, 4, value);
  }
  expect(memory.readU32(device) >>> 16).toBe(1);
}

describe('SC', () => {
  test.each([
    [-8, 0n],
    [-7, 1n],
    [0, 1n],
    [7, 1n],
    [8, 0n],
  ])('after a device has written 8 bytes at %d from the reserved ones gives %d', (offset, failed) => {
    const bench = prepared();
    bench.execute('lr.d a0, (a1)');
    writeByDevice(bench, Number(WORD) + offset);
    bench.execute('sc.d a0, a2, (a1)');
    expect(bench.view.x(10)).toBe(failed);
  });

  test.each(['w', 'd'])('.%s stores after LR, once', (width) => {
    const bench = prepared();
    bench.execute(`lr.${width} a0, (a1)`);
    expect(bench.view.x(10)).toBe(5n);
    bench.execute(`sc.${width} a0, a2, (a1)`);
    expect([bench.view.x(10), word(bench)]).toEqual([0n, 9]);
    setX(bench.hart, 12, 10n);
    bench.execute(`sc.${width} a0, a2, (a1)`);
    expect([bench.view.x(10), word(bench)]).toEqual([1n, 9]);
  });

  test.each([
    ['without a reservation', [], M],
    ['after an SC elsewhere', ['lr.d a0, (a1)', 'sc.d a0, a2, (a3)'], M],
    ['after LR elsewhere', ['lr.d a0, (a1)', 'lr.d a0, (a3)'], M],
    ['after a store that changed the value', ['lr.d a0, (a1)', 'sb a2, 3(a1)'], M],
    ['after an AMO that changed the value', ['lr.d a0, (a1)', 'amoadd.d a0, a2, (a1)'], M],
    ['after a trap', ['lr.d a0, (a1)', 'ecall'], U],
    ['after mret', ['lr.d a0, (a1)', 'mret'], M],
    ['after sret', ['lr.d a0, (a1)', 'sret'], M],
  ])('fails %s', (_, lines, privilege) => {
    const bench = prepared();
    for (const line of lines) bench.execute(line, privilege);
    const before = word(bench);
    expect(bench.execute('sc.d a0, a2, (a1)', privilege)).toBe('retired');
    expect([bench.view.x(10), word(bench)]).toEqual([1n, before]);
  });

  test('succeeds after instructions that leave the word alone', () => {
    const bench = prepared();
    bench.execute('lr.d a0, (a1)');
    for (const line of ['sd a2, 8(a1)', 'ld a4, 0(a1)', 'fence', 'csrr a4, mstatus']) bench.execute(line);
    bench.execute('sc.d a0, a2, (a1)');
    expect([bench.view.x(10), word(bench)]).toEqual([0n, 9]);
  });

  test('without a reservation touches no memory, where there is none either', () => {
    const bench = prepared();
    setX(bench.hart, 11, 0n);
    expect([bench.execute('sc.d a0, a2, (a1)'), bench.view.x(10)]).toEqual(['retired', 1n]);
    setX(bench.hart, 11, -1n);
    expect(bench.execute('sc.d a0, a2, (a1)')).toEqual({ cause: 6, tval: 2n ** 64n - 1n });
  });

  test('at a reserved address that may not be written is a store fault', () => {
    // LR needs a page that can be read, SC one that can be written: tried where the page loses its right in between.
    const bench = prepared();
    bench.execute('lr.d a0, (a1)');
    setX(bench.hart, 10, 77n);
    const { hart } = bench;
    const root = 0x8001_0000;
    const memory = memoryOf(bench.machine);
    // Root entries 2 (RAM, as it is) for code and read-only data; U-mode.
    memory.writeNumber(root + 16, (0x8_0000 << 10) | 0xdb);
    setCsr(hart, 'satp', (8n << 60n) | BigInt(root >>> 12));
    expect(bench.execute('sc.d a0, a2, (a1)', U)).toEqual({ cause: 15, tval: WORD });
    expect([bench.view.x(10), word(bench)]).toEqual([77n, 5]);
  });
});

test('the low bit of a mutex is taken by exactly one of two LR/SC loops', () => {
  const bench = prepared(0);
  bench.execute('lr.w a0, (a1)');
  bench.execute('lr.w a4, (a1)');
  bench.execute('sc.w a0, a2, (a1)');
  bench.execute('sc.w a4, a2, (a1)');
  expect([bench.view.x(10), bench.view.x(14)]).toEqual([0n, 1n]);
});
