import { expect, test } from 'vitest';
import { csrName, csrNumber, csrs } from './csrs.ts';

test('names and numbers are unique, 12 bits wide, and lead to each other', () => {
  expect(new Set(csrs.map(({ name }) => name)).size).toBe(csrs.length);
  expect(new Set(csrs.map(({ number }) => number)).size).toBe(csrs.length);
  for (const { name, number } of csrs) {
    expect(number).toBeLessThan(4096);
    expect([csrNumber(name), csrName(number)]).toEqual([number, name]);
  }
});

test.each([
  ['fcsr', 0x003],
  ['time', 0xc01],
  ['hpmcounter31', 0xc1f],
  ['sstatus', 0x100],
  ['sie', 0x104],
  ['stvec', 0x105],
  ['scounteren', 0x106],
  ['senvcfg', 0x10a],
  ['sstateen3', 0x10f],
  ['sip', 0x144],
  ['stimecmp', 0x14d],
  ['satp', 0x180],
  ['scountovf', 0xda0],
  ['mstatus', 0x300],
  ['mcounteren', 0x306],
  ['menvcfg', 0x30a],
  ['mstateen0', 0x30c],
  ['mcountinhibit', 0x320],
  ['mhpmevent3', 0x323],
  ['mhpmevent31', 0x33f],
  ['mip', 0x344],
  ['pmpcfg0', 0x3a0],
  ['pmpcfg14', 0x3ae],
  ['pmpaddr0', 0x3b0],
  ['pmpaddr63', 0x3ef],
  ['mseccfg', 0x747],
  ['tselect', 0x7a0],
  ['tdata3', 0x7a3],
  ['dcsr', 0x7b0],
  ['mcycle', 0xb00],
  ['minstret', 0xb02],
  ['mhpmcounter3', 0xb03],
  ['mhpmcounter31', 0xb1f],
  ['mvendorid', 0xf11],
  ['mhartid', 0xf14],
  ['mconfigptr', 0xf15],
])('%s is the manual’s', (name, number) => {
  expect(csrNumber(name)).toBe(number);
});

test('what RV64 lacks has no name', () => {
  for (const name of ['pmpcfg1', 'pmpcfg15', 'cycleh', 'mstatush', 'SSTATUS', ''])
    expect(csrNumber(name)).toBeUndefined();
  expect(csrName(0xb01)).toBeUndefined();
  expect(csrName(0x3a1)).toBeUndefined();
});
