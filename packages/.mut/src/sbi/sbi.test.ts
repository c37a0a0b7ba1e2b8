import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SbiHart, SbiPlatform } from './platform.ts';
import { Sbi, sbiExtensions } from './sbi.ts';

const BASE = 0x8000_0000n;
const SIZE = 0x1000n;
const ALL_ONES = 2n ** 64n - 1n;
const A0_UNTOUCHED = 0xa0n;
const A1_UNTOUCHED = 0xa1n;

let ram: Uint8Array;
let log: string[];
let input: number[];
let sbi: Sbi;

const inside = (address: bigint, length: bigint): boolean => address >= BASE && address + length <= BASE + SIZE;

const platform: SbiPlatform = {
  hartCount: 1,
  consoleWrite: (bytes) => log.push(`write ${String.fromCharCode(...bytes)}`),
  consoleRead: (limit) => Uint8Array.from(input.splice(0, limit)),
  setTimer: (hart, deadline) => log.push(`timer ${hart} ${deadline}`),
  readMemory: (address, length) =>
    inside(address, length) ? ram.slice(Number(address - BASE), Number(address - BASE + length)) : undefined,
  writeMemory: (address, bytes) => {
    if (!inside(address, BigInt(bytes.length))) return false;
    ram.set(bytes, Number(address - BASE));
    return true;
  },
  halt: (status) => log.push(`halt ${status}`),
  reset: () => log.push('reset'),
};

beforeEach(() => {
  ram = new Uint8Array(Number(SIZE));
  log = [];
  input = [];
  sbi = new Sbi(platform);
});

/** Calls with `a0 …` from `args`; what was not passed is recognisable. Gives all registers after. */
function registersAfter(eid: bigint, fid: bigint, ...args: bigint[]): bigint[] {
  const x = Array.from({ length: 32 }, (_, i) => BigInt(0x1000 + i));
  x[10] = A0_UNTOUCHED;
  x[11] = A1_UNTOUCHED;
  args.forEach((value, i) => (x[10 + i] = value));
  x[16] = fid;
  x[17] = eid;
  const before = [...x];
  const hart: SbiHart = {
    id: 3,
    readX: (register) => x[register]!,
    writeX: (register, value) => {
      expect(value >= 0n && value <= ALL_ONES, `x${register} = ${value}`).toBe(true);
      x[register] = value;
    },
  };
  sbi.call(hart);
  // "All registers except a0 & a1 must be preserved."
  x.forEach((value, i) => {
    if (i !== 10 && i !== 11) expect(value).toBe(before[i]);
  });
  return x;
}

/** The answer as signed error and value. */
function call(eid: bigint, fid: bigint, ...args: bigint[]): [error: bigint, value: bigint] {
  const x = registersAfter(eid, fid, ...args);
  return [BigInt.asIntN(64, x[10]!), x[11]!];
}

const TIME = 0x5449_4d45n;
const SRST = 0x5352_5354n;
const DBCN = 0x4442_434en;

describe('base', () => {
  test.each([
    ['specification 2.0', 0n, 0x0200_0000n],
    ['implementation id', 1n, 0x7261_6368n],
    ['implementation version', 2n, 1n],
    ['mvendorid', 4n, 0n],
    ['marchid', 5n, 0n],
    ['mimpid', 6n, 0n],
  ])('%s', (_, fid, value) => {
    expect(call(0x10n, fid)).toEqual([0n, value]);
  });

  test('the probe finds what a call finds', () => {
    const known = new Set(sbiExtensions.map((extension) => extension.eid));
    expect(known).toEqual(new Set([0n, 1n, 2n, 8n, 0x10n, TIME, SRST, DBCN]));
    const candidates = [
      ...known,
      3n,
      4n,
      5n,
      6n,
      7n,
      9n,
      0x735049n,
      0x52464e43n,
      0x48534dn,
      ALL_ONES,
      2n ** 32n + 0x10n,
    ];
    for (const eid of candidates) {
      expect(call(0x10n, 3n, eid), `0x${eid.toString(16)}`).toEqual([0n, known.has(eid) ? 1n : 0n]);
      if (!known.has(eid)) expect(call(eid, 0n)).toEqual([-2n, 0n]);
    }
  });

  test('no two extensions share an id', () => {
    expect(new Set(sbiExtensions.map(({ eid }) => eid)).size).toBe(sbiExtensions.length);
  });
});

describe('what is not there', () => {
  test.each([
    [0x10n, 7n],
    [0x10n, ALL_ONES],
    [0x10n, 2n ** 32n],
    [TIME, 1n],
    [SRST, 1n],
    [DBCN, 3n],
    [DBCN, ALL_ONES],
    [0x735049n, 0n],
    [0x48534dn, 0n],
    [0x3n, 0n],
    [ALL_ONES, 0n],
    [2n ** 32n + 0x10n, 0n],
  ])('EID %d, FID %d is SBI_ERR_NOT_SUPPORTED', (eid, fid) => {
    expect(call(eid, fid)).toEqual([-2n, 0n]);
    expect(log).toEqual([]);
  });
});

describe('legacy', () => {
  test('set_timer', () => {
    expect(call(0n, 9n, ALL_ONES)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual([`timer 3 ${ALL_ONES}`]);
  });

  test('console_putchar writes the low byte, whatever a6 holds', () => {
    expect(call(1n, 77n, 0x141n)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual(['write A']);
  });

  test('console_getchar gives a byte, or -1', () => {
    input = [0, 255];
    expect(call(2n, 0n)).toEqual([0n, A1_UNTOUCHED]);
    expect(call(2n, 0n)).toEqual([255n, A1_UNTOUCHED]);
    expect(call(2n, 0n)).toEqual([-1n, A1_UNTOUCHED]);
  });

  test('shutdown does not return', () => {
    expect(call(8n, 0n)).toEqual([A0_UNTOUCHED, A1_UNTOUCHED]);
    expect(log).toEqual(['halt 0']);
  });
});

test('TIME sets the timer of the calling hart', () => {
  expect(call(TIME, 0n, 123n)).toEqual([0n, 0n]);
  expect(call(TIME, 0n, ALL_ONES)).toEqual([0n, 0n]);
  expect(log).toEqual(['timer 3 123', `timer 3 ${ALL_ONES}`]);
});

describe('SRST', () => {
  test.each([
    ['shutdown', 0n, 0n, 'halt 0'],
    ['shutdown after a failure', 0n, 1n, 'halt 1'],
    ['cold reboot', 1n, 0n, 'reset'],
    ['warm reboot after a failure', 2n, 1n, 'reset'],
    ['shutdown, with dirt above its 32 bits', 0xffff_ffff_0000_0000n, 0x1_0000_0000n, 'halt 0'],
  ])('%s does not return', (_, type, reason, expected) => {
    expect(registersAfter(SRST, 0n, type, reason).slice(10, 12)).toEqual([type, reason]);
    expect(log).toEqual([expected]);
  });

  test.each([
    [3n, 0n],
    [0xefff_ffffn, 0n],
    [0xf000_0000n, 0n],
    [ALL_ONES, 0n],
    [0n, 2n],
    [0n, 0xe000_0000n],
    [1n, 0xffff_ffffn],
  ])('type %d, reason %d is SBI_ERR_INVALID_PARAM', (type, reason) => {
    expect(call(SRST, 0n, type, reason)).toEqual([-3n, 0n]);
    expect(log).toEqual([]);
  });
});

describe('DBCN', () => {
  test('write', () => {
    ram.set([104, 105, 33], 0x10);
    expect(call(DBCN, 0n, 3n, BASE + 0x10n, 0n)).toEqual([0n, 3n]);
    expect(log).toEqual(['write hi!']);
  });

  test('read takes what there is and touches no more memory', () => {
    input = [1, 2, 3];
    ram.fill(9);
    expect(call(DBCN, 1n, 8n, BASE + 0x20n, 0n)).toEqual([0n, 3n]);
    expect([...ram.subarray(0x1f, 0x25)]).toEqual([9, 1, 2, 3, 9, 9]);
    expect(call(DBCN, 1n, 8n, BASE, 0n)).toEqual([0n, 0n]);
    expect(ram[0]).toBe(9);
  });

  test('read takes no more than asked for', () => {
    input = [1, 2, 3];
    expect(call(DBCN, 1n, 2n, BASE, 0n)).toEqual([0n, 2n]);
    expect(input).toEqual([3]);
  });

  test('write_byte', () => {
    expect(call(DBCN, 2n, 0xff41n)).toEqual([0n, 0n]);
    expect(log).toEqual(['write A']);
  });

  test('zero bytes are none', () => {
    expect(call(DBCN, 0n, 0n, BASE, 0n)).toEqual([0n, 0n]);
    expect(call(DBCN, 1n, 0n, BASE, 0n)).toEqual([0n, 0n]);
  });

  test.each([
    ['below memory', 1n, BASE - 1n, 0n],
    ['beyond memory', 1n, BASE + SIZE, 0n],
    ['across its end', 2n, BASE + SIZE - 1n, 0n],
    ['wrapping round', ALL_ONES, BASE, 0n],
    ['all ones', ALL_ONES, ALL_ONES, ALL_ONES],
    ['with a high half', 1n, BASE, 1n],
  ])('memory %s is SBI_ERR_INVALID_PARAM, and no input is lost', (_, length, low, high) => {
    input = [7];
    expect(call(DBCN, 0n, length, low, high)).toEqual([-3n, 0n]);
    expect(call(DBCN, 1n, length, low, high)).toEqual([-3n, 0n]);
    expect(log).toEqual([]);
    expect(input).toEqual([7]);
  });
});

test('any call at all is answered', () => {
  const register = fc.oneof(fc.bigInt({ min: 0n, max: ALL_ONES }), fc.bigInt({ min: 0n, max: 20n }));
  const eid = fc.oneof(register, fc.constantFrom(...sbiExtensions.map((extension) => extension.eid)));
  fc.assert(
    fc.property(eid, register, register, register, register, (id, fid, a0, a1, a2) => {
      registersAfter(id, fid, a0, a1, a2);
    }),
  );
});
